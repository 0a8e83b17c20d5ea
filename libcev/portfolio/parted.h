/* Customers who have been put in segments, as a table tells it. */
#ifndef CEV__PARTED_H
#define CEV__PARTED_H

#include "../core/options.h"
#include "../core/weights.h"
#include "names.h"

/* The most segments that a table may have. */
enum { CEV__PARTS_MAX = 1000 };

typedef struct cev__parted {
    int64_t rows;
    cev__customers names; /* of the segments, in the order of their bytes */
    int32_t *part;        /* of each row */
    double *weights;      /* customers in it */
} cev__parted;

/* CEV_ERR_COLUMN, CEV_ERR_DOMAIN, CEV_ERR_LIMIT or CEV_ERR_MEMORY. */
int32_t cev__parted_open(cev_ctx *ctx, const cev_table *customers,
                         cev__parted *out);
void cev__parted_free(cev_ctx *ctx, cev__parted *parted);

/* What all calls about segments check first: pointers and options. */
int32_t cev__parted_check(cev_ctx *ctx, const void *customers,
                          const cev_options *options, const char *takes,
                          const char *who, const void *out);

/* Adds a column of the names of these segments, one a row. */
int32_t cev__parted_names(cev_ctx *ctx, const cev__customers *names,
                          const int32_t *part, const char *column,
                          cev_table *table);

#endif
