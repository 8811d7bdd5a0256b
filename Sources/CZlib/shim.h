#ifndef GRIDCOVER_CZLIB_SHIM_H
#define GRIDCOVER_CZLIB_SHIM_H
#include <zlib.h>
#endif
