/*
 * Lists of names: of columns, of groups, of the texts in a column. Each stands
 * once, in the order in which it was first seen.
 */
#ifndef CEV__NAMES_H
#define CEV__NAMES_H

#include "../core/blob.h"
#include "customers.h"

/* Adds the names that `separator` joins; blanks round them do not count, and
 * empty ones are left out. */
int32_t cev__names_split(cev_ctx *ctx, const char *list, char separator,
                         cev__customers *names);

/* The names in the order of their bytes, in place of a list. */
int32_t cev__names_sort(cev_ctx *ctx, cev__customers *names);

/* "1", "2" and so on: names for what has none. */
int32_t cev__names_number(cev_ctx *ctx, int64_t count, cev__customers *names);

/* A copy. */
int32_t cev__names_copy(cev_ctx *ctx, const cev__customers *from,
                        cev__customers *to);

void cev__names_save(const cev__customers *names, cev__writer *writer);

/* At most `most` of them, each once; CEV_ERR_FORMAT else. */
int32_t cev__names_load(cev_ctx *ctx, cev__blob *blob, int64_t most,
                        cev__customers *names);

/* As many as there are, none of them empty, each after the one before in the
 * order of their bytes; what is not so marks the reader as failed. */
int32_t cev__names_load_sorted(cev_ctx *ctx, cev__blob *blob,
                               cev__customers *names);

/* Whether `orders` of each is above 0. */
int cev__names_all_used(const cev__customers *names);

#endif
