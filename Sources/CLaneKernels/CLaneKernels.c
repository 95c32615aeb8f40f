#include "CLaneKernels.h"

#include <stddef.h>

#if defined(__x86_64__)
#define WIDE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WIDE
#endif
// Rounded the same with and without fused instructions: results must not depend on the machine.
#pragma STDC FP_CONTRACT OFF

#define INLINED static inline __attribute__((always_inline))

INLINED int64_t positive(int64_t x) { return x > 0 ? x : 0; }
INLINED int64_t later(int64_t a, int64_t b) { return a > b ? a : b; }

WIDE void lanes_compute(
    int64_t *restrict clock, int64_t *restrict computing, int64_t lanes, int64_t duration,
    const int64_t *restrict durations) {
  if (durations == NULL) {
    for (int64_t lane = 0; lane < lanes; lane++) clock[lane] += duration;
    return;
  }
  for (int64_t lane = 0; lane < lanes; lane++) {
    clock[lane] += durations[lane];
    computing[lane] += durations[lane];
  }
}

/// Moves one lane past an exchange; the new clock is what comes back.
INLINED int64_t pass_exchange(
    int64_t now, int64_t end, int64_t start, int64_t *exposed, int64_t *wait) {
  int64_t gap = positive(end - now);
  *exposed += gap;
  *wait += positive(start - now);
  return now + gap;
}

WIDE void lanes_compute_after_exchange(
    int64_t *restrict clock, int64_t *restrict computing, int64_t *restrict exposed,
    int64_t *restrict waits, const int64_t *restrict ends, const int64_t *restrict starts,
    int64_t groups, int64_t group_size, int64_t duration, const int64_t *restrict durations) {
  for (int64_t group = 0; group < groups; group++) {
    int64_t start = starts[group];
    int64_t first = group * group_size;
    int64_t last = first + group_size;
    if (durations == NULL) {
      for (int64_t i = first; i < last; i++)
        clock[i] = pass_exchange(clock[i], ends[i], start, &exposed[i], &waits[i]) + duration;
    } else {
      for (int64_t i = first; i < last; i++) {
        clock[i] = pass_exchange(clock[i], ends[i], start, &exposed[i], &waits[i]) + durations[i];
        computing[i] += durations[i];
      }
    }
  }
}

WIDE void lanes_exchange(
    const int64_t *restrict ready, const int64_t *restrict free, int64_t *restrict starts,
    int64_t *restrict last_ends, int64_t *restrict ends, int64_t groups, int64_t group_size,
    int64_t duration, const int64_t *restrict durations) {
  for (int64_t group = 0; group < groups; group++) {
    int64_t first = group * group_size;
    int64_t start = free == NULL ? INT64_MIN : free[group];
    for (int64_t lane = first; lane < first + group_size; lane++) start = later(start, ready[lane]);
    int64_t longest = duration;
    if (durations == NULL) {
      for (int64_t lane = first; lane < first + group_size; lane++) ends[lane] = start + duration;
    } else {
      longest = INT64_MIN;
      for (int64_t lane = first; lane < first + group_size; lane++) {
        longest = later(longest, durations[lane]);
        ends[lane] = start + durations[lane];
      }
    }
    starts[group] = start;
    last_ends[group] = start + longest;
  }
}

WIDE void lanes_await_transfer(
    int64_t *restrict clock, int64_t *restrict bubble, int64_t *restrict exposed,
    const int64_t *produced, const int64_t *arrival, int64_t lanes) {
  for (int64_t lane = 0; lane < lanes; lane++) {
    int64_t now = clock[lane];
    int64_t gap = positive(arrival[lane] - now);
    int64_t idle = positive(produced[lane] - now);
    bubble[lane] += idle;
    exposed[lane] += gap - idle;
    clock[lane] = now + gap;
  }
}

WIDE void lanes_close_slot(
    const int64_t *restrict clock, const int64_t *restrict bubble, const int64_t *restrict exposed,
    const int64_t *restrict outside, int64_t *restrict previous, int64_t *restrict sum,
    int64_t lanes) {
  for (int64_t lane = 0; lane < lanes; lane++) {
    int64_t now = clock[lane] - bubble[lane] - exposed[lane] - outside[lane];
    sum[lane] += now - previous[lane];
    previous[lane] = now;
  }
}

/// The sum of four uniform 16-bit numbers drawn for a key.
INLINED uint32_t four_uniforms(uint64_t bits) {
  const uint64_t halves = 0x0000FFFF0000FFFF;
  // The finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2714064.2660195).
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
  bits ^= bits >> 31;
  uint64_t pairs = (bits & halves) + ((bits >> 16) & halves);
  return (uint32_t)pairs + (uint32_t)(pairs >> 32);
}

