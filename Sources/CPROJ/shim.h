#ifndef GRIDCOVER_CPROJ_SHIM_H
#define GRIDCOVER_CPROJ_SHIM_H
#include <proj.h>
#endif
