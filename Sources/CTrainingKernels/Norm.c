#include <math.h>

#include "Layers.h"

WIDE void layers_norm_again(
    const float *restrict x, const float *restrict gain, const float *restrict scales, int64_t rows,
    int64_t columns, float *restrict y) {
  for (int64_t row = 0; row < rows; row++) {
    int64_t start = row * columns;
    float scale = scales[row];
    for (int64_t j = 0; j < columns; j++) y[start + j] = x[start + j] * scale * gain[j];
  }
}

WIDE void layers_norm(
    const float *restrict x, const float *restrict gain, int64_t rows, int64_t columns,
    float epsilon, float *restrict y, float *restrict scales) {
  for (int64_t row = 0; row < rows; row++) {
    const float *from = x + row * columns;
    float scale = 1 / sqrtf(dot(from, from, columns) / (float)columns + epsilon);
    scales[row] = scale;
    for (int64_t j = 0; j < columns; j++) y[row * columns + j] = from[j] * scale * gain[j];
  }
}

WIDE void layers_norm_input_gradient(
    const float *restrict dy, const float *restrict x, const float *restrict gain,
    const float *restrict scales, int64_t rows, int64_t columns, float *restrict dx) {
  for (int64_t row = 0; row < rows; row++) {
    int64_t start = row * columns;
    float parts[lanes] = {0};
    int64_t i = 0;
    for (; i + lanes <= columns; i += lanes)
      for (int64_t lane = 0; lane < lanes; lane++) {
        int64_t j = i + lane;
        parts[lane] += gain[j] * dy[start + j] * x[start + j];
      }
    for (int64_t lane = 0; i < columns; i++, lane++)
      parts[lane] += gain[i] * dy[start + i] * x[start + i];
    float scale = scales[row];
    float share = sum_of_lanes(parts) * scale * scale * scale / (float)columns;
    for (int64_t j = 0; j < columns; j++)
      dx[start + j] += gain[j] * dy[start + j] * scale - x[start + j] * share;
  }
}

WIDE void layers_norm_gain_gradient(
    const float *restrict dy, const float *restrict x, const float *restrict scales, int64_t rows,
    int64_t columns, float *restrict dgain) {
  for (int64_t row = 0; row < rows; row++) {
    int64_t start = row * columns;
    float scale = scales[row];
    for (int64_t j = 0; j < columns; j++) dgain[j] += dy[start + j] * x[start + j] * scale;
  }
}
