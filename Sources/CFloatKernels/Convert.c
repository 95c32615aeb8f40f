#include "Formats.h"

INLINED float encode_all(
    const float *restrict values, int64_t count, float factor, uint8_t *restrict codes, layout f,
    bool special) {
  uint32_t overflow = special ? f.overflow : f.greatest;
  uint32_t top = 0;
  for (int64_t i = 0; i < count; i++) {
    top = greater(top, magnitude_bits(values[i]));
    codes[i] = encode(values[i] * factor, f, overflow);
  }
  return number_of(top);
}

WIDE float floats_encode(
    const float *restrict values, int64_t count, float factor, uint8_t *restrict codes,
    floats_format format, bool special) {
  return format == floats_e4m3 ? encode_all(values, count, factor, codes, e4m3, special)
                               : encode_all(values, count, factor, codes, e5m2, special);
}

INLINED void decode_all(
    const uint8_t *restrict codes, int64_t count, float scale, float *restrict values, layout f) {
  for (int64_t i = 0; i < count; i++) values[i] = decode(codes[i], f) * scale;
}

WIDE void floats_decode(
    const uint8_t *restrict codes, int64_t count, float scale, float *restrict values,
    floats_format format) {
  if (format == floats_e4m3)
    decode_all(codes, count, scale, values, e4m3);
  else
    decode_all(codes, count, scale, values, e5m2);
}

INLINED void decode_part(
    const uint8_t *restrict codes, const float *restrict scales, int64_t columns,
    int64_t rows_of_scale, floats_part part, float *restrict values, layout f) {
  const int64_t side = 128;
  int64_t scales_of_row = (columns + side - 1) / side;
  int64_t end = part.first_column + part.columns;
  for (int64_t row = part.first_row; row < part.first_row + part.rows; row++) {
    const float *row_scales = scales + row / rows_of_scale * scales_of_row;
    int64_t column = part.first_column;
    while (column < end) {
      int64_t count = least(side - column % side, end - column);
      const uint8_t *from = codes + row * columns + column;
      if (count == side)
        decode_all(from, side, row_scales[column / side], values, f);
      else
        decode_all(from, count, row_scales[column / side], values, f);
      values += count;
      column += count;
    }
  }
}

WIDE void floats_decode_part(
    const uint8_t *restrict codes, const float *restrict scales, int64_t columns,
    int64_t rows_of_scale, floats_part part, float *restrict values, floats_format format) {
  if (format == floats_e4m3)
    decode_part(codes, scales, columns, rows_of_scale, part, values, e4m3);
  else
    decode_part(codes, scales, columns, rows_of_scale, part, values, e5m2);
}

WIDE void floats_to_bfloat16(
    const float *restrict values, int64_t count, uint16_t *restrict bits, bool special) {
  const uint32_t infinity = 0x7F80;
  uint32_t limit = special ? infinity : infinity - 1;
  for (int64_t i = 0; i < count; i++) {
    uint32_t whole = bits_of(values[i]);
    uint32_t magnitude = whole & 0x7FFFFFFF;
    uint32_t rounded = (magnitude + 0x7FFF + ((magnitude >> 16) & 1)) >> 16;
    rounded = lesser(rounded, limit);
    rounded = magnitude > 0x7F800000 ? 0x7FC0 : rounded;
    bits[i] = (uint16_t)(rounded | ((whole >> 16) & 0x8000));
  }
}

WIDE void floats_from_bfloat16(
    const uint16_t *restrict bits, int64_t count, float *restrict values) {
  for (int64_t i = 0; i < count; i++) values[i] = number_of((uint32_t)bits[i] << 16);
}

WIDE void floats_add_bfloat16(
    const uint16_t *restrict bits, int64_t count, float *restrict values) {
  for (int64_t i = 0; i < count; i++) values[i] += number_of((uint32_t)bits[i] << 16);
}
