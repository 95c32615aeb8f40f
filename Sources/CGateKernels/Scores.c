#include "Scores.h"

WIDE int64_t gate_scores(
    struct gate_shape shape, int64_t logit_count, const float *logits, int64_t score_count,
    float *scores) {
  (void)score_count;
  for (int64_t at = 0; at < logit_count; at += shape.experts)
    if (!score_row(logits + at, scores + at, shape.experts, shape.softmax))
      return first_not_finite(logits, at);
  return -1;
}
