// Surfaces of PDF, SVG and pixels; text goes through Pango.
#ifndef GRIDCOVER_CCAIRO_SHIM_H
#define GRIDCOVER_CCAIRO_SHIM_H
#include <cairo.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>
#endif
