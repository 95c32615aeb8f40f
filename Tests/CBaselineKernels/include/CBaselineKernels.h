#ifndef CBASELINEKERNELS_H
#define CBASELINEKERNELS_H

#include "CFloatKernels.h"

/// The kernels of CFloatKernels without clones for wide vectors: what a machine without them runs.

bool baseline_quantize_rows(
    const float *values, int64_t rows, int64_t columns, uint8_t *codes, float *scales,
    floats_format format, bool powers_of_two);

bool baseline_quantize_transposed(
    const float *values, int64_t rows, int64_t columns, uint8_t *codes, float *scales,
    floats_format format, bool powers_of_two);

bool baseline_quantize_blocks(
    const float *values, int64_t rows, int64_t columns, uint8_t *codes, float *scales,
    floats_format format, bool powers_of_two);

float baseline_encode(
    const float *values, int64_t count, float factor, uint8_t *codes, floats_format format,
    bool special);

void baseline_decode(
    const uint8_t *codes, int64_t count, float scale, float *values, floats_format format);

void baseline_to_bfloat16(const float *values, int64_t count, uint16_t *bits, bool special);

#endif
