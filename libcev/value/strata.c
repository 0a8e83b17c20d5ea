/* Customers by their traits; see strata.h. */
#include "../core/compiler.h"
#include "strata.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/radix.h"
#include "race_table.h"
#include "remade.h"

/* Groups of one task. */
#define STRATA_CHUNK 2048

/* ---- Reading ------------------------------------------------------------ */

/* The customers in the order of rows, while they are read. */
typedef struct strata_rows {
    int64_t count;
    cev__group *groups;
    double *z;
    cev__keyed *items, *spare;
} strata_rows;

static int32_t open_rows(const cev__strata *strata, strata_rows *rows)
{
    cev_ctx *ctx = strata->ctx;
    rows->groups = cev__alloc(ctx, strata->rows, (int64_t)sizeof(cev__group));
    rows->z = cev__alloc(ctx, strata->rows * strata->traits,
                         (int64_t)sizeof(double));
    rows->items = cev__alloc(ctx, strata->rows, (int64_t)sizeof(cev__keyed));
    rows->spare = cev__alloc(ctx, strata->rows, (int64_t)sizeof(cev__keyed));
    return rows->groups == NULL || rows->z == NULL || rows->items == NULL
                   || rows->spare == NULL
               ? cev__fail_memory(ctx)
               : CEV_OK;
}

static void close_rows(const cev__strata *strata, strata_rows *rows)
{
    cev_ctx *ctx = strata->ctx;
    cev__free(ctx, rows->groups, strata->rows, (int64_t)sizeof(cev__group));
    cev__free(ctx, rows->z, strata->rows * strata->traits,
              (int64_t)sizeof(double));
    cev__free(ctx, rows->items, strata->rows, (int64_t)sizeof(cev__keyed));
    cev__free(ctx, rows->spare, strata->rows, (int64_t)sizeof(cev__keyed));
}

/* The customers of a block who take part, but for rows of nobody. */
static void take_block(const cev__strata *strata, const cev__traits *traits,
                       const cev__block *block, strata_rows *rows)
{
    const cev__regressed *of = strata->of;
    for (int64_t i = 0; i < block->rows; i++) {
        cev__group *group = &rows->groups[rows->count];
        double *z = &rows->z[rows->count * strata->traits];
        group->weight = block->col[CEV__COL_CUSTOMERS][i];
        if (!(group->weight > 0.0)
            || !of->keys(of->model, block, i, of->scale, group->key))
            continue;
        cev__traits_at(traits, block->first + i, z);
        for (int64_t k = 0; k < strata->traits; k++)
            z[k] = z[k] / strata->regression->traits[k].scale + 0.0;
        rows->count++;
    }
}

static int32_t read_rows(const cev__strata *strata,
                         const cev_table *customers, strata_rows *rows)
{
    cev__buyers buyers;
    cev__traits traits;
    cev__block block;
    int32_t status = cev__buyers_open(
        strata->ctx, customers, strata->of->wants | CEV__WANTS_CUSTOMERS_MAYBE,
        &buyers);
    if (status == CEV_OK)
        status = cev__traits_open(strata->ctx, strata->regression, customers,
                                  &traits);
    if (status != CEV_OK)
        return status;
    cev__buyers_begin(&buyers, &block);
    for (int64_t first = 0; first < buyers.rows; first += block.rows) {
        status = cev__buyers_next(strata->ctx, "reading customers", &buyers,
                                  first, &block);
        if (status != CEV_OK)
            return status;
        take_block(strata, &traits, &block, rows);
    }
    return CEV_OK;
}

/* Sorts the rows by x, then by their traits, the first trait first; sorting is
 * stable. */
static void sort_by_traits(const cev__strata *strata, strata_rows *rows)
{
    for (int64_t i = 0; i < rows->count; i++)
        rows->items[i].index = i;
    for (int64_t k = strata->traits; k-- > 0;) {
        for (int64_t i = 0; i < rows->count; i++)
            rows->items[i].key = cev__keyed_double(
                rows->z[rows->items[i].index * strata->traits + k]);
        cev__keyed_sort(rows->items, rows->spare, rows->count);
    }
    for (int64_t i = 0; i < rows->count; i++)
        rows->items[i].key =
            cev__keyed_double(rows->groups[rows->items[i].index].key[0]);
    cev__keyed_sort(rows->items, rows->spare, rows->count);
}

