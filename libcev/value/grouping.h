/*
 * Equal rows counted once: customers with the same history have the same
 * likelihood. The groups are sorted by their keys, so that sums over them do
 * not depend on the order of the rows.
 */
#ifndef CEV_GROUPING_H
#define CEV_GROUPING_H

#include "../core/ctx.h"

/* Keys of a row; finite. A row with fewer keys leaves the rest 0. */
enum { CEV__KEYS = 4 };

typedef struct cev__group {
    double key[CEV__KEYS];
    double weight; /* rows that are equal to this */
} cev__group;

/* All zero is an empty grouping. */
typedef struct cev__grouping {
    cev__group *groups;
    int64_t count, capacity;
    uint32_t *slots; /* 1 + the group, 0: free */
    int64_t slot_count;
    int shift; /* of a hash, to its slot */
} cev__grouping;

/* Rows that are added at once. */
enum { CEV__GROUPING_ROWS = 512 };

/* Counts n rows, at most CEV__GROUPING_ROWS; CEV_ERR_MEMORY, CEV_ERR_LIMIT
 * with a message. */
int32_t cev__grouping_add(cev_ctx *ctx, cev__grouping *grouping,
                          double (*keys)[CEV__KEYS], int64_t n);

/* Sorts the groups, first key first. */
int32_t cev__grouping_sort(cev_ctx *ctx, cev__grouping *grouping);

void cev__grouping_free(cev_ctx *ctx, cev__grouping *grouping);

#endif
