/* Rows that stand for many customers, or for a part of one. */
#include "value/market.h"

static const char *const kinds[] = {
    CEV_BGNBD, CEV_MBGNBD, CEV_PARETO_NBD, CEV_BGBB,
    CEV_GAMMA_GAMMA, CEV_CLV, CEV_SBG, CEV_BDW};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* Periods that contracts of the market below have run. */
#define OLDEST 12.0

/* Customers of purchase and spend models, in whole weeks with at most one
   purchase each; or contracts, by sBG {0.7, 3}, up to OLDEST periods. */
static market draw_kind(const char *kind, int64_t n)
{
    static const double params[4] = {0.6, 4.4, 0.8, 1.6};
    int is_contract = strcmp(kind, CEV_SBG) == 0 || strcmp(kind, CEV_BDW) == 0;
    dice d = {11};
    market m = draw_market(&d, n, params, cdnow_spend, 78.0);
    for (int64_t i = 0; i < n; i++) {
        m.T[i] = ceil(m.T[i]);
        m.t_x[i] = ceil(m.t_x[i]);
        m.x[i] = fmin(m.x[i], m.t_x[i]);
        if (!is_contract)
            continue;
        double leave = throw_gamma(&d, 0.7);
        leave /= leave + throw_gamma(&d, 3.0);
        for (m.T[i] = 1.0; m.T[i] < OLDEST && throw_share(&d) > leave;)
            m.T[i] += 1.0;
    }
    return m;
}

/* Adds `customers` and whether a contract has ended. */
static void add_columns(cev_ctx *ctx, market *m, double *customers,
                        double *churned)
{
    market_table(ctx, m);
    for (int64_t i = 0; i < m->n; i++)
        churned[i] = m->T[i] < OLDEST;
    must(ctx, cev_table_set_column(m->table, "churned", CEV_DOUBLE, churned, 8,
                                   NULL));
    if (customers != NULL)
        must(ctx, cev_table_set_column(m->table, "customers", CEV_DOUBLE,
                                       customers, 8, NULL));
}

static cev_table *summary_of(cev_ctx *ctx, const char *kind,
                             const cev_table *customers)
{
    cev_table *summary = NULL;
    cev_estimator *fit = fit_kind(ctx, kind, NULL, customers);
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    cev_estimator_free(fit);
    return summary;
}

/* Row i counts i % 4 times: as often, or by its weight. Rows of weight 0 are
   not there. */
START_TEST(weights_are_repeated_rows)
{
    enum { ROWS = 1500 };
    static double weights[ROWS], churned[2 * ROWS];
    cev_ctx *ctx = new_ctx();
    market m = draw_kind(kinds[_i], ROWS), often = new_market(2 * ROWS);
    int64_t n = 0;
    for (int64_t i = 0; i < ROWS; i++) {
        weights[i] = (double)(i % 4);
        for (int64_t k = 0; k < i % 4; k++, n++) {
            often.x[n] = m.x[i];
            often.t_x[n] = m.t_x[i];
            often.T[n] = m.T[i];
            often.m_x[n] = m.m_x[i];
        }
    }
    often.n = n;
    add_columns(ctx, &m, weights, churned);
    cev_table *weighed = summary_of(ctx, kinds[_i], m.table);
    add_columns(ctx, &often, NULL, churned);
    cev_table *repeated = summary_of(ctx, kinds[_i], often.table);
    same_results(weighed, repeated);
    cev_table_free(weighed);
    cev_table_free(repeated);
    free_market(&m);
    free_market(&often);
    cev_ctx_free(ctx);
}
END_TEST

static const char *parameter_of(const char *kind)
{
    if (strcmp(kind, CEV_GAMMA_GAMMA) == 0)
        return "q";
    if (strcmp(kind, CEV_CLV) == 0)
        return "bgnbd.alpha";
    return strcmp(kind, CEV_BGBB) == 0 || strcmp(kind, CEV_SBG) == 0
                   || strcmp(kind, CEV_BDW) == 0
               ? "alpha"
               : "r";
}

/* Everybody counted half is the same place, with half the likelihood and
   errors larger by the root of two; and the order of parted rows is nothing
   to the bit. */
