#ifndef CMPI_H
#define CMPI_H

#include <stdbool.h>
#include <stdint.h>

// Wraps what of MPI is a macro with a cast. Unless it says otherwise, each function returns the code
// of the MPI call that it is named after.

typedef struct cmpi_opaque_comm *cmpi_comm;
typedef struct cmpi_opaque_request *cmpi_request;
typedef struct cmpi_opaque_window *cmpi_window;

/// What a message is made of.
enum cmpi_type { cmpi_int64, cmpi_int32, cmpi_uint8, cmpi_float, cmpi_double };

/// How a reduction joins two elements.
enum cmpi_op { cmpi_sum, cmpi_max, cmpi_min };

/// MPI_Init_thread with MPI_THREAD_FUNNELED. From here on errors of the world are returned.
int cmpi_init(cmpi_comm *world);
int cmpi_finalize(void);
/// True once MPI was started in this process, finished or not.
bool cmpi_initialized(void);
/// MPI_Abort of the whole job.
int cmpi_abort(int code);

/// True for success.
bool cmpi_succeeded(int code);
/// True when a message was longer than the receive that was posted for it.
bool cmpi_is_truncation(int code);
/// Room that cmpi_error_text needs, its final zero included.
int cmpi_error_text_capacity(void);
/// MPI_Error_string; `text` is zero-terminated, empty for a code that MPI does not
/// know and before it starts.
void cmpi_error_text(int code, char *text);

int cmpi_rank(cmpi_comm comm, int *rank);
int cmpi_size(cmpi_comm comm, int *size);
/// The greatest tag that a message may carry.
int cmpi_greatest_tag(int *tag);
/// A negative color joins no group: `part` becomes null.
int cmpi_split(cmpi_comm comm, int color, int key, cmpi_comm *part);
int cmpi_comm_free(cmpi_comm *comm);

/// How many processes of the group, this one included, share memory with this one.
int cmpi_sharing_size(cmpi_comm comm, int *size);

int cmpi_barrier(cmpi_comm comm);
int cmpi_isend(
    const void *elements, int count, enum cmpi_type type, int to, int tag, cmpi_comm comm,
    cmpi_request *request);
int cmpi_irecv(
    void *elements, int count, enum cmpi_type type, int from, int tag, cmpi_comm comm,
    cmpi_request *request);
/// MPI_Probe for a message of any sender; `from` is who sent it.
int cmpi_probe_any(cmpi_comm comm, int tag, int *from);
/// MPI_Wait; `bytes` is the length of the message that came, even when it did not fit.
int cmpi_wait(cmpi_request *request, int64_t *bytes);
/// MPI_Request_get_status: asks, and leaves the request for cmpi_wait.
int cmpi_is_complete(cmpi_request request, bool *complete);

/// In place: `elements` is input and result.
int cmpi_allreduce(
    void *elements, int count, enum cmpi_type type, enum cmpi_op op, cmpi_comm comm);
/// MPI_Reduce_scatter_block: `elements` holds `count` for each rank, `own` gets this rank's sums.
int cmpi_reduce_scatter(
    const void *elements, void *own, int count, enum cmpi_type type, enum cmpi_op op,
    cmpi_comm comm);
int cmpi_bcast(void *elements, int count, enum cmpi_type type, int root, cmpi_comm comm);
/// `counts` and `offsets` are read on the root only.
int cmpi_gatherv(
    const void *elements, int count, void *gathered, const int *counts, const int *offsets,
    enum cmpi_type type, int root, cmpi_comm comm);
int cmpi_allgatherv(
    const void *elements, int count, void *gathered, const int *counts, const int *offsets,
    enum cmpi_type type, cmpi_comm comm);

/// MPI_Allgather in place: `elements` holds `count` for each rank, this rank's own filled in.
int cmpi_allgather_in_place(void *elements, int count, enum cmpi_type type, cmpi_comm comm);
/// MPI_Iallgather in place: `elements` holds `count` for each rank, this rank's own filled in.
int cmpi_iallgather_in_place(
    void *elements, int count, enum cmpi_type type, cmpi_comm comm, cmpi_request *request);
int cmpi_alltoallv(
    const void *elements, const int *counts, const int *offsets, void *gathered,
    const int *gathered_counts, const int *gathered_offsets, enum cmpi_type type, cmpi_comm comm);

/// MPI_Win_allocate_shared of `bytes` for this rank, opened to all until it is freed.
int cmpi_window_allocate_shared(int64_t bytes, cmpi_comm comm, cmpi_window *window);
/// MPI_Win_shared_query: where a rank's part lies in this process.
int cmpi_window_part(cmpi_window window, int rank, void **start, int64_t *bytes);
int cmpi_window_free(cmpi_window *window);

/// Reads a shared number; what its writer wrote before is visible after it.
static inline int64_t cmpi_load(const int64_t *number) {
  return __atomic_load_n(number, __ATOMIC_ACQUIRE);
}
/// Writes a shared number after everything that this process wrote before.
static inline void cmpi_store(int64_t *number, int64_t value) {
  __atomic_store_n(number, value, __ATOMIC_RELEASE);
}
/// Adds to a shared number after everything that this process wrote before.
static inline void cmpi_add(int64_t *number, int64_t value) {
  __atomic_fetch_add(number, value, __ATOMIC_ACQ_REL);
}

#endif
