#ifndef CGATEKERNELS_H
#define CGATEKERNELS_H

#include <stdint.h>

/// The loops over tokens and experts in which routing spends its time; in C for one reason:
/// `target_clones` lets one binary use the widest vectors of the machine it runs on. The tests of
/// ExpertParallelism hold them against plain Swift.
///
/// Each pointer says how many elements it needs, and Swift sees bounds-checked spans. Results do not
/// depend on the machine: sums have a fixed order, and no products are fused.

// Other compilers than Swift's do not know the attribute on parameters.
#if __has_feature(bounds_attributes) || __has_feature(bounds_safety_attributes)
#define GATE_COUNT(n) __attribute__((__counted_by__(n)))
#else
#define GATE_COUNT(n)
#endif
#define GATE_BORROWED __attribute__((noescape))

/// Elements of a block, to which the experts of a group are padded.
enum { gate_block = 16 };
/// Tokens whose experts are selected side by side.
enum { gate_batch = 8 };

/// What a gate is told, apart from its scores.
struct gate_shape {
  int64_t experts;
  /// Divides `experts`.
  int64_t groups;
  int64_t kept_groups;
  /// At most the experts of the kept groups.
  int64_t selections;
  /// What the weights of a token add up to where they are normalised, else what they are multiplied by.
  float scale;
  int32_t normalises;
  /// Scores are the softmax of a token's logits instead of the sigmoid of each.
  int32_t softmax;
};

/// scores = sigmoid or softmax of the logits, a row of experts a token.
///
/// Returns the index of the first logit that is not finite, -1 where there is none.
int64_t gate_scores(
    struct gate_shape shape, int64_t logit_count,
    const float *GATE_COUNT(logit_count) logits GATE_BORROWED, int64_t score_count,
    float *GATE_COUNT(score_count) scores GATE_BORROWED);

/// Selects experts for every token and weighs them: ids and weights are a row of selections a token,
/// by falling biased score, equal ones by rising id. `biases` has one element an expert, or none.
///
/// Scores are scratch, a row of experts for each token of a batch. The other scratch has for each
/// token of a batch three runs of whole blocks: the groups, each padded; one element for each block of
/// those; one element a group.
/// Returns the index of the first logit that is not finite, -1 where there is none.
int64_t gate_route(
    struct gate_shape shape, int64_t logit_count,
    const float *GATE_COUNT(logit_count) logits GATE_BORROWED, int64_t bias_count,
    const float *GATE_COUNT(bias_count) biases GATE_BORROWED, int64_t id_count,
    int32_t *GATE_COUNT(id_count) ids GATE_BORROWED, int64_t weight_count,
    float *GATE_COUNT(weight_count) weights GATE_BORROWED, int64_t score_count,
    float *GATE_COUNT(score_count) scores GATE_BORROWED, int64_t scratch_count,
    int32_t *GATE_COUNT(scratch_count) scratch GATE_BORROWED);

/// Draws a row of logits for every token: its topic's row of the table plus noise.
///
/// keys are one a token; the noise of expert e is `noise` times a number drawn for (key, e) that is
/// as good as standard normal, within 3.5 of 0.
void gate_stream(
    int64_t experts, float noise, int64_t token_count,
    const uint64_t *GATE_COUNT(token_count) keys GATE_BORROWED,
    const int32_t *GATE_COUNT(token_count) topics GATE_BORROWED, int64_t table_count,
    const float *GATE_COUNT(table_count) table GATE_BORROWED, int64_t logit_count,
    float *GATE_COUNT(logit_count) logits GATE_BORROWED);

#endif
