/*
 * Equal rows counted once: customers with the same history have the same
 * likelihood. The groups end up sorted by their keys, one for each history, so
 * that sums over them do not depend on the order of the rows.
 *
 * On the way equal rows are found by hashing as long as that pays. Where
 * nearly every row is one of its own, as with times to the second, rows are
 * only gathered, and sorting them brings equal ones together. Either way the
 * groups are the same, to the bit, and take at most 60 bytes a row.
 */
#ifndef CEV_GROUPING_H
#define CEV_GROUPING_H

#include "../core/ctx.h"

/* Keys of a row; finite. A row with fewer keys leaves the rest 0. */
enum { CEV__KEYS = 4 };

/* A row, or all that are equal to it. */
typedef struct cev__group {
    double key[CEV__KEYS];
    double weight; /* customers; finite, >= 0 */
} cev__group;

/* All zero but for `limit` is an empty grouping. */
typedef struct cev__grouping {
    cev__group *groups;
    int64_t limit; /* rows there will be at the most */
    int64_t count, capacity;
    int64_t rows;      /* added so far */
    int is_gathering;  /* without hashing */
    uint32_t *slots;   /* 1 + the group, 0: free */
    int64_t slot_count;
    int shift; /* of a hash, to its slot */
} cev__grouping;

/* Whether so many customers can be equal to a row: as far as whole numbers are
 * exact, with room for their sums. */
static inline int cev__is_crowd(double customers)
{
    return customers >= 0.0 && customers <= 1e15;
}

/* Rows that are added at once. */
enum { CEV__GROUPING_ROWS = 512 };

/* Counts n rows, at most CEV__GROUPING_ROWS, which are changed on the way;
 * those of no customers are left out. CEV_ERR_MEMORY with a message. */
int32_t cev__grouping_add(cev_ctx *ctx, cev__grouping *grouping,
                          cev__group *rows, int64_t n);

/* Sorts the groups, first key first, once all rows are there. */
void cev__grouping_sort(cev_ctx *ctx, cev__grouping *grouping);

/* The group of a row with these keys, once sorted; -1 where there is none. */
int64_t cev__grouping_find(const cev__grouping *grouping,
                           const double key[CEV__KEYS]);

void cev__grouping_free(cev_ctx *ctx, cev__grouping *grouping);

#endif
