#ifndef FORMATS_H
#define FORMATS_H

#include <stdint.h>
#include <string.h>

#include "CFloatKernels.h"

// Tests define it as nothing, to hold the narrow vectors against the wide ones.
#if defined(WIDE)
#elif defined(__x86_64__)
#define WIDE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WIDE
#endif
// Rounded the same with and without fused instructions: results must not depend on the machine.
#pragma STDC FP_CONTRACT OFF

#define INLINED static inline __attribute__((always_inline))

/// A format in numbers; a constant wherever it is used, so that the compiler folds it.
typedef struct {
  uint32_t significand_bits, bias, greatest, overflow, nan;
  float greatest_number;
} layout;

static const layout e4m3 = {3, 7, 0x7E, 0x7F, 0x7F, 448};
static const layout e5m2 = {2, 15, 0x7B, 0x7C, 0x7E, 57344};

INLINED uint32_t bits_of(float number) {
  uint32_t bits;
  memcpy(&bits, &number, sizeof bits);
  return bits;
}

INLINED float number_of(uint32_t bits) {
  float number;
  memcpy(&number, &bits, sizeof number);
  return number;
}

INLINED uint32_t greater(uint32_t a, uint32_t b) { return a > b ? a : b; }
INLINED uint32_t lesser(uint32_t a, uint32_t b) { return a < b ? a : b; }
INLINED int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
INLINED uint32_t magnitude_bits(float number) { return bits_of(number) & 0x7FFFFFFF; }

/// The bits of the largest magnitude: those of floats are in the order of their numbers.
INLINED uint32_t largest(const float *values, int64_t count) {
  uint32_t top = 0;
  for (int64_t i = 0; i < count; i++) top = greater(top, magnitude_bits(values[i]));
  return top;
}

/// The code of a magnitude below twice the format's greatest power of two.
///
/// A float whose last place is the code's last place is added: the addition rounds.
INLINED uint32_t round_to_code(uint32_t magnitude, layout f) {
  uint32_t lost = 23 - f.significand_bits;
  uint32_t least_normal = (128 - f.bias) << 23;
  uint32_t exponent = greater(magnitude & 0x7F800000, least_normal);
  uint32_t aligned = exponent + (lost << 23);
  uint32_t significand = bits_of(number_of(magnitude) + number_of(aligned)) - aligned;
  return significand + ((exponent - least_normal) >> lost);
}

/// The code of any number whose scale was made for it.
INLINED uint8_t encode_scaled(float number, layout f) {
  uint32_t bits = bits_of(number);
  return (uint8_t)(round_to_code(bits & 0x7FFFFFFF, f) | ((bits >> 24) & 0x80));
}

/// The code of any number.
INLINED uint8_t encode(float number, layout f, uint32_t overflow) {
  uint32_t bits = bits_of(number);
  uint32_t magnitude = bits & 0x7FFFFFFF;
  // From here on every magnitude overflows, and the rounding addition must not.
  uint32_t beyond = (129 + f.bias) << 23;
  uint32_t code = round_to_code(lesser(magnitude, beyond), f);
  code = code > f.greatest ? overflow : code;
  code = magnitude > 0x7F800000 ? f.nan : code;
  return (uint8_t)(code | ((bits >> 24) & 0x80));
}

INLINED float decode(uint8_t code, layout f) {
  uint32_t lost = 23 - f.significand_bits;
  uint32_t least_normal = (128 - f.bias) << 23;
  uint32_t magnitude = code & 0x7F;
  uint32_t small = magnitude < (1u << f.significand_bits);
  // A leading one is put before the significand of a small number, and its worth taken away again.
  uint32_t offset = small ? least_normal : least_normal - (1u << 23);
  float number = number_of((magnitude << lost) + offset) - (small ? number_of(least_normal) : 0);
  uint32_t bits = bits_of(number);
  uint32_t infinite = magnitude == f.overflow && f.overflow != f.nan;
  bits = magnitude > f.greatest ? (infinite ? 0x7F800000 : 0x7FC00000) : bits;
  return number_of(bits | ((uint32_t)(code & 0x80) << 24));
}

/// The scale of a tile by its largest magnitude, and its reciprocal; what comes back is not 0 where the
/// magnitude is not finite or the scale times the greatest code overflows.
INLINED uint32_t choose_scale(
    uint32_t top, layout f, bool powers_of_two, float *scale, float *factor) {
  const uint32_t infinity = 0x7F800000;
  float magnitude = number_of(top);
  float quotient = (magnitude > 1e-4f ? magnitude : 1e-4f) / f.greatest_number;
  float power = number_of((bits_of(quotient) + 0x7FFFFF) & infinity);
  float chosen = powers_of_two ? power : quotient;
  *scale = chosen;
  *factor = 1 / chosen;
  return (top >= infinity) | (bits_of(chosen * f.greatest_number) >= infinity);
}

#endif
