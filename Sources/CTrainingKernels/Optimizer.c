#include "OptimizerKernels.h"

#include <float.h>

#include "Layers.h"

/// One element's step; the moments are changed.
INLINED float adamw(
    float value, float gradient, float *first, float *second, const struct adamw_factors f) {
  float clipped = gradient * f.clip;
  *first = f.beta1 * *first + f.rest1 * clipped;
  float square = f.beta2 * *second + f.rest2 * clipped * clipped;
  square = square > FLT_MAX ? FLT_MAX : square;
  *second = square;
  // Unlike sqrtf it sets no error number, which would keep the loop from using vectors.
  float root = __builtin_elementwise_sqrt(square);
  return value * f.keep - f.rate * *first / (root * f.root + f.epsilon);
}

INLINED float widened(uint16_t half) { return number_of((uint32_t)half << 16); }

/// To nearest, ties to even, as layers_round does for finite numbers.
INLINED uint16_t halved(float number) {
  uint32_t whole = bits_of(number);
  uint32_t magnitude = whole & 0x7FFFFFFF;
  uint32_t rounded = magnitude + 0x7FFF + ((magnitude >> 16) & 1);
  rounded = rounded > 0x7F7FFFFF ? 0x7F7F0000 : rounded;
  return (uint16_t)((rounded | (whole & 0x80000000)) >> 16);
}

WIDE void optimizer_adamw_float(
    float *restrict values, int64_t value_offset, const float *restrict gradients,
    int64_t gradient_offset, float *restrict first, float *restrict second, int64_t moment_offset,
    int64_t count, const struct adamw_factors *factors) {
  const struct adamw_factors f = *factors;
  values += value_offset;
  gradients += gradient_offset;
  first += moment_offset;
  second += moment_offset;
  for (int64_t i = 0; i < count; i++)
    values[i] = adamw(values[i], gradients[i], first + i, second + i, f);
}

WIDE void optimizer_adamw_bfloat16(
    float *restrict values, int64_t value_offset, const float *restrict gradients,
    int64_t gradient_offset, uint16_t *restrict first, uint16_t *restrict second,
    int64_t moment_offset, int64_t count, const struct adamw_factors *factors) {
  const struct adamw_factors f = *factors;
  values += value_offset;
  gradients += gradient_offset;
  first += moment_offset;
  second += moment_offset;
  for (int64_t i = 0; i < count; i++) {
    float mean = widened(first[i]);
    float square = widened(second[i]);
    values[i] = adamw(values[i], gradients[i], &mean, &square, f);
    first[i] = halved(mean);
    second[i] = halved(square);
  }
}

WIDE double optimizer_sum_of_squares(const float *numbers, int64_t offset, int64_t count) {
  double parts[lanes] = {0};
  const float *from = numbers + offset;
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int64_t lane = 0; lane < lanes; lane++)
      parts[lane] += (double)from[i + lane] * (double)from[i + lane];
  for (int64_t lane = 0; i < count; i++, lane++) parts[lane] += (double)from[i] * (double)from[i];
  double sum = 0;
  for (int64_t lane = 0; lane < lanes; lane++) sum += parts[lane];
  return sum;
}
