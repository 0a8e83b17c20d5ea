/*
 * A shop for the tests of rfm: columns in plain arrays, borrowed by a table,
 * and the segmenter fitted to it.
 */
#ifndef TESTS_SEGMENT_SHOP_H
#define TESTS_SEGMENT_SHOP_H

#include "core/expect.h"

enum { SHOP_MOST = 3000 };

typedef struct shop {
    int64_t rows;
    double x[SHOP_MOST], t_x[SHOP_MOST], T[SHOP_MOST], revenue[SHOP_MOST];
} shop;

/* A table over the shop's first `rows` customers. */
static inline int32_t shop_table(cev_ctx *of, const shop *from,
                                 cev_table **out)
{
    static const char *const names[4] = {"x", "t_x", "T", "revenue"};
    const double *columns[4] = {from->x, from->t_x, from->T, from->revenue};
    cev_table *made = NULL;
    int32_t status = cev_table_new(of, from->rows, &made);
    for (int i = 0; status == CEV_OK && i < 4; i++)
        status = cev_table_set_column(made, names[i], CEV_DOUBLE, columns[i],
                                      sizeof(double), NULL);
    if (status != CEV_OK) {
        cev_table_free(made);
        return status;
    }
    *out = made;
    return CEV_OK;
}

static inline void add_customer(shop *to, double x, double t_x, double T,
                                double revenue)
{
    to->x[to->rows] = x;
    to->t_x[to->rows] = t_x;
    to->T[to->rows] = T;
    to->revenue[to->rows] = revenue;
    to->rows++;
}

/* Whole numbers below `below`, well mixed, the same on every machine. */
static inline int64_t draw(uint64_t *state, int64_t below)
{
    *state = *state * UINT64_C(6364136223846793005)
             + UINT64_C(1442695040888963407);
    return (int64_t)((*state >> 33) % (uint64_t)below);
}

/* A shop with many ties: 60 % bought once, days and prices repeat. */
static inline void draw_shop(shop *to, int64_t rows, uint64_t seed)
{
    to->rows = 0;
    for (int64_t i = 0; i < rows; i++) {
        double T = (double)(30 + draw(&seed, 300));
        double x = (double)(draw(&seed, 10) < 6 ? 0 : 1 + draw(&seed, 6));
        double t_x = x > 0 ? (double)draw(&seed, (int64_t)T + 1) : 0;
        double price = (double)(draw(&seed, 40) * 500 + 999) / 100;
        add_customer(to, x, t_x, T, (x + 1) * price);
    }
}

/* What a case works on: a store, and what was asked about it. */
static shop store;
static cev_table *customers;
static cev_table *scored;
static cev_table *profile;
static cev_segmenter *rfm;

static inline void open_shop(void)
{
    store.rows = 0;
    customers = scored = profile = NULL;
    rfm = NULL;
}

static inline void free_answers(void)
{
    cev_table_free(profile);
    cev_table_free(scored);
    cev_segmenter_free(rfm);
    cev_table_free(customers);
    customers = scored = profile = NULL;
    rfm = NULL;
}

static inline cev_segmenter *new_rfm(int64_t scores)
{
    cev_options *options = NULL;
    cev_segmenter *made = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_int(options, CEV_OPT_SCORES, scores));
    expect_ok(cev_segmenter_new(ctx, CEV_RFM, options, &made));
    cev_options_free(options);
    return made;
}

/* Fits the store, scores it and asks for the profile. */
static inline void fit_store(int64_t scores)
{
    free_answers();
    rfm = new_rfm(scores);
    expect_ok(shop_table(ctx, &store, &customers));
    expect_ok(cev_segmenter_fit(rfm, customers));
    expect_ok(cev_segmenter_assign(rfm, customers, NULL, &scored));
    expect_ok(cev_segmenter_profile(rfm, NULL, &profile));
}

static inline int64_t score_of(const char *name, int64_t row)
{
    return cev_table_int64(scored, name, row);
}

static inline void check_scores(int64_t row, int64_t r, int64_t f, int64_t m,
                         const char *segment)
{
    ck_assert_int_eq(score_of("r", row), r);
    ck_assert_int_eq(score_of("f", row), f);
    ck_assert_int_eq(score_of("m", row), m);
    ck_assert_str_eq(cev_table_text(scored, "segment", row), segment);
}

/* A case whose tests find an empty store. */
static inline TCase *case_with_store(const char *name)
{
    TCase *cases = case_with_ctx(name);
    tcase_add_checked_fixture(cases, open_shop, free_answers);
    return cases;
}

#endif
