#include "CMPI.h"

