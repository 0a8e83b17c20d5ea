/* Chains against a posterior that is published: the BG/NBD of the CDNOW sample
 * by PyMC-Marketing (its notebook "BG/NBD model", December 2022), 4 chains of
 * 1,000 draws by NUTS, flat priors on the parameters:
 *             mean     sd   mcse   mcse of sd
 *     a      0.979  0.297  0.008  0.006
 *     b      3.213  1.247  0.036  0.026
 *     alpha  4.473  0.382  0.009  0.006
 *     r      0.244  0.013  0.000  0.000
 * The library's own prior is another, so its chains walk here without it. */
#include "value/bg_purchases.h"
#include "value/draws.h"
#include "value/market.h"
#include "support/shared.h"

enum { PARAMETERS = 4, KEPT = 1000 };

/* A prior that is flat in the parameters grows with the sum of their logs. */
static int32_t flat_posterior(void *state, const double *logs, double *value,
                              double *slopes)
{
    cev__local local;
    int32_t status = cev__pool_evaluate(state, logs, &local);
    *value = local.value;
    for (int k = 0; k < PARAMETERS; k++) {
        *value += logs[k];
        slopes[k] = local.gradient[k] + 1.0;
    }
    return status;
}

static void fill_cdnow(cev_ctx *ctx, const char *path, cev__pool *pool)
{
    sheet *file = sheet_open(path);
    pool->ctx = ctx;
    pool->model = &cev__bgnbd_purchases.fit;
    pool->grouping.limit = (int64_t)sheet_rows(file);
    for (size_t i = 0; i < sheet_rows(file); i++) {
        cev__group row = {{0.0, 0.0, 0.0, 0.0}, 1.0};
        row.key[0] = sheet_double(file, i, sheet_column(file, "x"));
        row.key[1] = sheet_double(file, i, sheet_column(file, "T_days")) / 7.0;
        row.key[2] =
            sheet_double(file, i, sheet_column(file, "t_x_days")) / 7.0;
        must(ctx, cev__grouping_add(ctx, &pool->grouping, &row, 1));
    }
    sheet_close(file);
    cev__grouping_sort(ctx, &pool->grouping);
    must(ctx, cev__pool_lay_out(pool));
}

/* Means and deviations lie within 4 standard errors of both samplers. */
START_TEST(chains_agree_with_a_published_posterior)
{
    static const struct {
        double mean, sd, mean_error, sd_error, top, axis;
    } known[PARAMETERS] = { /* r, alpha, a, b; and where to begin */
        {0.244, 0.013, 0.0005, 0.0005, 0.243, 0.05},
        {4.473, 0.382, 0.009, 0.006, 4.414, 0.09},
        {0.979, 0.297, 0.008, 0.006, 0.793, 0.25},
        {3.213, 1.247, 0.036, 0.026, 2.426, 0.3}};
    char path[SHARED_PATH_SIZE];
    cev_ctx *ctx = new_ctx();
    cev__pool pool;
    cev__posterior posterior;
    cev__draws *draws = NULL;
    if (!shared_path(path, "cdnow_sample_scores.csv"))
        SKIP("no %s", path);
    memset(&pool, 0, sizeof pool);
    memset(&posterior, 0, sizeof posterior);
    fill_cdnow(ctx, path, &pool);
    posterior.n = PARAMETERS;
    posterior.evaluate = flat_posterior;
    posterior.state = &pool;
    for (int k = 0; k < PARAMETERS; k++) {
        posterior.at[k] = log(known[k].top);
        posterior.axes[k][k] = known[k].axis;
    }
    must(ctx, cev__draws_new(ctx, CEV__DRAWN_MCMC, PARAMETERS, KEPT, &draws));
    must(ctx, cev__draws_walk(ctx, &posterior, 17, draws));
    for (int k = 0; k < PARAMETERS; k++) {
        double sum = 0.0, squares = 0.0, size = draws->mixing[k].bulk;
        for (int i = 0; i < KEPT; i++)
            sum += exp(draws->logs[i * PARAMETERS + k]);
        for (int i = 0; i < KEPT; i++) {
            double away = exp(draws->logs[i * PARAMETERS + k]) - sum / KEPT;
            squares += away * away;
        }
        double own = known[k].sd / sqrt(fmin(size, KEPT));
        ck_assert_near(sum / KEPT, known[k].mean,
                       4.0 * hypot(own, known[k].mean_error));
        ck_assert_near(sqrt(squares / KEPT), known[k].sd,
                       4.0 * hypot(1.5 * own, known[k].sd_error));
    }
    cev__draws_free(ctx, draws);
    cev__pool_free(&pool);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("posterior");
    tcase_add_test(cases, chains_agree_with_a_published_posterior);
    Suite *s = suite_create("value/posterior");
    suite_add_tcase(s, cases);
    return s;
}
