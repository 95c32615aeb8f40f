#ifndef COPENMPI_SHIM_H
#define COPENMPI_SHIM_H
#define OMPI_SKIP_MPICXX 1
#include <mpi.h>
#endif
