#include "Layers.h"

INLINED float sigmoid(float x) { return 1 / (1 + exponential(-x)); }

WIDE void layers_swiglu(
    const float *restrict gate_up, const float *weights, int64_t rows, int64_t width,
    float *restrict hidden) {
  for (int64_t row = 0; row < rows; row++) {
    const float *gate = gate_up + row * 2 * width;
    const float *up = gate + width;
    float weight = weights ? weights[row] : 1;
    for (int64_t j = 0; j < width; j++)
      hidden[row * width + j] = gate[j] * sigmoid(gate[j]) * up[j] * weight;
  }
}

/// The gradient of one pair; returns the share of the row's weight.
INLINED float pair_gradient(
    float dhidden, float gate, float up, float weight, float *dgate, float *dup) {
  float open = sigmoid(gate);
  float silu = gate * open;
  float weighted = dhidden * weight;
  *dup = weighted * silu;
  *dgate = weighted * up * open * (1 + gate * (1 - open));
  return dhidden * silu * up;
}

WIDE void layers_swiglu_gradient(
    const float *restrict dhidden, const float *restrict gate_up, const float *weights,
    int64_t rows, int64_t width, float *restrict dgate_up, float *dweights) {
  for (int64_t row = 0; row < rows; row++) {
    const float *gate = gate_up + row * 2 * width;
    const float *up = gate + width;
    const float *from = dhidden + row * width;
    float *dgate = dgate_up + row * 2 * width;
    float *dup = dgate + width;
    float weight = weights ? weights[row] : 1;
    float parts[lanes] = {0};
    int64_t i = 0;
    for (; i + lanes <= width; i += lanes)
      for (int64_t lane = 0; lane < lanes; lane++) {
        int64_t j = i + lane;
        parts[lane] += pair_gradient(from[j], gate[j], up[j], weight, dgate + j, dup + j);
      }
    for (int64_t lane = 0; i < width; i++, lane++)
      parts[lane] += pair_gradient(from[i], gate[i], up[i], weight, dgate + i, dup + i);
    if (dweights) dweights[row] = sum_of_lanes(parts);
  }
}
