/* Options in force, told as a table. */
#ifndef CEV__OPTION_VALUES_H
#define CEV__OPTION_VALUES_H

#include "options.h"
#include "table.h"

/* The options among `takes` (names joined by single blanks), a row each:
 * option, value (text), number (a gap for text options). */
int32_t cev__option_values(cev_ctx *ctx, const cev_options *options,
                           const char *takes, cev_table **out);

#endif
