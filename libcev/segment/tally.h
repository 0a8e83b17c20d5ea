/*
 * What profiles tell of any groups: how many customers are in each, what they
 * are worth, the means of their columns, and in words what sets them apart.
 */
#ifndef CEV__TALLY_H
#define CEV__TALLY_H

#include "../core/blob.h"
#include "../core/lines.h"
#include "../core/table.h"
#include "../math/sum.h"
#include "../portfolio/customers.h"

/* Columns that tell what customers are worth, wherever there are such: amounts,
 * which are summed as well, and how sure the next one is. */
enum { CEV__WORTH_AMOUNTS = 3, CEV__WORTH = 5 };
extern const char cev__worth[CEV__WORTH][8];
/* What kinds want whose profiles are tallies: whatever they go by, and these. */
#define CEV__TALLY_WANTS "* revenue margin clv churn p_alive"

/* The most groups there are. */
enum { CEV__GROUPS_MAX = 100 };

typedef struct cev__tally {
    cev__customers names;   /* of the groups */
    cev__customers columns; /* whose means are told; with those of worth */
    cev__sum *customers;    /* of each group */
    cev__sum *unknown;      /* groups × columns: customers of no known value */
    cev__sum *sums;         /* groups × columns: of known values */
    double *deviation;      /* of each column, over all customers */
} cev__tally;

/* Finds the group of each row of a table. */
typedef int32_t (*cev__place)(cev_ctx *ctx, const void *model,
                              const cev_table *customers, int32_t *group);

/*
 * Counts the customers of a table as a model places them. Takes the names over,
 * on failure too: those of the groups, and of columns of numbers, to which
 * those of worth come. CEV_ERR_DOMAIN where a sum is beyond the range of a
 * double.
 */
int32_t cev__tally_count(cev_ctx *ctx, const cev_table *customers,
                         cev__place place, const void *model,
                         cev__customers *names, cev__customers *columns,
                         cev__tally *out);
/* The same for groups whose names are numbers, from 1 on; the columns are
 * copied. */
int32_t cev__tally_numbered(cev_ctx *ctx, const cev_table *customers,
                            cev__place place, const void *model,
                            int64_t groups, const cev__customers *columns,
                            cev__tally *out);
void cev__tally_free(cev_ctx *ctx, cev__tally *tally);

void cev__tally_save(const cev__tally *tally, cev__writer *writer);
int32_t cev__tally_load(cev_ctx *ctx, cev__blob *blob, cev__tally *out);

/* Customers whose value in a column is known, in a group or in all (-1). */
double cev__tally_known(const cev__tally *tally, int64_t group,
                        int64_t column);

/* The mean of a column in a group, or of all (group -1); NaN: nobody's value
 * is known. */
double cev__tally_mean(const cev__tally *tally, int64_t group, int64_t column);

/* What sets a group apart, in words, in `size` bytes: the columns whose mean
 * is furthest from that of all. 0 where nothing does, which the words say. */
int cev__tally_words(const cev__tally *tally, int64_t group, char *words,
                      int64_t size);

/*
 * A row a group that has customers: segment, meaning, customers (double, for
 * rows may stand for parts of one), customers_share, the sum of each amount
 * there is and its share, and mean_<column> for each.
 * `meanings` NULL: what sets the group apart.
 */
int32_t cev__tally_profile(cev_ctx *ctx, const cev__tally *tally,
                           const char *const *meanings, cev_table **out);

/* The figures that all kinds tell: customers, segments (with customers), and a
 * verdict where there are none. */
void cev__tally_summary(const cev__tally *tally, cev__lines *lines);

/* The verdict where there are customers, all in one segment. */
void cev__tally_tell_one(const cev__tally *tally, cev__lines *lines);

/* What assign gives of a kind without columns of its own: customer, where
 * there is one, and segment. */
int32_t cev__tally_assign(cev_ctx *ctx, const cev__tally *tally,
                          cev__place place, const void *model,
                          const cev_table *customers, cev_table **out);

#endif
