// Only the re-entrant (_r) interface is used: each task has a context of its own.
#ifndef GRIDCOVER_CGEOS_SHIM_H
#define GRIDCOVER_CGEOS_SHIM_H
#define GEOS_USE_ONLY_R_API
#include <geos_c.h>
#endif
