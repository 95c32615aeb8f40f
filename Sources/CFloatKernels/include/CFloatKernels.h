#ifndef CFLOATKERNELS_H
#define CFLOATKERNELS_H

#include <stdbool.h>
#include <stdint.h>

/// Conversions of many numbers; in C for one reason: `target_clones` lets one binary use the widest
/// vectors of the machine it runs on. Every clone gives the same bits. FloatFormatsTests holds them
/// against plain Swift.
///
/// Matrices are row-major, rows behind one another. What is written does not overlap what is read.

typedef enum __attribute__((enum_extensibility(closed))) { floats_e4m3, floats_e5m2 } floats_format;

/// Rows and columns of a matrix.
typedef struct {
  int64_t first_row, rows, first_column, columns;
} floats_part;

/// Quantises [rows, columns] with a scale for 128 numbers of a row: codes [rows, columns], scales
/// [rows, columns / 128 rounded up]. False where a number is not finite or a scale overflows; codes and
/// scales mean nothing then.
bool floats_quantize_rows(
    const float *values, int64_t rows, int64_t columns, uint8_t *codes, float *scales,
    floats_format format, bool powers_of_two);

/// The same with a scale for 128 rows of a column, transposed: codes [columns, rows], scales
/// [columns, rows / 128 rounded up].
bool floats_quantize_transposed(
    const float *values, int64_t rows, int64_t columns, uint8_t *codes, float *scales,
    floats_format format, bool powers_of_two);

/// The same with a scale for 128 x 128: codes [rows, columns], scales [rows / 128, columns / 128],
/// rounded up.
bool floats_quantize_blocks(
    const float *values, int64_t rows, int64_t columns, uint8_t *codes, float *scales,
    floats_format format, bool powers_of_two);

/// Encodes value * factor. What is too large becomes the greatest code, or, where `special`, infinity or
/// NaN. Returns the largest magnitude of the values, NaN where there is a NaN.
float floats_encode(
    const float *values, int64_t count, float factor, uint8_t *codes, floats_format format,
    bool special);

/// values = number of the code * scale.
void floats_decode(
    const uint8_t *codes, int64_t count, float scale, float *values, floats_format format);

/// Decodes a part of a matrix of `columns` columns, with a scale for 128 columns of `rows_of_scale` rows.
void floats_decode_part(
    const uint8_t *codes, const float *scales, int64_t columns, int64_t rows_of_scale,
    floats_part part, float *values, floats_format format);

/// Rounds to BF16. What is too large becomes the greatest number, or infinity where `special`.
void floats_to_bfloat16(const float *values, int64_t count, uint16_t *bits, bool special);

/// values = numbers.
void floats_from_bfloat16(const uint16_t *bits, int64_t count, float *values);

/// values += numbers.
void floats_add_bfloat16(const uint16_t *bits, int64_t count, float *values);

#endif
