#ifndef OPTIMIZERKERNELS_H
#define OPTIMIZERKERNELS_H

#include <stdint.h>

/// The loops of the optimizer; in C as those of the layers are, and held against plain Swift as they
/// are. Every clone gives the same bits.

/// What is the same for all elements of a step of AdamW.
///
/// first = beta1 * first + rest1 * (gradient * clip)
/// second = beta2 * second + rest2 * (gradient * clip) squared, at most the greatest number
/// value = value * keep - rate * first / (sqrt(second) * root + epsilon)
struct adamw_factors {
  /// Clips the gradient.
  float clip;
  float beta1;
  /// 1 - beta1
  float rest1;
  float beta2;
  /// 1 - beta2
  float rest2;
  /// The learning rate over 1 - beta1 to the power of the steps.
  float rate;
  /// 1 over the root of 1 - beta2 to the power of the steps.
  float root;
  float epsilon;
  /// 1 - learning rate * weight decay
  float keep;
};

/// One step of AdamW with moments in FP32. Each array begins at its offset.
void optimizer_adamw_float(
    float *values, int64_t value_offset, const float *gradients, int64_t gradient_offset,
    float *first, float *second, int64_t moment_offset, int64_t count,
    const struct adamw_factors *factors);

/// The same with moments that are rounded to BF16, to nearest with ties to even, after their use; what
/// is too large becomes the greatest number.
void optimizer_adamw_bfloat16(
    float *values, int64_t value_offset, const float *gradients, int64_t gradient_offset,
    uint16_t *first, uint16_t *second, int64_t moment_offset, int64_t count,
    const struct adamw_factors *factors);

/// The sum of squares in double precision, in 16 interleaved parts that are added in order.
double optimizer_sum_of_squares(const float *numbers, int64_t offset, int64_t count);

#endif