static const double *traits_of(const cev__strata *strata,
                               const strata_rows *rows, int64_t place)
{
    return &rows->z[rows->items[place].index * strata->traits];
}

/* Gathers each stratum's customers, equal ones as one group. */
static void gather_strata(cev__strata *strata, const strata_rows *rows)
{
    size_t size = (size_t)strata->traits * sizeof(double);
    for (int64_t i = 0; i < rows->count;) {
        const double *z = traits_of(strata, rows, i);
        double x = rows->groups[rows->items[i].index].key[0];
        cev__grouping grouping = {0};
        grouping.groups = &strata->groups[strata->groups_count];
        for (; i < rows->count
               && rows->groups[rows->items[i].index].key[0] <= x
               && memcmp(traits_of(strata, rows, i), z, size) == 0;
             i++)
            grouping.groups[grouping.count++] =
                rows->groups[rows->items[i].index];
        cev__grouping_sort(strata->ctx, &grouping);
        memcpy(&strata->z[strata->count * strata->traits], z, size);
        strata->starts[strata->count++] = strata->groups_count;
        strata->groups_count += grouping.count;
    }
    strata->starts[strata->count] = strata->groups_count;
}

static int32_t open_strata(cev__strata *strata)
{
    cev_ctx *ctx = strata->ctx;
    strata->groups =
        cev__alloc(ctx, strata->rows, (int64_t)sizeof(cev__group));
    strata->starts =
        cev__alloc(ctx, strata->rows + 1, (int64_t)sizeof(int64_t));
    strata->z = cev__alloc(ctx, strata->rows * strata->traits,
                           (int64_t)sizeof(double));
    return strata->groups == NULL || strata->starts == NULL
                   || strata->z == NULL
               ? cev__fail_memory(ctx)
               : CEV_OK;
}

/* Makes strata of the rows that were read or made up. */
static int32_t arrange_strata(cev__strata *strata, strata_rows *rows)
{
    int32_t status = open_strata(strata);
    if (status != CEV_OK)
        return status;
    sort_by_traits(strata, rows);
    gather_strata(strata, rows);
    strata->chunks = (strata->groups_count - 1) / STRATA_CHUNK + 1;
    strata->sums = cev__alloc(strata->ctx, strata->chunks,
                              (int64_t)sizeof *strata->sums);
    return strata->sums == NULL ? cev__fail_memory(strata->ctx) : CEV_OK;
}

int32_t cev__strata_read(cev_ctx *ctx, const cev__regressed *of,
                         const cev__regression *regression,
                         const cev_table *customers, cev__strata *strata)
{
    strata_rows rows;
    memset(&rows, 0, sizeof rows);
    memset(strata, 0, sizeof *strata);
    strata->ctx = ctx;
    strata->of = of;
    strata->regression = regression;
    strata->rows = customers->rows;
    strata->traits = regression->trait_count;
    int32_t status = open_rows(strata, &rows);
    if (status == CEV_OK)
        status = read_rows(strata, customers, &rows);
    if (status == CEV_OK)
        status = arrange_strata(strata, &rows);
    close_rows(strata, &rows);
    return status;
}

void cev__strata_free(cev__strata *strata)
{
    cev_ctx *ctx = strata->ctx;
    cev__free(ctx, strata->groups, strata->rows, (int64_t)sizeof(cev__group));
    cev__free(ctx, strata->starts, strata->rows + 1,
              (int64_t)sizeof(int64_t));
    cev__free(ctx, strata->z, strata->rows * strata->traits,
              (int64_t)sizeof(double));
    cev__free(ctx, strata->sums, strata->chunks,
              (int64_t)sizeof *strata->sums);
}

/* ---- Sums --------------------------------------------------------------- */

void cev__strata_offsets(const cev__strata *strata, int64_t stratum,
                         double offsets[CEV__PROCESSES])
{
    const cev__regression *regression = strata->regression;
    const double *z = &strata->z[stratum * strata->traits];
    for (int p = 0; p < CEV__PROCESSES; p++)
        offsets[p] = 0.0;
    for (int e = 0; e < regression->effect_count; e++)
        offsets[regression->effects[e].process] +=
            strata->at[regression->params + e]
            * cev__effect_move(&regression->effects[e], z);
    for (int p = 0; p < CEV__PROCESSES; p++)
        offsets[p] = fmax(-CEV__OFFSET_MOST,
                          fmin(offsets[p], CEV__OFFSET_MOST));
}

