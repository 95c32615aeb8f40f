#ifndef LAYERS_H
#define LAYERS_H

#include <stddef.h>
#include <string.h>

#include "LayerKernels.h"

#if defined(__x86_64__)
#define WIDE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WIDE
#endif
// Rounded the same with and without fused instructions: results must not depend on the machine.
#pragma STDC FP_CONTRACT OFF

#define INLINED static inline __attribute__((always_inline))

/// Sums are formed in this many parts, the same on every machine, so that they fill any vectors.
enum { lanes = 16 };

INLINED float sum_of_lanes(const float *parts) {
  float sum = 0;
  for (int64_t lane = 0; lane < lanes; lane++) sum += parts[lane];
  return sum;
}

/// The sum of a[i] * b[i].
INLINED float dot(const float *a, const float *b, int64_t count) {
  float parts[lanes] = {0};
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int64_t lane = 0; lane < lanes; lane++) parts[lane] += a[i + lane] * b[i + lane];
  for (int64_t lane = 0; i < count; i++, lane++) parts[lane] += a[i] * b[i];
  return sum_of_lanes(parts);
}

INLINED float number_of(uint32_t bits) {
  float number;
  memcpy(&number, &bits, sizeof number);
  return number;
}

INLINED uint32_t bits_of(float number) {
  uint32_t bits;
  memcpy(&bits, &number, sizeof bits);
  return bits;
}

/// e to the x within 2 units in the last place; x below -87 counts as -87, above 88 as 88.
///
/// Source: Cephes mathematical library, expf.
INLINED float exponential(float x) {
  x = x < -87 ? -87 : x;
  x = x > 88 ? 88 : x;
  // Adding and taking away this number rounds to a whole one.
  const float rounder = 12582912;
  float whole = (x * 1.44269504088896341f + rounder) - rounder;
  float rest = (x - whole * 0.693359375f) - whole * -2.12194440e-4f;
  float power = 1.9875691500e-4f;
  power = power * rest + 1.3981999507e-3f;
  power = power * rest + 8.3334519073e-3f;
  power = power * rest + 4.1665795894e-2f;
  power = power * rest + 1.6666665459e-1f;
  power = power * rest + 5.0000001201e-1f;
  power = power * rest * rest + rest + 1;
  return power * number_of((uint32_t)((int32_t)whole + 127) << 23);
}

#endif
