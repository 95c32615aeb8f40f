#ifndef LAYERKERNELS_H
#define LAYERKERNELS_H

#include <stdint.h>

/// The loops over elements of the layers; in C for one reason: `target_clones` lets one binary use the
/// widest vectors of the machine it runs on. TrainingTests holds them against plain Swift.
///
/// Matrices are row-major, rows behind one another unless a stride is given. What is written does not
/// overlap what is read. Every clone gives the same bits: sums have a fixed order, and no products are
/// fused.

/// sums += values.
void layers_add(const float *values, int64_t count, float *sums);

/// Rounds to BF16 in place; what is too large becomes the greatest number.
void layers_round(float *values, int64_t count);

/// Copies a rectangle, `rows` rows of `columns` numbers, whose first number is at an offset.
void layers_copy(
    const float *from, int64_t from_offset, int64_t from_stride, float *to, int64_t to_offset,
    int64_t to_stride, int64_t rows, int64_t columns);

/// Row i of `to` becomes row places[i] of `from`.
void layers_gather(
    const float *from, const int32_t *places, int64_t count, int64_t columns, float *to);

/// Row places[i] of `to` grows by row i of `from`, in the order of i; a negative place by nothing.
void layers_scatter_add(
    const float *from, const int32_t *places, int64_t count, int64_t columns, float *to);

/// y = x * scale * gain with the scale 1 / sqrt(mean of x squared + epsilon), which is kept: one a row.
void layers_norm(
    const float *x, const float *gain, int64_t rows, int64_t columns, float epsilon, float *y,
    float *scales);

/// y = x * scale * gain with the scales that were kept.
void layers_norm_again(
    const float *x, const float *gain, const float *scales, int64_t rows, int64_t columns, float *y);

/// dx += the gradient of the norm's input.
void layers_norm_input_gradient(
    const float *dy, const float *x, const float *gain, const float *scales, int64_t rows,
    int64_t columns, float *dx);

/// dgain += the gradient of the norm's gain.
void layers_norm_gain_gradient(
    const float *dy, const float *x, const float *scales, int64_t rows, int64_t columns,
    float *dgain);

/// hidden = silu(gate) * up * weight of the row; gate_up [rows, 2 * width], the gates first.
/// Without weights (null) they are 1.
void layers_swiglu(
    const float *gate_up, const float *weights, int64_t rows, int64_t width, float *hidden);

/// The gradients of gate_up and, where there are weights, of the weights.
void layers_swiglu_gradient(
    const float *dhidden, const float *gate_up, const float *weights, int64_t rows, int64_t width,
    float *dgate_up, float *dweights);

/// Rotates pairs of neighbours, those of `heads` heads that lie `head_stride` apart, in each row; the
/// first pair is at an offset.
///
/// A row's position is its number modulo `length`; `cosines` and `sines` [length, pairs]. A sign of -1
/// rotates back.
void layers_rotate(
    float *values, int64_t offset, int64_t rows, int64_t stride, int64_t heads, int64_t head_stride, int64_t pairs,
    const float *cosines, const float *sines, int64_t length, float sign);

/// Softmax of rows of scores * scale in place, of which row i sees the first `first + i + 1` of `width`;
/// the others become 0. `logarithms` gets the logarithm of each row's sum, from `place` on.
void layers_softmax(
    float *scores, int64_t stride, int64_t rows, int64_t width, int64_t first, float scale,
    float *logarithms, int64_t place);

/// The same with logarithms that were kept.
void layers_softmax_again(
    float *scores, int64_t stride, int64_t rows, int64_t width, int64_t first, float scale,
    const float *logarithms, int64_t place);

/// gradients = probabilities * (gradients - mean of the row) * scale, the first row's mean at `place`.
void layers_softmax_gradient(
    const float *probabilities, const float *means, int64_t place, int64_t stride, int64_t rows,
    int64_t width, float scale, float *gradients);

/// The sum of products of `columns` numbers in each row, the first at an offset; sums from `place` on.
void layers_row_products(
    const float *a, const float *b, int64_t offset, int64_t stride, int64_t rows, int64_t columns,
    float *sums, int64_t place);

/// Puts keys together: those of each head, `own` numbers at the start of its part of `kv`, then the
/// `shared` numbers that all heads share.
void layers_join_keys(
    const float *kv, int64_t kv_head_stride, const float *shared_keys, int64_t rows, int64_t heads,
    int64_t own, int64_t shared, float *keys);

/// Takes their gradients apart again: the heads' own are written, the shared ones added over the heads.
void layers_split_keys(
    const float *dkeys, int64_t kv_head_stride, int64_t rows, int64_t heads, int64_t own,
    int64_t shared, float *dkv, float *dshared_keys);

/// Cross-entropy of rows of logits [rows, classes]: losses[row], and the logits become their gradient
/// times factor. A row with a negative target has neither loss nor gradient.
void layers_cross_entropy(
    float *logits, const int32_t *targets, int64_t rows, int64_t classes, float factor,
    float *losses);

#endif
