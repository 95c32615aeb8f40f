#include "CMPI.h"

#include <stddef.h>
#include <stdlib.h>

#define OMPI_SKIP_MPICXX 1
#include <mpi.h>

_Static_assert(sizeof(cmpi_comm) == sizeof(MPI_Comm), "a communicator handle is a pointer");
_Static_assert(sizeof(cmpi_request) == sizeof(MPI_Request), "a request handle is a pointer");
_Static_assert(sizeof(cmpi_window) == sizeof(MPI_Win), "a window handle is a pointer");

static MPI_Datatype datatype(enum cmpi_type type) {
  switch (type) {
    case cmpi_int64: return MPI_INT64_T;
    case cmpi_int32: return MPI_INT32_T;
    case cmpi_uint8: return MPI_UINT8_T;
    case cmpi_float: return MPI_FLOAT;
    case cmpi_double: return MPI_DOUBLE;
  }
  return MPI_DATATYPE_NULL;
}

static MPI_Op operation(enum cmpi_op op) {
  switch (op) {
    case cmpi_sum: return MPI_SUM;
    case cmpi_max: return MPI_MAX;
    case cmpi_min: return MPI_MIN;
  }
  return MPI_OP_NULL;
}

// Open MPI 4.1 writes beyond the buffer when a long message meets a short receive and one side copies
// straight into the other's memory: single copy between processes of a node, put over TCP. Without
// them it reports a truncation. On one machine messages are not slower for it. Who sets the variable
// decides.
static void choose_checked_transports(void) {
  setenv("OMPI_MCA_btl_vader_single_copy_mechanism", "none", 0);
  setenv("OMPI_MCA_btl_tcp_flags", "send", 0);
}

int cmpi_init(cmpi_comm *world) {
  choose_checked_transports();
  int provided = MPI_THREAD_SINGLE;
  int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
  if (code != MPI_SUCCESS) return code;
  *world = (cmpi_comm)MPI_COMM_WORLD;
  return MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
}

int cmpi_finalize(void) { return MPI_Finalize(); }

bool cmpi_initialized(void) {
  int started = 0;
  return MPI_Initialized(&started) == MPI_SUCCESS && started != 0;
}

int cmpi_abort(int code) { return MPI_Abort(MPI_COMM_WORLD, code); }

bool cmpi_succeeded(int code) { return code == MPI_SUCCESS; }

bool cmpi_is_truncation(int code) {
  int class = MPI_SUCCESS;
  return MPI_Error_class(code, &class) == MPI_SUCCESS && class == MPI_ERR_TRUNCATE;
}

int cmpi_error_text_capacity(void) { return MPI_MAX_ERROR_STRING; }

void cmpi_error_text(int code, char *text) {
  int length = 0;
  // Before MPI starts, to ask would end the process.
  if (cmpi_initialized() && MPI_Error_string(code, text, &length) != MPI_SUCCESS) length = 0;
  text[length] = '\0';
}

int cmpi_rank(cmpi_comm comm, int *rank) { return MPI_Comm_rank((MPI_Comm)comm, rank); }

int cmpi_size(cmpi_comm comm, int *size) { return MPI_Comm_size((MPI_Comm)comm, size); }

int cmpi_greatest_tag(int *tag) {
  // What the standard grants every program.
  *tag = 32767;
  int *greatest = NULL;
  int found = 0;
  int code = MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_TAG_UB, (void *)&greatest, &found);
  if (code == MPI_SUCCESS && found != 0) *tag = *greatest;
  return code;
}

int cmpi_split(cmpi_comm comm, int color, int key, cmpi_comm *part) {
  MPI_Comm made = MPI_COMM_NULL;
  int code = MPI_Comm_split((MPI_Comm)comm, color < 0 ? MPI_UNDEFINED : color, key, &made);
  *part = NULL;
  if (code != MPI_SUCCESS || made == MPI_COMM_NULL) return code;
  *part = (cmpi_comm)made;
  return MPI_Comm_set_errhandler(made, MPI_ERRORS_RETURN);
}

int cmpi_comm_free(cmpi_comm *comm) { return MPI_Comm_free((MPI_Comm *)comm); }

int cmpi_sharing_size(cmpi_comm comm, int *size) {
  MPI_Comm sharing = MPI_COMM_NULL;
  int code = MPI_Comm_split_type((MPI_Comm)comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &sharing);
  if (code != MPI_SUCCESS) return code;
  code = MPI_Comm_size(sharing, size);
  int freed = MPI_Comm_free(&sharing);
  return code == MPI_SUCCESS ? freed : code;
}

int cmpi_barrier(cmpi_comm comm) { return MPI_Barrier((MPI_Comm)comm); }

int cmpi_isend(
    const void *elements, int count, enum cmpi_type type, int to, int tag, cmpi_comm comm,
    cmpi_request *request) {
  return MPI_Isend(
      elements, count, datatype(type), to, tag, (MPI_Comm)comm, (MPI_Request *)request);
}