/* The parameters of a stratum. */
static void prepare_stratum(const cev__strata *strata, int64_t stratum,
                            cev__params *out)
{
    const cev__regressed *of = strata->of;
    double params[CEV__PARAMS], offsets[CEV__PROCESSES];
    int n = strata->regression->params, first = of->whole > 0;
    cev__strata_offsets(strata, stratum, offsets);
    params[0] = of->whole;
    for (int k = 0; k < n; k++) {
        double at = strata->at[k];
        for (int p = 0; p < CEV__PROCESSES; p++)
            if (of->scales[p] == k)
                at += offsets[p];
        params[first + k] = cev__exp(at);
    }
    int32_t status = of->fit->prepare(params, out);
    (void)ALWAYS(status == CEV_OK); /* logs and offsets are bounded */
}

/* Some groups of one stratum, which have one x. */
static void sum_stratum(const cev__strata *strata, const cev__params *params,
                        int64_t first, int64_t end, cev__race_table *races,
                        cev__sums *sums)
{
    const cev__group *groups = strata->groups;
    cev__terms terms;
    memset(sums, 0, sizeof *sums);
    memset(&terms, 0, sizeof terms);
    terms.x = groups[first].key[0];
    strata->of->fit->terms(params, terms.x, &terms);
    terms.races = races;
    strata->of->fit->add(params, &terms, &groups[first], end - first, sums);
}

/* Adds what a stratum's parameters say, and by the chain rule what that says
 * of the coefficients. */
static void chain_stratum(const cev__strata *strata, const double *z,
                          const cev__sums *of, cev__strata_sums *sums)
{
    const cev__regression *regression = strata->regression;
    const cev__effect *effects = regression->effects;
    int n = regression->params;
    double moves[CEV__EFFECTS];
    int moved[CEV__EFFECTS];
    cev__sum_merge(&sums->value, &of->value);
    for (int k = 0; k < n; k++)
        cev__sum_merge(&sums->gradient[k], &of->gradient[k]);
    for (int k = 0; k < n * (n + 1) / 2; k++)
        sums->hessian[k] += of->hessian[k];
    for (int e = 0; e < regression->effect_count; e++) {
        double *row = &sums->hessian[cev__packed(n + e, 0)];
        moves[e] = cev__effect_move(&effects[e], z);
        moved[e] = strata->of->scales[effects[e].process];
        if (moves[e] == 0.0)
            continue;
        cev__sum_add(&sums->gradient[n + e],
                     moves[e] * cev__sum_value(&of->gradient[moved[e]]));
        for (int k = 0; k < n; k++)
            row[k] += moves[e] * of->hessian[cev__packed_of(moved[e], k)];
        for (int f = 0; f <= e; f++)
            row[n + f] += moves[e] * moves[f]
                          * of->hessian[cev__packed_of(moved[e], moved[f])];
    }
}

