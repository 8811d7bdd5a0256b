#ifndef GRIDCOVER_CZSTD_SHIM_H
#define GRIDCOVER_CZSTD_SHIM_H
#include <zstd.h>
#endif
