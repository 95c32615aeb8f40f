#include "CExchangeKernels.h"

#include <string.h>

#if defined(__x86_64__)
#define WIDE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WIDE
#endif

#define INLINED static inline __attribute__((always_inline))

// Sums that stay in the first-level cache while row after row is added.
enum { block = 1024 };

INLINED float widened(uint16_t bits) {
  uint32_t word = (uint32_t)bits << 16;
  float value;
  memcpy(&value, &word, sizeof value);
  return value;
}

INLINED uint16_t narrowed(float value) {
  uint32_t word;
  memcpy(&word, &value, sizeof word);
  uint32_t rounded = (word + 0x7FFF + ((word >> 16) & 1)) >> 16;
  // Rounding must not carry a NaN's payload over into infinity.
  uint32_t quiet = (word >> 16) | 0x40;
  return (uint16_t)((word & 0x7FFFFFFF) > 0x7F800000 ? quiet : rounded);
}

WIDE void exchange_sum_float(
    const float *const *rows, int64_t count, int64_t width, float *restrict sum) {
  if (count == 0) {
    memset(sum, 0, (size_t)width * sizeof *sum);
    return;
  }
  if (count == 1) {
    memcpy(sum, rows[0], (size_t)width * sizeof *sum);
    return;
  }
  for (int64_t first = 0; first < width; first += block) {
    int64_t length = width - first < block ? width - first : block;
    float *restrict part = sum + first;
    const float *restrict a = rows[0] + first;
    const float *restrict b = rows[1] + first;
    for (int64_t i = 0; i < length; i++) part[i] = a[i] + b[i];
    for (int64_t row = 2; row < count; row++) {
      const float *restrict next = rows[row] + first;
      for (int64_t i = 0; i < length; i++) part[i] += next[i];
    }
  }
}

WIDE void exchange_sum_bfloat16(
    const uint16_t *const *rows, int64_t count, int64_t width, uint16_t *restrict sum) {
  if (count == 0) {
    memset(sum, 0, (size_t)width * sizeof *sum);
    return;
  }
  if (count == 1) {
    memcpy(sum, rows[0], (size_t)width * sizeof *sum);
    return;
  }
  if (count == 2) {
    const uint16_t *restrict a = rows[0];
    const uint16_t *restrict b = rows[1];
    for (int64_t i = 0; i < width; i++) sum[i] = narrowed(widened(a[i]) + widened(b[i]));
    return;
  }
  float part[block];
  for (int64_t first = 0; first < width; first += block) {
    int64_t length = width - first < block ? width - first : block;
    const uint16_t *restrict a = rows[0] + first;
    const uint16_t *restrict b = rows[1] + first;
    for (int64_t i = 0; i < length; i++) part[i] = widened(a[i]) + widened(b[i]);
    for (int64_t row = 2; row < count; row++) {
      const uint16_t *restrict next = rows[row] + first;
      for (int64_t i = 0; i < length; i++) part[i] += widened(next[i]);
    }
    for (int64_t i = 0; i < length; i++) sum[first + i] = narrowed(part[i]);
  }
}
