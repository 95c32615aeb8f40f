#ifndef CLANEKERNELS_H
#define CLANEKERNELS_H

#include <stdint.h>

/// The loops over lanes in which a simulation spends its time; in C for one reason: `target_clones`
/// lets one binary use the widest vectors of the machine it runs on, and 64-bit maxima and products
/// are four times slower without AVX2. Simulation's tests hold them against plain Swift.
///
/// Times are picoseconds. Rows have one element a lane and do not overlap. Where a duration comes
/// with a row, the row counts if it is not null, else the number holds for every lane.

/// clock += duration; with a row also computing += duration.
void lanes_compute(
    int64_t *clock, int64_t *computing, int64_t lanes, int64_t duration, const int64_t *durations);

/// Waits for an exchange, then computes: clock = max(clock, ends) + duration. The gap is added to
/// `exposed`, its part up to the start of the lane's group to `waits`.
void lanes_compute_after_exchange(
    int64_t *clock, int64_t *computing, int64_t *exposed, int64_t *waits, const int64_t *ends,
    const int64_t *starts, int64_t groups, int64_t group_size, int64_t duration,
    const int64_t *durations);

/// Starts an exchange in every group when its last lane is ready and, where `free` is not null, not
/// before the group's element of it. Sets `starts` and `last_ends` (one element a group) and `ends`.
void lanes_exchange(
    const int64_t *ready, const int64_t *free, int64_t *starts, int64_t *last_ends, int64_t *ends,
    int64_t groups, int64_t group_size, int64_t duration, const int64_t *durations);

/// clock = max(clock, arrival): `bubble` until `produced`, `exposed` from there. The two inputs may
/// be the same row.
void lanes_await_transfer(
    int64_t *clock, int64_t *bubble, int64_t *exposed, const int64_t *produced,
    const int64_t *arrival, int64_t lanes);

/// Books the time since `previous` less the three kinds of waits to `sum`, and moves `previous`.
void lanes_close_slot(
    const int64_t *clock, const int64_t *bubble, const int64_t *exposed, const int64_t *outside,
    int64_t *previous, int64_t *sum, int64_t lanes);

/// One operator's jittered durations: duration - bias + ((sum · factor) >> shift), at least 0, where
/// sum is that of four uniform 16-bit numbers drawn for (key, lane key).
void lanes_jitter(
    int64_t *durations, const uint64_t *lane_keys, int64_t lanes, uint64_t key, int64_t duration,
    uint32_t factor, int64_t shift, int64_t bias);

/// durations = durations * factors / 65,536.
void lanes_scale(int64_t *durations, const int32_t *factors, int64_t lanes);

/// One layer's loads in one microbatch: loads[e] = popularity[e] * exp(skew * z), where z is drawn for
/// (key, e) and as good as standard normal (see lanes_jitter).
void lanes_expert_loads(
    double *loads, const double *popularity, int64_t experts, uint64_t key, double skew);

/// What the loads of one expert group in one layer and microbatch do to its lanes, relative to
/// balanced loads, in 65,536ths: tokens of its experts, and time of its exchanges.
///
/// An exchange lasts until the busiest of a GPU's ports is done: its network card sends its own tokens
/// and receives a share of its node's, its NVLink port receives its own. `network` and `nvlink` are
/// what the ports need at balanced loads.
///
/// @param loads [count], of any scale, neighbours on one rank; overwritten.
/// @param experts, exchange [ranks * tensor].
void lanes_group_loads(
    int32_t *experts, int32_t *exchange, double *loads, int64_t count, int64_t ranks,
    int64_t ranks_per_node, int64_t tensor, double network, double nvlink);

#endif