START_TEST(parts_of_customers_count_as_parts)
{
    enum { ROWS = 3000 };
    static double half[ROWS], churned[ROWS];
    const char *name = parameter_of(kinds[_i]);
    int is_clv = strcmp(kinds[_i], CEV_CLV) == 0;
    const char *ll = is_clv ? "bgnbd.log_likelihood" : "log_likelihood";
    cev_ctx *ctx = new_ctx();
    market m = draw_kind(kinds[_i], ROWS);
    for (int64_t i = 0; i < ROWS; i++)
        half[i] = 0.5;
    add_columns(ctx, &m, NULL, churned);
    cev_table *whole = summary_of(ctx, kinds[_i], m.table);
    add_columns(ctx, &m, half, churned);
    cev_table *parted = summary_of(ctx, kinds[_i], m.table);
    ck_assert(!has_verdict(whole, "prior_used"));
    ck_assert_rel(figure(parted, name), figure(whole, name), 1e-8);
    ck_assert_rel(figure(parted, ll), 0.5 * figure(whole, ll), 1e-12);
    ck_assert_rel(named(parted, "name", name, "std_error"),
                  named(whole, "name", name, "std_error") * sqrt(2.0), 1e-7);
    cev_table_free(parted);
    cev_table_free(whole);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(order_of_parted_rows_changes_no_bit)
{
    enum { ROWS = 3001, STEP = 7 };
    static double parts[ROWS], shuffled[ROWS], churned[ROWS];
    dice d = {12};
    cev_ctx *ctx = new_ctx();
    market m = draw_kind(kinds[_i], ROWS), other = new_market(ROWS);
    for (int64_t i = 0; i < ROWS; i++) {
        int64_t to = i * STEP % ROWS;
        shuffled[to] = parts[i] = i % 5 == 0 ? 2.0 : throw_share(&d);
        other.x[to] = m.x[i];
        other.t_x[to] = m.t_x[i];
        other.T[to] = m.T[i];
        other.m_x[to] = m.m_x[i];
    }
    add_columns(ctx, &m, parts, churned);
    cev_table *one = summary_of(ctx, kinds[_i], m.table);
    add_columns(ctx, &other, shuffled, churned);
    cev_table *two = summary_of(ctx, kinds[_i], other.table);
    same_results(one, two);
    cev_table_free(one);
    cev_table_free(two);
    free_market(&m);
    free_market(&other);
    cev_ctx_free(ctx);
}
END_TEST

/* The 11,104 donors of Fader, Hardie & Shang (2010), table 1, as they are
   printed: 22 cells. */
START_TEST(cells_of_donors_meet_the_paper)
{
    static const char *const columns[] = {"x", "t_x", "n", "customers"};
    static const char *const names[] = {"x", "t_x", "T", "customers"};
    double data[4][22];
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "donations_bgbb.csv"))
        SKIP("no %s", path);
    sheet *cells = sheet_open(path);
    cev_ctx *ctx = new_ctx();
    cev_table *table = NULL;
    must(ctx, cev_table_new(ctx, 22, &table));
    for (int c = 0; c < 4; c++) {
        for (size_t i = 0; i < 22; i++)
            data[c][i] =
                sheet_double(cells, i, sheet_column(cells, columns[c]));
        must(ctx, cev_table_set_column(table, names[c], CEV_DOUBLE, data[c], 8,
                                       NULL));
    }
    cev_table *summary = summary_of(ctx, CEV_BGBB, table);
    ck_assert(fabs(figure(summary, "alpha") - 1.204) <= 5e-4);
    ck_assert(fabs(figure(summary, "beta") - 0.750) <= 5e-4);
    ck_assert(fabs(figure(summary, "gamma") - 0.657) <= 5e-4);
    ck_assert(fabs(figure(summary, "delta") - 2.783) <= 5e-4);
    ck_assert(fabs(figure(summary, "log_likelihood") + 33225.6) <= 0.05);
    ck_assert_double_eq(figure(summary, "customers"), 11104.0);
    ck_assert_double_eq(figure(summary, "distinct_rows"), 22.0);
    cev_table_free(summary);
    cev_table_free(table);
    cev_ctx_free(ctx);
    sheet_close(cells);
}
END_TEST

/* What is no number of customers is named with its row; nobody at all, too. */
START_TEST(what_is_no_crowd_is_named)
{
    static double weights[100], churned[100];
    static const double wrong[] = {-1.0, NAN, INFINITY};
    cev_ctx *ctx = new_ctx();
    cev_estimator *fit = NULL;
    market m = draw_kind(kinds[_i], 100);
    must(ctx, cev_estimator_new(ctx, kinds[_i], NULL, &fit));
    add_columns(ctx, &m, weights, churned);
    ck_assert_int_eq(cev_estimator_fit(fit, m.table), CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "0 in all rows"));
    for (int w = 0; w < 3; w++) {
        for (int i = 0; i < 100; i++)
            weights[i] = i == 17 ? wrong[w] : 1.0;
        ck_assert_int_eq(cev_estimator_fit(fit, m.table), CEV_ERR_DOMAIN);
        ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "customers[17]"));
    }
    cev_estimator_free(fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("weights");
    tcase_add_loop_test(cases, weights_are_repeated_rows, 0, KINDS);
    tcase_add_loop_test(cases, parts_of_customers_count_as_parts, 0, KINDS);
    tcase_add_loop_test(cases, order_of_parted_rows_changes_no_bit, 0, KINDS);
    tcase_add_test(cases, cells_of_donors_meet_the_paper);
    tcase_add_loop_test(cases, what_is_no_crowd_is_named, 0, KINDS);
    Suite *s = suite_create("value/weights");
    suite_add_tcase(s, cases);
    return s;
}
