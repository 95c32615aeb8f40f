#include "Layers.h"

WIDE void layers_add(const float *restrict values, int64_t count, float *restrict sums) {
  for (int64_t i = 0; i < count; i++) sums[i] += values[i];
}

WIDE void layers_round(float *values, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    uint32_t whole = bits_of(values[i]);
    uint32_t magnitude = whole & 0x7FFFFFFF;
    uint32_t rounded = (magnitude + 0x7FFF + ((magnitude >> 16) & 1)) & 0xFFFF0000;
    rounded = rounded > 0x7F7F0000 ? 0x7F7F0000 : rounded;
    rounded = magnitude > 0x7F800000 ? 0x7FC00000 : rounded;
    values[i] = number_of(rounded | (whole & 0x80000000));
  }
}

void layers_copy(
    const float *restrict from, int64_t from_offset, int64_t from_stride, float *restrict to,
    int64_t to_offset, int64_t to_stride, int64_t rows, int64_t columns) {
  for (int64_t row = 0; row < rows; row++)
    memcpy(
        to + to_offset + row * to_stride, from + from_offset + row * from_stride,
        (size_t)columns * sizeof *to);
}

void layers_gather(
    const float *restrict from, const int32_t *places, int64_t count, int64_t columns,
    float *restrict to) {
  for (int64_t i = 0; i < count; i++)
    memcpy(to + i * columns, from + places[i] * columns, (size_t)columns * sizeof *to);
}

WIDE void layers_scatter_add(
    const float *restrict from, const int32_t *places, int64_t count, int64_t columns,
    float *restrict to) {
  for (int64_t i = 0; i < count; i++) {
    if (places[i] < 0) continue;
    float *sums = to + places[i] * columns;
    for (int64_t j = 0; j < columns; j++) sums[j] += from[i * columns + j];
  }
}

WIDE void layers_join_keys(
    const float *restrict kv, int64_t kv_head_stride, const float *restrict shared_keys,
    int64_t rows, int64_t heads, int64_t own, int64_t shared, float *restrict keys) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t head = 0; head < heads; head++) {
      float *key = keys + (row * heads + head) * (own + shared);
      const float *from = kv + (row * heads + head) * kv_head_stride;
      for (int64_t j = 0; j < own; j++) key[j] = from[j];
      for (int64_t j = 0; j < shared; j++) key[own + j] = shared_keys[row * shared + j];
    }
}

WIDE void layers_split_keys(
    const float *restrict dkeys, int64_t kv_head_stride, int64_t rows, int64_t heads, int64_t own,
    int64_t shared, float *restrict dkv, float *restrict dshared_keys) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t head = 0; head < heads; head++) {
      const float *key = dkeys + (row * heads + head) * (own + shared);
      float *to = dkv + (row * heads + head) * kv_head_stride;
      for (int64_t j = 0; j < own; j++) to[j] = key[j];
      for (int64_t j = 0; j < shared; j++) dshared_keys[row * shared + j] += key[own + j];
    }
}