/* The stratum of a group. */
static int64_t stratum_of(const cev__strata *strata, int64_t group)
{
    int64_t low = 0, high = strata->count;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (strata->starts[middle] <= group)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void sum_strata(void *state, int64_t index)
{
    cev__strata *strata = state;
    cev__strata_sums *sums = &strata->sums[index];
    int64_t first = index * STRATA_CHUNK, end = first + STRATA_CHUNK, last;
    cev__race_table races;
    races.n = races.s = 0.0;
    if (end > strata->groups_count)
        end = strata->groups_count;
    memset(sums, 0, sizeof *sums);
    for (int64_t s = stratum_of(strata, first); first < end;
         first = last, s++) {
        const double *z = &strata->z[s * strata->traits];
        cev__params params;
        cev__sums own;
        last = strata->starts[s + 1] < end ? strata->starts[s + 1] : end;
        prepare_stratum(strata, s, &params);
        sum_stratum(strata, &params, first, last, &races, &own);
        chain_stratum(strata, z, &own, sums);
    }
}

void cev__strata_total(const cev__strata_sums *sums, int64_t chunks, int n,
                       cev__slope *out)
{
    cev__strata_sums total;
    memset(&total, 0, sizeof total);
    for (int64_t c = 0; c < chunks; c++) {
        cev__sum_merge(&total.value, &sums[c].value);
        for (int k = 0; k < n; k++)
            cev__sum_merge(&total.gradient[k], &sums[c].gradient[k]);
        for (int k = 0; k < n * (n + 1) / 2; k++)
            total.hessian[k] += sums[c].hessian[k];
    }
    out->value = cev__sum_value(&total.value);
    for (int k = 0; k < n; k++)
        out->gradient[k] = cev__sum_value(&total.gradient[k]);
    memcpy(out->hessian, total.hessian, sizeof out->hessian);
}

int32_t cev__strata_evaluate(void *state, const double *at, cev__slope *out)
{
    cev__strata *strata = state;
    int n = cev__regression_size(strata->regression);
    double done =
        (double)strata->evaluations / (double)(strata->evaluations + 10);
    int32_t status =
        cev__progress(strata->ctx, strata->of->fit->stage, done);
    if (status != CEV_OK)
        return status;
    strata->evaluations++;
    memcpy(strata->at, at, (size_t)n * sizeof *at);
    cev__parallel(strata->ctx, strata->chunks, sum_strata, strata);
    cev__strata_total(strata->sums, strata->chunks, n, out);
    return CEV_OK;
}

/* ---- Made up again ------------------------------------------------------ */

/* Everybody of one group, with histories of their own. */
static void remake_group(const cev__strata *strata, const cev__params *params,
                         const cev__group *group, const double *z,
                         cev__rng *rng, strata_rows *rows)
{
    cev__remade crowd;
    cev__remade_begin(group->weight, &crowd);
    while (cev__remade_next(&crowd)) {
        for (int64_t i = 0; i < crowd.count; i++) {
            cev__group *row = &rows->groups[rows->count];
            *row = *group;
            row->weight = crowd.weight;
            strata->of->remake(strata->of->model, params, rng, row->key);
            memcpy(&rows->z[rows->count * strata->traits], z,
                   (size_t)strata->traits * sizeof *z);
            rows->count++;
        }
    }
}

static void remake_rows(const cev__strata *strata, cev__rng *rng,
                        strata_rows *rows)
{
    for (int64_t s = 0; s < strata->count; s++) {
        cev__params params;
        prepare_stratum(strata, s, &params);
        for (int64_t i = strata->starts[s]; i < strata->starts[s + 1]; i++)
            remake_group(strata, &params, &strata->groups[i],
                         &strata->z[s * strata->traits], rng, rows);
    }
}

/* The strata made up, where there is room for so many rows. */
static int32_t fill_remade(cev__strata *from, int64_t limit, cev__rng *rng,
                           cev__strata *made)
{
    strata_rows rows;
    memset(&rows, 0, sizeof rows);
    made->ctx = from->ctx;
    made->of = from->of;
    made->regression = from->regression;
    made->rows = limit;
    made->traits = from->traits;
    int32_t status = open_rows(made, &rows);
    if (status == CEV_OK) {
        remake_rows(from, rng, &rows);
        status = arrange_strata(made, &rows);
    }
    close_rows(made, &rows);
    return status;
}

int32_t cev__strata_remake(void *state, const double *at, cev__rng *rng,
                           void **out)
{
    cev__strata *from = state, *made;
    cev__grouping all = {0}, room;
    int n = cev__regression_size(from->regression);
    all.groups = from->groups;
    all.count = from->groups_count;
    int32_t status = cev__remade_open(from->ctx, &all, &room);
    if (status != CEV_OK)
        return status;
    made = cev__alloc_zero(from->ctx, 1, (int64_t)sizeof *made);
    if (made == NULL)
        return cev__fail_memory(from->ctx);
    memcpy(from->at, at, (size_t)n * sizeof *at);
    status = fill_remade(from, room.limit, rng, made);
    if (status == CEV_OK)
        *out = made;
    else
        cev__strata_unmake(made);
    return status;
}

void cev__strata_unmake(void *state)
{
    cev__strata *made = state;
    cev_ctx *ctx = made->ctx;
    cev__strata_free(made);
    cev__free(ctx, made, 1, (int64_t)sizeof *made);
}
