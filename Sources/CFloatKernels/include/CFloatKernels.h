#ifndef CFLOATKERNELS_H
#define CFLOATKERNELS_H

#include <stdint.h>

#endif
