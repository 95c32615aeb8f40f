#include <math.h>

#include "Layers.h"

WIDE void layers_rotate(
    float *values, int64_t offset, int64_t rows, int64_t stride, int64_t heads, int64_t head_stride,
    int64_t pairs, const float *restrict cosines, const float *restrict sines, int64_t length,
    float sign) {
  for (int64_t row = 0; row < rows; row++) {
    const float *cosine = cosines + row % length * pairs;
    const float *sine = sines + row % length * pairs;
    for (int64_t head = 0; head < heads; head++) {
      float *at = values + offset + row * stride + head * head_stride;
      for (int64_t pair = 0; pair < pairs; pair++) {
        float x = at[2 * pair];
        float y = at[2 * pair + 1];
        float turn = sine[pair] * sign;
        at[2 * pair] = x * cosine[pair] - y * turn;
        at[2 * pair + 1] = x * turn + y * cosine[pair];
      }
    }
  }
}

INLINED float greatest(const float *values, int64_t count) {
  float parts[lanes];
  for (int64_t lane = 0; lane < lanes; lane++) parts[lane] = values[0];
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int64_t lane = 0; lane < lanes; lane++)
      parts[lane] = values[i + lane] > parts[lane] ? values[i + lane] : parts[lane];
  for (int64_t lane = 0; i < count; i++, lane++)
    parts[lane] = values[i] > parts[lane] ? values[i] : parts[lane];
  float top = parts[0];
  for (int64_t lane = 1; lane < lanes; lane++) top = parts[lane] > top ? parts[lane] : top;
  return top;
}

INLINED float sum(const float *values, int64_t count) {
  float parts[lanes] = {0};
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int64_t lane = 0; lane < lanes; lane++) parts[lane] += values[i + lane];
  for (int64_t lane = 0; i < count; i++, lane++) parts[lane] += values[i];
  return sum_of_lanes(parts);
}

INLINED int64_t seen(int64_t row, int64_t first, int64_t width) {
  return first + row + 1 < width ? first + row + 1 : width;
}

WIDE void layers_softmax(
    float *scores, int64_t stride, int64_t rows, int64_t width, int64_t first, float scale,
    float *logarithms, int64_t place) {
  for (int64_t row = 0; row < rows; row++) {
    float *at = scores + row * stride;
    int64_t count = seen(row, first, width);
    float top = greatest(at, count) * scale;
    for (int64_t j = 0; j < count; j++) at[j] = exponential(at[j] * scale - top);
    float total = sum(at, count);
    float factor = 1 / total;
    for (int64_t j = 0; j < count; j++) at[j] *= factor;
    for (int64_t j = count; j < width; j++) at[j] = 0;
    logarithms[place + row] = top + logf(total);
  }
}

WIDE void layers_softmax_again(
    float *scores, int64_t stride, int64_t rows, int64_t width, int64_t first, float scale,
    const float *logarithms, int64_t place) {
  for (int64_t row = 0; row < rows; row++) {
    float *at = scores + row * stride;
    int64_t count = seen(row, first, width);
    for (int64_t j = 0; j < count; j++) at[j] = exponential(at[j] * scale - logarithms[place + row]);
    for (int64_t j = count; j < width; j++) at[j] = 0;
  }
}

WIDE void layers_softmax_gradient(
    const float *restrict probabilities, const float *restrict means, int64_t place, int64_t stride,
    int64_t rows, int64_t width, float scale, float *restrict gradients) {
  for (int64_t row = 0; row < rows; row++) {
    const float *from = probabilities + row * stride;
    float *at = gradients + row * stride;
    for (int64_t j = 0; j < width; j++) at[j] = from[j] * (at[j] - means[place + row]) * scale;
  }
}

WIDE void layers_row_products(
    const float *a, const float *b, int64_t offset, int64_t stride, int64_t rows, int64_t columns,
    float *sums, int64_t place) {
  for (int64_t row = 0; row < rows; row++) {
    int64_t start = offset + row * stride;
    sums[place + row] = dot(a + start, b + start, columns);
  }
}

WIDE void layers_cross_entropy(
    float *restrict logits, const int32_t *targets, int64_t rows, int64_t classes, float factor,
    float *restrict losses) {
  for (int64_t row = 0; row < rows; row++) {
    float *at = logits + row * classes;
    losses[row] = 0;
    if (targets[row] < 0) {
      memset(at, 0, (size_t)classes * sizeof *at);
      continue;
    }
    float top = greatest(at, classes);
    float own = at[targets[row]];
    for (int64_t j = 0; j < classes; j++) at[j] = exponential(at[j] - top);
    float total = sum(at, classes);
    losses[row] = logf(total) - (own - top);
    float share = factor / total;
    for (int64_t j = 0; j < classes; j++) at[j] *= share;
    at[targets[row]] -= factor;
  }
}