WIDE void lanes_jitter(
    int64_t *restrict durations, const uint64_t *restrict lane_keys, int64_t lanes, uint64_t key,
    int64_t duration, uint32_t factor, int64_t shift, int64_t bias) {
  for (int64_t lane = 0; lane < lanes; lane++) {
    uint32_t sum = four_uniforms(lane_keys[lane] + key);
    int64_t varied = (int64_t)(((uint64_t)sum * factor) >> shift);
    durations[lane] = positive(duration - bias + varied);
  }
}

WIDE void lanes_scale(
    int64_t *restrict durations, const int32_t *restrict factors, int64_t lanes) {
  int64_t all = 0;
  for (int64_t lane = 0; lane < lanes; lane++) all |= durations[lane];
  // Below 140 s both halves fit 32 bits, whose products vectors have at once.
  if (all >= 0 && all >> 47 == 0) {
    for (int64_t lane = 0; lane < lanes; lane++) {
      int64_t factor = factors[lane];
      int64_t high = (int32_t)(durations[lane] >> 16);
      int64_t low = (int32_t)(durations[lane] & 0xFFFF);
      durations[lane] = high * factor + ((low * factor) >> 16);
    }
    return;
  }
  for (int64_t lane = 0; lane < lanes; lane++) {
    int64_t duration = durations[lane];
    int64_t factor = factors[lane];
    durations[lane] = (duration >> 16) * factor + (((duration & 0xFFFF) * factor) >> 16);
  }
}

/// 2 to the power of x by a polynomial on [-1/2, 1/2], for |x| below 1,000; relative error below 4e-9.
INLINED double power_of_two(double x) {
  const double magic = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer
  double shifted = x + magic;
  double fraction = x - (shifted - magic);
  double power = 1.5403530393381609e-4;
  power = power * fraction + 1.3333558146428443e-3;
  power = power * fraction + 9.6181291076284772e-3;
  power = power * fraction + 5.5504108664821580e-2;
  power = power * fraction + 2.4022650695910071e-1;
  power = power * fraction + 6.9314718055994531e-1;
  power = power * fraction + 1.0;
  union { double value; int64_t bits; } whole = {shifted}, result = {power};
  result.bits += whole.bits << 52;
  return result.value;
}

WIDE void lanes_expert_loads(
    double *restrict loads, const double *restrict popularity, int64_t experts, uint64_t key,
    double skew) {
  // log2(e) and the deviation of the sum of four uniforms, 65,536 / sqrt(3).
  double scale = skew * 1.4426950408889634 / 37837.22772290546;
  for (int64_t expert = 0; expert < experts; expert++) {
    int32_t sum = (int32_t)four_uniforms(key + (uint64_t)expert * 0x9E3779B97F4A7C15);
    loads[expert] = popularity[expert] * power_of_two(scale * (double)(sum - 131070));
  }
}

// In 65,536ths; ratios beyond 32,000 are no routing.
INLINED int32_t fixed(double ratio) {
  return (int32_t)((ratio < 32000 ? ratio : 32000) * 65536 + 0.5);
}

WIDE void lanes_group_loads(
    int32_t *restrict experts, int32_t *restrict exchange, double *restrict loads, int64_t count,
    int64_t ranks, int64_t ranks_per_node, int64_t tensor, double network, double nvlink) {
  int64_t per_rank = count / ranks;
  double all = 0;
  for (int64_t rank = 0; rank < ranks; rank++) {
    double own = 0;
    for (int64_t expert = 0; expert < per_rank; expert++) own += loads[rank * per_rank + expert];
    // What was read here is not needed again: rank <= rank * per_rank.
    loads[rank] = own;
    all += own;
  }
  double scale = (double)ranks / all;
  double slower = network > nvlink ? network : nvlink;
  for (int64_t first = 0; first < ranks; first += ranks_per_node) {
    int64_t end = first + ranks_per_node < ranks ? first + ranks_per_node : ranks;
    double node = 0;
    for (int64_t rank = first; rank < end; rank++) node += loads[rank] * scale;
    node /= (double)(end - first);
    double through_network = network * (node > 1 ? node : 1);
    if (tensor == 1) {
      for (int64_t rank = first; rank < end; rank++) {
        double own = loads[rank] * scale;
        double inside = nvlink * own;
        experts[rank] = fixed(own);
        exchange[rank] = fixed((through_network > inside ? through_network : inside) / slower);
      }
      continue;
    }
    for (int64_t rank = first; rank < end; rank++) {
      double own = loads[rank] * scale;
      double inside = nvlink * own;
      int32_t tokens = fixed(own);
      int32_t time = fixed((through_network > inside ? through_network : inside) / slower);
      for (int64_t slice = 0; slice < tensor; slice++) {
        experts[rank * tensor + slice] = tokens;
        exchange[rank * tensor + slice] = time;
      }
    }
  }
}
