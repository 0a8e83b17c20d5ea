/* Options among saved bytes: by key, so that the dictionary can grow. */
#ifndef CEV__SAVED_OPTIONS_H
#define CEV__SAVED_OPTIONS_H

#include "blob.h"
#include "options.h"

void cev__write_options(cev__writer *writer, const cev_options *options);

/* Reads them back through the same checks as the setters; who called clears
 * them. */
int32_t cev__read_options(cev_ctx *ctx, cev__blob *blob, const char *takes,
                          const char *who, cev_options *options);

#endif
