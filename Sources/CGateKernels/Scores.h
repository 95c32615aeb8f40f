#ifndef GATE_SCORES_H
#define GATE_SCORES_H

#include "CGateKernels.h"

#include <string.h>

#if defined(__x86_64__)
#define WIDE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WIDE
#endif
// Rounded the same with and without fused instructions: results must not depend on the machine.
#pragma STDC FP_CONTRACT OFF

#define INLINED static inline __attribute__((always_inline))

INLINED int32_t greatest(int32_t a, int32_t b) { return a > b ? a : b; }

INLINED int32_t bits_of(float value) {
  int32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

INLINED float float_of(int32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// Of the bits of a float, an integer that is greater for a greater float; -0 comes before 0. Its own
/// inverse.
INLINED int32_t key_of(int32_t bits) { return bits ^ ((bits >> 31) & INT32_MAX); }

/// e to the power of x, after x is moved into -87 ... 87; relative error below 2e-7.
///
/// The polynomial is that of expf in the Cephes library (Moshier 1992).
INLINED float exponential(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 87.0f ? 87.0f : x;
  const float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer
  float shifted = x * 1.44269504088896341f + magic;
  float whole = shifted - magic;
  float rest = x - whole * 0.693359375f;
  rest = rest + whole * 2.12194440e-4f;
  float power = 1.9875691500e-4f;
  power = power * rest + 1.3981999507e-3f;
  power = power * rest + 8.3334519073e-3f;
  power = power * rest + 4.1665795894e-2f;
  power = power * rest + 1.6666665459e-1f;
  power = power * rest + 5.0000001201e-1f;
  power = power * (rest * rest) + rest + 1.0f;
  return float_of(bits_of(power) + (int32_t)((uint32_t)bits_of(shifted) << 23));
}

/// Scores one token; true where all its logits are finite.
INLINED int score_row(const float *restrict logits, float *restrict scores, int64_t experts,
                      int softmax) {
  int32_t worst = 0;
  int32_t top = INT32_MIN;
  for (int64_t e = 0; e < experts; e++) {
    worst = greatest(worst, bits_of(logits[e]) & INT32_MAX);
    top = greatest(top, key_of(bits_of(logits[e])));
  }
  if (worst >= 0x7F800000) return 0;
  if (!softmax) {
    for (int64_t e = 0; e < experts; e++) scores[e] = 1.0f / (1.0f + exponential(-logits[e]));
    return 1;
  }
  float most = float_of(key_of(top));
  float sums[gate_block] = {0};
  int64_t whole = experts - experts % gate_block;
  for (int64_t e = 0; e < experts; e++) scores[e] = exponential(logits[e] - most);
  for (int64_t e = 0; e < whole; e += gate_block)
    for (int64_t i = 0; i < gate_block; i++) sums[i] += scores[e + i];
  for (int64_t e = whole; e < experts; e++) sums[e - whole] += scores[e];
  float sum = 0;
  for (int64_t i = 0; i < gate_block; i++) sum += sums[i];
  for (int64_t e = 0; e < experts; e++) scores[e] /= sum;
  return 1;
}

INLINED int64_t first_not_finite(const float *logits, int64_t from) {
  while ((bits_of(logits[from]) & INT32_MAX) < 0x7F800000) from++;
  return from;
}

#endif
