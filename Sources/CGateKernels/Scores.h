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

/// The least of a row's keys and the greatest.
INLINED void key_range(const float *row, int64_t experts, int32_t *low, int32_t *high) {
  int32_t least = INT32_MAX, most = INT32_MIN;
  for (int64_t e = 0; e < experts; e++) {
    int32_t key = key_of(bits_of(row[e]));
    least = key < least ? key : least;
    most = greatest(most, key);
  }
  *low = least;
  *high = most;
}

/// The least and the greatest key of a number that may stand in a row.
INLINED int32_t least_key(int32_t scoring) {
  return scoring == gate_given ? -1 : key_of((int32_t)0xFF7FFFFF);
}
enum { greatest_key = 0x7F7FFFFF };

/// Scores one token; false where a number of the row must not be there.
INLINED int score_row(
    const float *restrict logits, float *restrict scores, int64_t experts, int32_t scoring) {
  int32_t low, top;
  key_range(logits, experts, &low, &top);
  if (low < least_key(scoring) || top > greatest_key) return 0;
  if (scoring == gate_given) {
    for (int64_t e = 0; e < experts; e++) scores[e] = logits[e];
    return 1;
  }
  if (scoring == gate_sigmoid) {
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

/// Where the first such number of a row is that has one.
INLINED int64_t first_bad(const float *logits, int64_t from, int32_t scoring) {
  for (;; from++) {
    int32_t key = key_of(bits_of(logits[from]));
    if (key < least_key(scoring) || key > greatest_key) return from;
  }
}

#endif
