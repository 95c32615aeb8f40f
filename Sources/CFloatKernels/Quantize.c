#include "Formats.h"

enum {
  side = 128,
  /// Groups whose scales are found together: the division of one does not wait for another's.
  groups_at_once = 16,
  /// Columns that are transposed together: 256 bytes of each row, so that whole cache lines are used.
  columns_at_once = 64,
};

/// Quantises groups of `length` numbers, at most 128, that lie behind one another.
INLINED uint32_t quantize_groups(
    const float *restrict values, int64_t count, int64_t length, uint8_t *restrict codes,
    float *restrict scales, layout f, bool powers_of_two) {
  uint32_t tops[groups_at_once];
  float factors[groups_at_once];
  uint32_t refused = 0;
  for (int64_t g = 0; g < count; g++) tops[g] = largest(values + g * side, length);
  for (int64_t g = 0; g < count; g++)
    refused |= choose_scale(tops[g], f, powers_of_two, &scales[g], &factors[g]);
  for (int64_t g = 0; g < count; g++) {
    float factor = factors[g];
    for (int64_t i = 0; i < length; i++)
      codes[g * side + i] = encode_scaled(values[g * side + i] * factor, f);
  }
  return refused;
}

INLINED bool quantize_rows(
    const float *restrict values, int64_t rows, int64_t columns, uint8_t *restrict codes,
    float *restrict scales, layout f, bool powers_of_two) {
  if (columns % side == 0) {
    columns *= rows;
    rows = columns > 0;
  }
  int64_t tail = columns % side;
  uint32_t refused = 0;
  for (int64_t row = 0; row < rows; row++) {
    int64_t whole = columns / side;
    while (whole > 0) {
      int64_t count = whole >= groups_at_once ? groups_at_once : 1;
      refused |= count == groups_at_once
          ? quantize_groups(values, groups_at_once, side, codes, scales, f, powers_of_two)
          : quantize_groups(values, 1, side, codes, scales, f, powers_of_two);
      values += count * side;
      codes += count * side;
      scales += count;
      whole -= count;
    }
    if (tail == 0) continue;
    refused |= quantize_groups(values, 1, tail, codes, scales, f, powers_of_two);
    values += tail;
    codes += tail;
    scales++;
  }
  return refused == 0;
}

WIDE bool floats_quantize_rows(
    const float *restrict values, int64_t rows, int64_t columns, uint8_t *restrict codes,
    float *restrict scales, floats_format format, bool powers_of_two) {
  return format == floats_e4m3
      ? quantize_rows(values, rows, columns, codes, scales, e4m3, powers_of_two)
      : quantize_rows(values, rows, columns, codes, scales, e5m2, powers_of_two);
}

INLINED bool quantize_blocks(
    const float *restrict values, int64_t rows, int64_t columns, uint8_t *restrict codes,
    float *restrict scales, layout f, bool powers_of_two) {
  uint32_t refused = 0;
  for (int64_t first = 0; first < rows; first += side) {
    int64_t last = least(first + side, rows);
    for (int64_t column = 0; column < columns; column += side) {
      int64_t length = least(side, columns - column);
      uint32_t top = 0;
      for (int64_t row = first; row < last; row++)
        top = greater(top, largest(values + row * columns + column, length));
      float factor;
      refused |= choose_scale(top, f, powers_of_two, scales++, &factor);
      for (int64_t row = first; row < last; row++) {
        const float *from = values + row * columns + column;
        uint8_t *to = codes + row * columns + column;
        for (int64_t i = 0; i < length; i++) to[i] = encode_scaled(from[i] * factor, f);
      }
    }
  }
  return refused == 0;
}

WIDE bool floats_quantize_blocks(
    const float *restrict values, int64_t rows, int64_t columns, uint8_t *restrict codes,
    float *restrict scales, floats_format format, bool powers_of_two) {
  return format == floats_e4m3
      ? quantize_blocks(values, rows, columns, codes, scales, e4m3, powers_of_two)
      : quantize_blocks(values, rows, columns, codes, scales, e5m2, powers_of_two);
}