int cmpi_irecv(
    void *elements, int count, enum cmpi_type type, int from, int tag, cmpi_comm comm,
    cmpi_request *request) {
  return MPI_Irecv(
      elements, count, datatype(type), from, tag, (MPI_Comm)comm, (MPI_Request *)request);
}

int cmpi_probe_any(cmpi_comm comm, int tag, int *from) {
  MPI_Status status;
  int code = MPI_Probe(MPI_ANY_SOURCE, tag, (MPI_Comm)comm, &status);
  *from = status.MPI_SOURCE;
  return code;
}

int cmpi_wait(cmpi_request *request, int64_t *bytes) {
  MPI_Status status = {0};
  int code = MPI_Wait((MPI_Request *)request, &status);
  MPI_Count length = 0;
  // MPI_Get_count ends at 2 GiB.
  if (MPI_Get_elements_x(&status, MPI_BYTE, &length) != MPI_SUCCESS) length = 0;
  *bytes = length;
  return code;
}

int cmpi_is_complete(cmpi_request request, bool *complete) {
  int flag = 0;
  int code = MPI_Request_get_status((MPI_Request)request, &flag, MPI_STATUS_IGNORE);
  *complete = flag != 0;
  return code;
}

int cmpi_allreduce(
    void *elements, int count, enum cmpi_type type, enum cmpi_op op, cmpi_comm comm) {
  return MPI_Allreduce(
      MPI_IN_PLACE, elements, count, datatype(type), operation(op), (MPI_Comm)comm);
}

int cmpi_reduce_scatter(
    const void *elements, void *own, int count, enum cmpi_type type, enum cmpi_op op,
    cmpi_comm comm) {
  return MPI_Reduce_scatter_block(
      elements, own, count, datatype(type), operation(op), (MPI_Comm)comm);
}

int cmpi_bcast(void *elements, int count, enum cmpi_type type, int root, cmpi_comm comm) {
  return MPI_Bcast(elements, count, datatype(type), root, (MPI_Comm)comm);
}

int cmpi_gatherv(
    const void *elements, int count, void *gathered, const int *counts, const int *offsets,
    enum cmpi_type type, int root, cmpi_comm comm) {
  return MPI_Gatherv(
      elements, count, datatype(type), gathered, counts, offsets, datatype(type), root,
      (MPI_Comm)comm);
}

int cmpi_allgatherv(
    const void *elements, int count, void *gathered, const int *counts, const int *offsets,
    enum cmpi_type type, cmpi_comm comm) {
  return MPI_Allgatherv(
      elements, count, datatype(type), gathered, counts, offsets, datatype(type), (MPI_Comm)comm);
}

int cmpi_allgather_in_place(void *elements, int count, enum cmpi_type type, cmpi_comm comm) {
  return MPI_Allgather(
      MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, elements, count, datatype(type), (MPI_Comm)comm);
}

int cmpi_iallgather_in_place(
    void *elements, int count, enum cmpi_type type, cmpi_comm comm, cmpi_request *request) {
  return MPI_Iallgather(
      MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, elements, count, datatype(type), (MPI_Comm)comm,
      (MPI_Request *)request);
}

int cmpi_alltoallv(
    const void *elements, const int *counts, const int *offsets, void *gathered,
    const int *gathered_counts, const int *gathered_offsets, enum cmpi_type type, cmpi_comm comm) {
  return MPI_Alltoallv(
      elements, counts, offsets, datatype(type), gathered, gathered_counts, gathered_offsets,
      datatype(type), (MPI_Comm)comm);
}

int cmpi_window_allocate_shared(int64_t bytes, cmpi_comm comm, cmpi_window *window) {
  MPI_Win made = MPI_WIN_NULL;
  void *own = NULL;
  MPI_Info info = MPI_INFO_NULL;
  int code = MPI_Info_create(&info);
  if (code != MPI_SUCCESS) return code;
  // Each rank's part begins on a page of its own.
  code = MPI_Info_set(info, "alloc_shared_noncontig", "true");
  if (code == MPI_SUCCESS)
    code = MPI_Win_allocate_shared((MPI_Aint)bytes, 1, info, (MPI_Comm)comm, &own, &made);
  int freed = MPI_Info_free(&info);
  if (code != MPI_SUCCESS) return code;
  *window = (cmpi_window)made;
  code = MPI_Win_set_errhandler(made, MPI_ERRORS_RETURN);
  if (code != MPI_SUCCESS) return code;
  // Loads and stores by all ranks are allowed from here to the end of the window.
  code = MPI_Win_lock_all(MPI_MODE_NOCHECK, made);
  return code == MPI_SUCCESS ? freed : code;
}

int cmpi_window_part(cmpi_window window, int rank, void **start, int64_t *bytes) {
  MPI_Aint size = 0;
  int unit = 0;
  int code = MPI_Win_shared_query((MPI_Win)window, rank, &size, &unit, start);
  *bytes = (int64_t)size;
  return code;
}

int cmpi_window_free(cmpi_window *window) {
  int code = MPI_Win_unlock_all((MPI_Win)*window);
  return code == MPI_SUCCESS ? MPI_Win_free((MPI_Win *)window) : code;
}
