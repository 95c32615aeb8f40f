#include "Scores.h"

/// 64 bits of key and an index, mixed to 32 bits; the constants are those of lowbias32 by Chris
/// Wellons (public domain).
INLINED uint32_t mixed(uint64_t key, uint32_t index) {
  uint32_t x = (uint32_t)key + index * 0x9E3779B9u;
  x = (x ^ (x >> 16)) * 0x7FEB352Du;
  x = (x + (uint32_t)(key >> 32));
  x = (x ^ (x >> 15)) * 0x846CA68Bu;
  return x ^ (x >> 16);
}

WIDE void gate_stream(
    int64_t experts, float noise, int64_t token_count, const uint64_t *keys,
    const int32_t *topics, int64_t table_count, const float *table, int64_t logit_count,
    float *logits) {
  (void)table_count, (void)logit_count;
  // The sum of four bytes has this standard deviation: 2 * sqrt((256^2 - 1) / 12).
  const float scale = noise / 147.79942f;
  for (int64_t token = 0; token < token_count; token++) {
    const float *restrict row = table + topics[token] * experts;
    float *restrict out = logits + token * experts;
    uint64_t key = keys[token];
    for (int64_t e = 0; e < experts; e++) {
      uint32_t x = mixed(key, (uint32_t)e);
      uint32_t pairs = (x & 0x00FF00FF) + ((x >> 8) & 0x00FF00FF);
      int32_t sum = (int32_t)((pairs & 0xFFFF) + (pairs >> 16));
      out[e] = row[e] + scale * (float)(sum - 510);
    }
  }
}
