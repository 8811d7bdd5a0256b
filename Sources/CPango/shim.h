// Text of any script, shaped and drawn on a Cairo surface.
#ifndef GRIDCOVER_CPANGO_SHIM_H
#define GRIDCOVER_CPANGO_SHIM_H
#include <pango/pangocairo.h>
#endif
