// Wraps what of MPI is a macro.
