/* The format strings of Arrow. */
#ifndef CEV__ARROW_FORMAT_H
#define CEV__ARROW_FORMAT_H

#include "arrow_cells.h"

/* Whether tables can hold the type that a format string names; *out is then
 * what it says. */
int cev__arrow_format_read(const char *text, cev__arrow_format *out);

#endif