typedef uint8_t bytes __attribute__((vector_size(16)));

/// Transposes 16 x 16 bytes: interleaving the first half of the rows with the second, four times.
INLINED void transpose_square(
    const uint8_t *from, int64_t from_stride, uint8_t *to, int64_t to_stride) {
  bytes rows[16], mixed[16];
  for (int i = 0; i < 16; i++) memcpy(&rows[i], from + i * from_stride, 16);
  for (int round = 0; round < 4; round++) {
    for (int i = 0; i < 8; i++) {
      mixed[2 * i] = __builtin_shufflevector(
          rows[i], rows[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      mixed[2 * i + 1] = __builtin_shufflevector(
          rows[i], rows[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
    memcpy(rows, mixed, sizeof rows);
  }
  for (int i = 0; i < 16; i++) memcpy(to + i * to_stride, &rows[i], 16);
}

/// Quantises at most 128 rows of at most 64 columns: each number is read from the matrix once, since the
/// rows of a wide one lie in few sets of the cache.
INLINED uint32_t quantize_tile(
    const float *restrict values, int64_t stride, int64_t rows, int64_t columns,
    uint8_t *restrict codes, int64_t codes_stride, float *restrict scales, int64_t scales_stride,
    layout f, bool powers_of_two) {
  float tile[side][columns_at_once];
  uint8_t encoded[side][columns_at_once];
  uint8_t transposed[columns_at_once][side];
  uint32_t tops[columns_at_once] = {0};
  float factors[columns_at_once];
  uint32_t refused = 0;
  for (int64_t row = 0; row < rows; row++)
    for (int64_t i = 0; i < columns; i++) {
      float value = values[row * stride + i];
      tile[row][i] = value;
      tops[i] = greater(tops[i], magnitude_bits(value));
    }
  for (int64_t i = 0; i < columns; i++)
    refused |= choose_scale(tops[i], f, powers_of_two, &scales[i * scales_stride], &factors[i]);
  for (int64_t row = 0; row < rows; row++)
    for (int64_t i = 0; i < columns; i++)
      encoded[row][i] = encode_scaled(tile[row][i] * factors[i], f);
  // Squares at the edges carry bytes that nobody set; they are not copied on.
  for (int64_t row = 0; row < rows; row += 16)
    for (int64_t i = 0; i < columns; i += 16)
      transpose_square(&encoded[row][i], columns_at_once, &transposed[i][row], side);
  for (int64_t i = 0; i < columns; i++)
    memcpy(codes + i * codes_stride, transposed[i], (size_t)rows);
  return refused;
}

INLINED bool quantize_transposed(
    const float *restrict values, int64_t rows, int64_t columns, uint8_t *restrict codes,
    float *restrict scales, layout f, bool powers_of_two) {
  int64_t tiles_down = (rows + side - 1) / side;
  uint32_t refused = 0;
  for (int64_t tile = 0; tile < tiles_down; tile++) {
    int64_t row = tile * side;
    for (int64_t column = 0; column < columns; column += columns_at_once) {
      int64_t width = least(columns_at_once, columns - column);
      const float *from = values + row * columns + column;
      uint8_t *to = codes + column * rows + row;
      float *scale = scales + column * tiles_down + tile;
      int64_t height = least(side, rows - row);
      refused |= width == columns_at_once
          ? quantize_tile(
              from, columns, height, columns_at_once, to, rows, scale, tiles_down, f, powers_of_two)
          : quantize_tile(
              from, columns, height, width, to, rows, scale, tiles_down, f, powers_of_two);
    }
  }
  return refused == 0;
}

WIDE bool floats_quantize_transposed(
    const float *restrict values, int64_t rows, int64_t columns, uint8_t *restrict codes,
    float *restrict scales, floats_format format, bool powers_of_two) {
  return format == floats_e4m3
      ? quantize_transposed(values, rows, columns, codes, scales, e4m3, powers_of_two)
      : quantize_transposed(values, rows, columns, codes, scales, e5m2, powers_of_two);
}
