// Typed, safe MPI.
