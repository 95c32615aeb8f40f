#include "Scores.h"

#include <stddef.h>

/// A block of keys; the compiler splits it where the machine's vectors are shorter.
typedef int32_t lanes __attribute__((vector_size(4 * gate_block)));

static const lanes lane_numbers = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

#define LOAD(name, from) \
  lanes name;            \
  memcpy(&name, from, sizeof name)

// Whole blocks are stored, for a load waits longer for a part of it that was stored by itself.
#define STORE(name, to) memcpy(to, &name, sizeof name)

/// A block with another element in one lane.
#define WITH_LANE(block, lane, element) \
  (((element) & (lane_numbers == (lane))) | ((block) & (lane_numbers != (lane))))

typedef _Bool lane_bits __attribute__((ext_vector_type(gate_block)));

/// The first lane of a comparison that holds; at least one does.
#define FIRST_LANE(comparison) first_bit(__builtin_convertvector(comparison, lane_bits))

INLINED int32_t first_bit(lane_bits lane) {
  uint16_t bits;
  memcpy(&bits, &lane, sizeof bits);
  return __builtin_ctz(bits);
}

INLINED int64_t whole_blocks(int64_t count) {
  return (count + gate_block - 1) / gate_block * gate_block;
}

/// The greatest float of a group's keys, or the sum of its two greatest.
INLINED float group_score(const int32_t *keys, int64_t padded, int pair) {
  lanes first = (lanes){0} + INT32_MIN;
  lanes second = first;
  for (int64_t at = 0; at < padded; at += gate_block) {
    LOAD(block, keys + at);
    second = __builtin_elementwise_max(second, __builtin_elementwise_min(first, block));
    first = __builtin_elementwise_max(first, block);
  }
  int32_t most = __builtin_reduce_max(first);
  float score = float_of(key_of(most));
  if (!pair) return score;
  // One of the lanes that hold the greatest key gives its second.
  int32_t lane = FIRST_LANE(first == most);
  lanes taken = lane_numbers == lane;
  first = (second & taken) | (first & ~taken);
  int32_t next = __builtin_reduce_max(first);
  return next == INT32_MIN ? score : score + float_of(key_of(next));
}

INLINED int32_t block_maximum(const int32_t *keys) {
  LOAD(block, keys);
  return __builtin_reduce_max(block);
}

/// The index of the greatest element, the first of equal ones; the count is a multiple of a block.
INLINED int64_t index_of_greatest(const int32_t *row, int64_t count) {
  int64_t best = 0;
  int32_t most = block_maximum(row);
  for (int64_t at = gate_block; at < count; at += gate_block) {
    int32_t here = block_maximum(row + at);
    best = here > most ? at : best;
    most = greatest(here, most);
  }
  LOAD(block, row + best);
  return best + FIRST_LANE(block == most);
}

/// What is known of one token while its experts are selected; the rows are scratch.
struct token {
  float *scores;
  /// Of biased scores, groups padded to whole blocks with INT32_MIN.
  int32_t *keys;
  /// The greatest key of each block; INT32_MIN where the group is not kept. Whole blocks.
  int32_t *maxima;
  /// The key of each group's score, INT32_MIN once it is kept. Whole blocks.
  int32_t *groups;
};

INLINED struct token token_in(
    struct gate_shape shape, int64_t index, float *scores, int32_t *scratch) {
  int64_t keys = shape.groups * whole_blocks(shape.experts / shape.groups);
  int64_t maxima = whole_blocks(keys / gate_block);
  int32_t *start = scratch + index * (keys + maxima + whole_blocks(shape.groups));
  return (struct token){
      scores + index * shape.experts, start, start + keys, start + keys + maxima};
}

INLINED void make_keys(struct gate_shape shape, struct token token, const float *biases) {
  const int64_t size = shape.experts / shape.groups, padded = whole_blocks(size);
  for (int64_t g = 0; g < shape.groups; g++) {
    const float *own = token.scores + g * size;
    int32_t *to = token.keys + g * padded;
    // Adding 0 makes one zero of both.
    if (biases == NULL)
      for (int64_t i = 0; i < size; i++) to[i] = key_of(bits_of(own[i] + 0.0f));
    else
      for (int64_t i = 0; i < size; i++)
        to[i] = key_of(bits_of(own[i] + biases[g * size + i] + 0.0f));
  }
}

INLINED void open_group(struct gate_shape shape, struct token token, int64_t group) {
  int64_t blocks = whole_blocks(shape.experts / shape.groups) / gate_block;
  for (int64_t b = group * blocks; b < (group + 1) * blocks; b++)
    token.maxima[b] = block_maximum(token.keys + b * gate_block);
}

