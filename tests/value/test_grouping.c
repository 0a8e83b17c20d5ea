/* Equal rows counted once: the groups, their order, and what they take. */
#include "value/grouping.h"
#include "value/market.h"

/* Rows to be added, in any order. */
typedef struct {
    cev__group *rows;
    int64_t n;
} heap;

/* n rows of keys below `kinds`, or all different where that is 0. Every third
   stands for two customers or, with `parts`, for a part of one. */
static heap draw_rows(dice *d, int64_t n, double kinds, int parts)
{
    heap h = {calloc((size_t)n, sizeof *h.rows), n};
    ck_assert_ptr_nonnull(h.rows);
    for (int64_t i = 0; i < n; i++) {
        cev__group *row = &h.rows[i];
        row->key[0] = floor(3.0 * throw_share(d));
        for (int k = 1; k < CEV__KEYS; k++)
            row->key[k] = kinds > 0.0 ? floor(kinds * throw_share(d))
                                      : throw_normal(d);
        row->weight = i % 3 > 0 ? 1.0 : parts ? throw_share(d) : 2.0;
    }
    return h;
}

/* The groups of the rows, taken in steps of `step`. */
static cev__grouping group_rows(cev_ctx *ctx, const heap *h, int64_t step)
{
    cev__group rows[CEV__GROUPING_ROWS];
    cev__grouping grouping = {0};
    grouping.limit = h->n;
    for (int64_t first = 0, n; first < h->n; first += n) {
        n = h->n - first < CEV__GROUPING_ROWS ? h->n - first
                                               : CEV__GROUPING_ROWS;
        for (int64_t i = 0; i < n; i++)
            rows[i] = h->rows[(first + i) * step % h->n];
        must(ctx, cev__grouping_add(ctx, &grouping, rows, n));
    }
    cev__grouping_sort(ctx, &grouping);
    return grouping;
}

static int by_keys(const void *one, const void *other)
{
    const cev__group *a = one, *b = other;
    for (int k = 0; k < CEV__KEYS; k++)
        if (a->key[k] < b->key[k] || a->key[k] > b->key[k])
            return a->key[k] < b->key[k] ? -1 : 1;
    return 0;
}

/* Against qsort and adding up neighbours. */
static void check_groups(const cev__grouping *grouping, heap *h)
{
    int64_t at = 0;
    qsort(h->rows, (size_t)h->n, sizeof *h->rows, by_keys);
    for (int64_t i = 0; i < h->n; at++) {
        const cev__group *group = &grouping->groups[at];
        double weight = 0.0;
        ck_assert(at < grouping->count);
        ck_assert_int_eq(by_keys(group, &h->rows[i]), 0);
        for (; i < h->n && by_keys(group, &h->rows[i]) == 0; i++)
            weight += h->rows[i].weight;
        ck_assert_rel(group->weight, weight, 1e-14);
    }
    ck_assert_int_eq(at, grouping->count);
}

/* Few kinds of rows (hashed throughout), all different (hardly hashed), and
   many, some equal (given up on the way, or not); whole and parted weights. */
START_TEST(groups_are_the_same_in_any_order)
{
    static const double kinds[] = {2.0, 4.0, 16.0, 24.0, 64.0, 0.0};
    dice d = {(uint64_t)_i};
    cev_ctx *ctx = new_ctx();
    heap h = draw_rows(&d, 40009, kinds[_i / 2], _i % 2);
    cev__grouping one = group_rows(ctx, &h, 1);
    cev__grouping other = group_rows(ctx, &h, 7919);
    ck_assert_int_eq(one.count, other.count);
    ck_assert_mem_eq(one.groups, other.groups,
                     (size_t)one.count * sizeof *one.groups);
    check_groups(&one, &h);
    cev__grouping_free(ctx, &one);
    cev__grouping_free(ctx, &other);
    free(h.rows);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(rows_of_no_customers_are_left_out)
{
    cev_ctx *ctx = new_ctx();
    cev__grouping grouping = {0};
    cev__group rows[3] = {{{1.0, 2.0, 0.0, 0.0}, 0.0},
                          {{0.0, 2.0, 0.0, 0.0}, 3.0},
                          {{-0.0, 2.0, 0.0, 0.0}, 4.0}};
    grouping.limit = 3;
    must(ctx, cev__grouping_add(ctx, &grouping, rows, 3));
    cev__grouping_sort(ctx, &grouping);
    ck_assert_int_eq(grouping.count, 1);
    ck_assert_double_eq(grouping.groups[0].weight, 7.0);
    cev__grouping_free(ctx, &grouping);
    cev_ctx_free(ctx);
}
END_TEST

/* A fit takes at most 64 bytes a customer beyond the input, whether customers
   are alike, different or a little of both: blocks that grow count twice. */
START_TEST(a_fit_takes_few_bytes)
{
    static const char *const kinds[] = {CEV_BGNBD, CEV_GAMMA_GAMMA};
    failing_ledger ledger = {0};
    cev_ctx *ctx = NULL;
    dice d = {5};
    market m = draw_market(&d, 70001, cdnow_params, cdnow_spend, 390.0);
    ck_assert_int_eq(cev_ctx_new(failing_allocate, &ledger, &ctx), CEV_OK);
    for (int64_t i = 0; i < m.n; i++) {
        double day = _i / 2 == 0 ? 0.0 : _i / 2 == 1 ? 1e-3 : 7.0;
        if (day > 0.0) {
            m.t_x[i] = ceil(m.t_x[i] / day) * day;
            m.T[i] = ceil(m.T[i] / day) * day;
        }
    }
    const cev_table *customers = market_table(ctx, &m);
    int64_t before = ledger.bytes;
    ledger.peak_bytes = before;
    cev_estimator *fit = fit_kind(ctx, kinds[_i % 2], NULL, customers);
    ck_assert_int_le(ledger.peak_bytes - before, 64 * m.n);
    cev_estimator_free(fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("grouping");
    tcase_add_loop_test(cases, groups_are_the_same_in_any_order, 0, 12);
    tcase_add_test(cases, rows_of_no_customers_are_left_out);
    tcase_add_loop_test(cases, a_fit_takes_few_bytes, 0, 6);
    Suite *s = suite_create("value/grouping");
    suite_add_tcase(s, cases);
    return s;
}
