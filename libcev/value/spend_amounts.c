/* Spenders and their amounts; see spend_amounts.h. */
#include "../core/compiler.h"
#include "spend_amounts.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"

/* What the first step of a fit takes of its customers, and the second. */
enum {
    PAID_CUSTOMERS,
    PAID_UNKNOWN,
    PAID_ZERO,
    PAID_REVENUE, /* customers of tables with the column */
    PAID_SPENDERS,
    PAID_X,
    PAID_AMOUNT,
    PAID_LOG_AMOUNT,
    PAID_DISTINCT,
    PAID_ONLY, /* the mean amount of all, where there is but one */
    PAID_SUMS
};
enum { SPREAD_CUSTOMERS, SPREAD_XX, SPREAD_MM, SPREAD_XM, SPREAD_SUMS };

static const char amounts_asked[][CEV__ASKED_NAME] = {"source", "x", "amount"};

static const cev__summed paid_sums[PAID_SUMS] = {
    {"customers", CEV__TOTAL},       {"unknown_amounts", CEV__TOTAL},
    {"zero_amounts", CEV__TOTAL},    {"with_revenue", CEV__TOTAL},
    {"spenders", CEV__TOTAL},        {"x", CEV__TOTAL},
    {"amount", CEV__TOTAL},          {"log_amount", CEV__TOTAL},
    {"distinct_rows", CEV__TOTAL},   {"only_amount", CEV__COMMON}};
static const cev__summed spread_sums[SPREAD_SUMS] = {
    {"customers", CEV__TOTAL}, {"x_x", CEV__TOTAL},
    {"amount_amount", CEV__TOTAL}, {"x_amount", CEV__TOTAL}};

static const cev__step paid_step = {"amounts", 1, PAID_SUMS, amounts_asked,
                                    paid_sums};
static const cev__step spread_step = {"spread", 3, SPREAD_SUMS, amounts_asked,
                                      spread_sums};

/* One customer's mean amount over all purchases, from revenue; 0 or less and
 * NaN are possible. */
static double mean_of_all(const cev__block *block, int64_t i)
{
    double x = block->col[CEV__COL_X][i];
    return block->col[CEV__COL_REVENUE][i] / (x + 1.0);
}

/* How many customers a block stands for. */
static void count_payers(const cev__block *block, int has_customers,
                        cev__sum *customers)
{
    if (!has_customers)
        cev__sum_add(customers, (double)block->rows);
    for (int64_t i = 0; has_customers && i < block->rows; i++)
        cev__sum_add(customers, block->col[CEV__COL_CUSTOMERS][i]);
}

/* The rows of those in a block who spent, by the source that the fit goes by;
 * gives how many they are. Who that is no processor can guess: each row is
 * written, and the next one over it where it is none of them. */
static int64_t spender_rows(int source, const cev__block *block,
                            cev__group *rows, cev__sum *paid)
{
    int is_all = source == CEV__SPEND_ALL;
    int64_t n = 0;
    for (int64_t i = 0; i < block->rows; i++) {
        double x = block->col[CEV__COL_X][i] + (is_all ? 1.0 : 0.0);
        double amount =
            is_all ? mean_of_all(block, i) : block->col[CEV__COL_M_X][i];
        double customers = block->col[CEV__COL_CUSTOMERS][i];
        int bought = x > 0.0, spent = bought & (amount > 0.0);
        rows[n].key[0] = x;
        rows[n].key[1] = amount;
        rows[n].key[2] = rows[n].key[3] = 0.0;
        rows[n].weight = customers;
        n += spent;
        if (bought != spent)
            cev__sum_add(&paid[isnan(amount) ? PAID_UNKNOWN : PAID_ZERO],
                         customers);
    }
    return n;
}

