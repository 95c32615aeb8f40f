#ifndef CTRAININGKERNELS_H
#define CTRAININGKERNELS_H

#include "LayerKernels.h"
#include "OptimizerKernels.h"

#endif