/// Opens all groups where all are kept; else closes them and scores them.
INLINED void prepare_groups(struct gate_shape shape, struct token token, int pair) {
  int64_t padded = whole_blocks(shape.experts / shape.groups);
  if (shape.kept_groups == shape.groups) {
    for (int64_t g = 0; g < shape.groups; g++) open_group(shape, token, g);
    return;
  }
  for (int64_t b = 0; b < shape.groups * padded / gate_block; b++) token.maxima[b] = INT32_MIN;
  for (int64_t g = 0; g < shape.groups; g++)
    token.groups[g] = key_of(bits_of(group_score(token.keys + g * padded, padded, pair) + 0.0f));
}

/// Opens the best of the groups that are not open.
INLINED void keep_group(struct gate_shape shape, struct token token) {
  int64_t best = index_of_greatest(token.groups, whole_blocks(shape.groups));
  int32_t *from = token.groups + best / gate_block * gate_block;
  LOAD(block, from);
  block = WITH_LANE(block, (int32_t)(best % gate_block), INT32_MIN);
  STORE(block, from);
  open_group(shape, token, best);
}

/// Takes the best expert out of the open groups.
INLINED int32_t take_expert(struct gate_shape shape, struct token token) {
  const int32_t size = (int32_t)(shape.experts / shape.groups);
  const int32_t padded = (int32_t)whole_blocks(size);
  int64_t best = index_of_greatest(
      token.maxima, whole_blocks(shape.groups * padded / gate_block));
  LOAD(block, token.keys + best * gate_block);
  int32_t place = FIRST_LANE(block == __builtin_reduce_max(block));
  block = WITH_LANE(block, place, INT32_MIN);
  STORE(block, token.keys + best * gate_block);
  int32_t *from = token.maxima + best / gate_block * gate_block;
  LOAD(maxima, from);
  maxima = WITH_LANE(maxima, (int32_t)(best % gate_block), __builtin_reduce_max(block));
  STORE(maxima, from);
  place += (int32_t)best * gate_block;
  return size == padded ? place : place / padded * size + place % padded;
}

/// Weighs the selected experts of one token.
INLINED void weigh(
    struct gate_shape shape, const float *scores, const int32_t *ids, float *weights) {
  float sum = 0;
  for (int64_t s = 0; s < shape.selections; s++) sum += scores[ids[s]];
  for (int64_t s = 0; s < shape.selections; s++)
    weights[s] = (shape.normalises ? scores[ids[s]] / sum : scores[ids[s]]) * shape.scale;
}

WIDE int64_t gate_route(
    struct gate_shape shape, int64_t logit_count, const float *logits, int64_t bias_count,
    const float *biases, int64_t id_count, int32_t *ids, int64_t weight_count, float *weights,
    int64_t score_count, float *scores, int64_t scratch_count, int32_t *scratch) {
  (void)id_count, (void)weight_count, (void)score_count;
  if (bias_count == 0) biases = NULL;
  for (int64_t i = 0; i < scratch_count; i++) scratch[i] = INT32_MIN;
  const int64_t tokens = logit_count / shape.experts, picked = shape.selections;
  for (int64_t first = 0; first < tokens; first += gate_batch) {
    int64_t batch = tokens - first < gate_batch ? tokens - first : gate_batch;
    for (int64_t t = 0; t < batch; t++) {
      struct token token = token_in(shape, t, scores, scratch);
      const float *row = logits + (first + t) * shape.experts;
      if (!score_row(row, token.scores, shape.experts, shape.softmax))
        return first_not_finite(logits, (first + t) * shape.experts);
      make_keys(shape, token, biases);
      prepare_groups(shape, token, biases != NULL);
    }
    // Each choice waits for the one before it, so those of several tokens take turns.
    for (int64_t g = 0; g < shape.kept_groups && shape.kept_groups < shape.groups; g++)
      for (int64_t t = 0; t < batch; t++) keep_group(shape, token_in(shape, t, scores, scratch));
    for (int64_t s = 0; s < picked; s++)
      for (int64_t t = 0; t < batch; t++)
        ids[(first + t) * picked + s] = take_expert(shape, token_in(shape, t, scores, scratch));
    for (int64_t t = first; t < first + batch; t++)
      weigh(shape, scores + (t - first) * shape.experts, ids + t * picked, weights + t * picked);
  }
  return -1;
}