/* Reads the spenders by a source, and who else there is. */
static int32_t read_amounts(cev__amounts *amounts, int source, cev__sum *paid)
{
    cev_ctx *ctx = amounts->pool->ctx;
    cev__grouping *grouping = &amounts->pool->grouping;
    cev__buyers buyers;
    cev__block block;
    cev__group rows[CEV__BLOCK];
    int32_t status =
        cev__buyers_open(ctx, amounts->given->customers,
                         amounts->wants | CEV__WANTS_CUSTOMERS_MAYBE, &buyers);
    if (status != CEV_OK)
        return status;
    if (buyers.rows == 0 && amounts->given->parts == NULL)
        return cev__buyers_refuse_empty(ctx);
    cev__buyers_begin(&buyers, &block);
    grouping->limit = buyers.rows;
    for (int64_t first = 0; first < buyers.rows; first += block.rows) {
        status = cev__buyers_next(ctx, "reading amounts", &buyers, first,
                                  &block);
        if (status == CEV_OK) {
            count_payers(&block, buyers.has[CEV__COL_CUSTOMERS],
                        &paid[PAID_CUSTOMERS]);
            int64_t n = spender_rows(source, &block, rows, paid);
            status = cev__grouping_add(ctx, grouping, rows, n);
        }
        if (status != CEV_OK)
            return status;
    }
    if (buyers.has[CEV__COL_REVENUE])
        paid[PAID_REVENUE] = paid[PAID_CUSTOMERS];
    cev__grouping_sort(ctx, grouping);
    return CEV_OK;
}

/* The mean amount of all spenders, NaN where there are others. */
static double only_amount(const cev__grouping *grouping)
{
    double only = grouping->count > 0 ? grouping->groups[0].key[1] : NAN;
    for (int64_t i = 1; i < grouping->count; i++)
        if (grouping->groups[i].key[1] < only
            || grouping->groups[i].key[1] > only)
            return NAN;
    return only;
}

/* The first step, by a source. */
static int32_t count_amounts(cev__amounts *amounts, int source)
{
    const double asked[] = {source};
    const cev__grouping *grouping = &amounts->pool->grouping;
    cev__parts *parts = amounts->given->parts;
    cev__spend_sums *sums = &amounts->sums;
    cev__sum paid[PAID_SUMS];
    int32_t status = CEV_OK;
    memset(paid, 0, sizeof paid);
    if (!cev__parts_is_asking(parts)) {
        status = read_amounts(amounts, source, paid);
        if (status != CEV_OK)
            return status;
        cev__spend_count(grouping->groups, grouping->count, sums);
        paid[PAID_SPENDERS] = sums->spenders;
        paid[PAID_X] = sums->x;
        paid[PAID_AMOUNT] = sums->amount;
        paid[PAID_LOG_AMOUNT] = sums->log_amount;
        paid[PAID_DISTINCT].total = (double)grouping->count;
        paid[PAID_ONLY].total = only_amount(grouping);
    }
    status = cev__parts_pass(amounts->pool->ctx, parts, CEV_GAMMA_GAMMA,
                             &paid_step, asked, paid);
    sums->spenders = paid[PAID_SPENDERS];
    sums->x = paid[PAID_X];
    sums->amount = paid[PAID_AMOUNT];
    sums->log_amount = paid[PAID_LOG_AMOUNT];
    amounts->source = source;
    amounts->customers = cev__sum_value(&paid[PAID_CUSTOMERS]);
    amounts->unknown = cev__sum_value(&paid[PAID_UNKNOWN]);
    amounts->zero = cev__sum_value(&paid[PAID_ZERO]);
    amounts->distinct_rows = (int64_t)cev__sum_value(&paid[PAID_DISTINCT]);
    amounts->is_alike = !isnan(paid[PAID_ONLY].total);
    amounts->has_revenue = cev__sum_value(&paid[PAID_REVENUE]) > 0.0;
    return status;
}

