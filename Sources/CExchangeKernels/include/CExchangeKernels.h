#ifndef CEXCHANGEKERNELS_H
#define CEXCHANGEKERNELS_H

#include <stdint.h>

// Sums of token rows. The order of additions is that of the rows, whatever the processor: every
// machine gives the same bits.

/// Adds `count` rows of `width` numbers in the order given; no row gives zeros, one row a copy.
void exchange_sum_float(
    const float *const *rows, int64_t count, int64_t width, float *sum);

/// The same for BF16 bit patterns: adds in FP32 and rounds once, to the nearest and even; what is too
/// large becomes infinite, and one row is copied.
void exchange_sum_bfloat16(
    const uint16_t *const *rows, int64_t count, int64_t width, uint16_t *sum);

#endif