/* The second step, about means x and amount. */
static int32_t spread_amounts(cev__amounts *amounts, double x, double amount)
{
    const double asked[] = {amounts->source, x, amount};
    const cev__grouping *grouping = &amounts->pool->grouping;
    cev__parts *parts = amounts->given->parts;
    cev__spend_sums *sums = &amounts->sums;
    cev__sum spread[SPREAD_SUMS] = {{amounts->customers, 0.0}};
    if (!cev__parts_is_asking(parts))
        cev__spend_spread(grouping->groups, grouping->count, x, amount, sums);
    spread[SPREAD_XX] = sums->xx;
    spread[SPREAD_MM] = sums->mm;
    spread[SPREAD_XM] = sums->xm;
    int32_t status = cev__parts_pass(amounts->pool->ctx, parts,
                                     CEV_GAMMA_GAMMA, &spread_step, asked,
                                     spread);
    sums->xx = spread[SPREAD_XX];
    sums->mm = spread[SPREAD_MM];
    sums->xm = spread[SPREAD_XM];
    return status;
}

/* Where customers stay: answers what is asked, which stops the fit. */
static int32_t answer_amounts(cev__amounts *amounts)
{
    cev__pool *pool = amounts->pool;
    double at_amounts[CEV__ASKED_MOST], at_spread[CEV__ASKED_MOST];
    double logs[CEV__PARAMS];
    int is_amounts, is_spread, is_likelihood = 0;
    int32_t status =
        cev__parts_read(pool->ctx, pool->parts, CEV_GAMMA_GAMMA, &paid_step,
                        &is_amounts, at_amounts);
    if (status == CEV_OK)
        status = cev__parts_read(pool->ctx, pool->parts, CEV_GAMMA_GAMMA,
                                 &spread_step, &is_spread, at_spread);
    if (status == CEV_OK)
        status = cev__pool_asked(pool, &is_likelihood, logs);
    if (status != CEV_OK)
        return status;
    double source = is_amounts      ? at_amounts[0]
                    : is_spread     ? at_spread[0]
                    : is_likelihood ? pool->source
                                    : CEV__SPEND_UNKNOWN;
    if (!(source == CEV__SPEND_REPEAT || source == CEV__SPEND_ALL))
        return cev__parts_refuse(pool->ctx, pool->parts);
    status = count_amounts(amounts, (int)source);
    if (status == CEV_OK && is_spread)
        return spread_amounts(amounts, at_spread[1], at_spread[2]);
    if (status == CEV_OK)
        status = cev__amounts_scale(pool, pool->unit);
    return status == CEV_OK
               ? cev__pool_answer(pool, logs, amounts->customers)
               : status;
}

int32_t cev__amounts_gather(cev__amounts *amounts)
{
    cev__parts *parts = amounts->given->parts;
    if (parts != NULL && !cev__parts_is_asking(parts))
        return answer_amounts(amounts);
    int32_t status = count_amounts(amounts, CEV__SPEND_REPEAT);
    if (status == CEV_OK && !(cev__sum_value(&amounts->sums.spenders) > 0.0)
        && amounts->has_revenue)
        status = count_amounts(amounts, CEV__SPEND_ALL);
    if (status != CEV_OK)
        return status;
    if (!(amounts->customers > 0.0))
        return cev__buyers_refuse_nobody(amounts->pool->ctx);
    if (cev__sum_value(&amounts->sums.spenders) > 0.0) {
        double x, amount;
        cev__spend_centre(&amounts->sums, &x, &amount);
        return spread_amounts(amounts, x, amount);
    }
    amounts->source =
        amounts->zero > 0.0 ? CEV__SPEND_ZERO : CEV__SPEND_UNKNOWN;
    return CEV_OK;
}

int32_t cev__amounts_scale(cev__pool *pool, double unit)
{
    for (int64_t i = 0; i < pool->grouping.count; i++) {
        cev__group *group = &pool->grouping.groups[i];
        group->key[1] /= unit;
        group->key[2] = cev__log(group->key[0] * group->key[1]);
    }
    return cev__pool_lay_out(pool);
}
