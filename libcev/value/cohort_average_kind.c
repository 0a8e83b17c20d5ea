/* Cohort averages as a kind; see cohort_average.h. */
#include "../core/compiler.h"
#include "cohort_average.h"

#include <math.h>
#include <string.h>

#include "../core/kinds.h"
#include "../math/interval.h"
#include "cev/estimator.h"

#define COHORT_WANTS CEV__WANTS_TIMES

/* Fewer who bought in the time after are few enough to say so, or too few for
 * intervals to be relied on. */
enum { THIN_BUYERS = 20, FEW_BUYERS = 100 };

static int32_t own_cohorts(cev_ctx *ctx, const cev__cohort_average *cohorts,
                           void **model)
{
    cev__cohort_average *own = cev__alloc(ctx, 1, (int64_t)sizeof *own);
    if (own == NULL)
        return cev__fail_memory(ctx);
    *own = *cohorts;
    *model = own;
    return CEV_OK;
}

static int32_t fit_cohort_average(cev_ctx *ctx, const cev__given *given,
                                  void **model)
{
    cev__cohort_average cohorts;
    int32_t status = cev__cohort_average_fit(ctx, given->customers, &cohorts);
    return status == CEV_OK ? own_cohorts(ctx, &cohorts, model) : status;
}

static void free_cohort_average(cev_ctx *ctx, void *model)
{
    cev__free(ctx, model, 1, (int64_t)sizeof(cev__cohort_average));
}

/* ---- Predictions --------------------------------------------------------- */

/* With the time of all customers asked about, for the interval of a total. */
typedef struct cohort_question {
    const cev__cohort_average *model;
    double worth[CEV__BANDS];
} cohort_question;

static cev__guess cohort_forecast(void *state, const cev__block *block,
                                  int64_t i, const cev__stretch *stretch)
{
    cohort_question *q = state;
    double worth[CEV__BANDS];
    cev__cohort_average_ahead(q->model, block->col[CEV__COL_T][i], stretch,
                              worth);
    for (int b = 0; b < CEV__BANDS; b++)
        q->worth[b] += block->col[CEV__COL_CUSTOMERS][i] * worth[b];
    return cev__cohort_average_sum(q->model, worth);
}

static int32_t predict_cohort_average(cev_ctx *ctx, const void *model,
                                      const cev_options *options,
                                      const cev_table *customers,
                                      cev_table **out)
{
    cohort_question q = {model, {0.0}};
    const cev__average_asked asked = {cohort_forecast, &q, COHORT_WANTS, -1,
                                      NULL, NULL};
    return cev__averages_predict(ctx, &asked, options, customers, out);
}

/* ---- Evaluations --------------------------------------------------------- */

typedef struct curve_columns {
    double *age_from, *age_to, *customers, *value, *lower, *upper,
        *cumulative;
} curve_columns;

static int32_t add_curve(cev_table *table, double z, curve_columns *to)
{
    const struct {
        const char *name;
        double **data;
        int is_limit;
    } columns[] = {{"age_from", &to->age_from, 0},
                   {"age_to", &to->age_to, 0},
                   {"customers", &to->customers, 0},
                   {"value", &to->value, 0},
                   {"value_lo", &to->lower, 1},
                   {"value_hi", &to->upper, 1},
                   {"cumulative", &to->cumulative, 0}};
    int32_t status = CEV_OK;
    for (int i = 0; i < 7 && status == CEV_OK; i++)
        if (!columns[i].is_limit || z > 0.0)
            status = cev__table_add_double(table, columns[i].name,
                                           columns[i].data);
    return status;
}

static void fill_curve(const cev__cohort_average *model, double margin,
                       double z, const curve_columns *to)
{
    for (int b = 0; b < model->count; b++) {
        const cev__band *band = &model->bands[b];
        const cev__stretch until = {band->oldest, 0.0};
        double worth[CEV__BANDS];
        cev__cohort_average_ahead(model, 0.0, &until, worth);
        to->age_from[b] = band->youngest;
        to->age_to[b] = band->oldest;
        to->customers[b] = band->customers;
        to->value[b] = margin * band->pace;
        to->cumulative[b] =
            margin * cev__cohort_average_sum(model, worth).value;
        if (to->lower != NULL)
            cev__interval_positive(
                to->value[b],
                band->pace != 0.0 ? band->sd / fabs(band->pace) : 0.0, z,
                &to->lower[b], &to->upper[b]);
    }
}

static int32_t curve_table(cev_ctx *ctx, const cev__cohort_average *model,
                           const cev_options *options, cev_table **out)
{
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    double margin = cev__options_double(options, CEV__OPT_MARGIN);
    curve_columns columns;
    cev_table *table = NULL;
    memset(&columns, 0, sizeof columns);
    int32_t status = cev_table_new(ctx, model->count, &table);
    if (status == CEV_OK)
        status = add_curve(table, z, &columns);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    fill_curve(model, margin, z, &columns);
    *out = table;
    return CEV_OK;
}

/* All customers of a band err together. */
static double cohort_log_sd(void *state, double apart)
{
    const cohort_question *q = state;
    (void)apart;
    return cev__cohort_average_sum(q->model, q->worth).log_sd;
}

static int32_t evaluate_cohort_average(cev_ctx *ctx, const void *model,
                                       const cev_options *options,
                                       const cev_table *customers,
                                       const char *what, cev_table **out)
{
    cohort_question q = {model, {0.0}};
    const cev__average_asked asked = {
        cohort_forecast, &q, COHORT_WANTS | CEV__WANTS_REVENUE_MAYBE, -1, NULL,
        NULL};
    cev__comparison c;
    if (strcmp(what, CEV_EVAL_CURVE) == 0)
        return curve_table(ctx, model, options, out);
    if (strcmp(what, CEV_EVAL_TOTALS) == 0)
        return cev__averages_totals(ctx, &asked, cohort_log_sd, options,
                                    customers, out);
    if (!cev__averages_knows(what))
        return cev__fail(ctx, CEV_ERR_KIND,
                         "%q is no evaluation of this estimator; wanted one "
                         "of: holdout deciles totals curve",
                         what);
    int32_t status = cev__averages_compare(ctx, &asked, customers, &c);
    if (status != CEV_OK)
        return status;
    double sd = cohort_log_sd(&q, 0.0);
    c.ratio =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    cev__spread_add(&c.spread, sd, -sd);
    status = cev__averages_table(ctx, &c, options, what, out);
    cev__comparison_free(ctx, &c);
    return status;
}

/* ---- Summary ------------------------------------------------------------- */

static void judge_cohorts(const cev__cohort_average *model, cev__lines *lines)
{
    if (model->count == 0) {
        cev__lines_verdict(lines, "no_amounts", 0.0,
                           "No customer's revenue in the time after is known, "
                           "so nothing is said about value.");
        return;
    }
    if (model->count == 1)
        cev__lines_verdict(lines, "ages_pooled", model->all.customers,
                           "{n} customers are too few, or too much of one "
                           "age, to tell ages apart: all count as one.");
    else
        cev__lines_verdict(lines, "ages_told_apart", model->count,
                           "Customers are told apart by age in {n} bands.");
    if (model->buyers < THIN_BUYERS)
        cev__lines_verdict(lines, "few_buyers", model->buyers,
                           "{n} customers bought in the time after: the "
                           "averages rest on them alone, and their intervals "
                           "are not to be relied on.");
    else if (model->buyers < FEW_BUYERS)
        cev__lines_verdict(lines, "few_buyers", model->buyers,
                           "{n} customers bought in the time after: the "
                           "averages rest on them alone.");
    cev__lines_verdict(lines, "same_for_all_of_an_age", model->all.oldest,
                       "All customers of an age are expected to bring the "
                       "same, whatever they bought; beyond an age of {x} as "
                       "much as the oldest.");
}

static int32_t summarise_cohort_average(cev_ctx *ctx, const void *model,
                                        const cev_options *options,
                                        cev_table **out)
{
    const cev__cohort_average *cohorts = model;
    const cev__band *all = &cohorts->all;
    cev__lines lines = {.ctx = ctx};
    lines.z = cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    cev__line *pace = cev__lines_add(&lines, "parameter", "pace", NULL);
    if (cohorts->count > 0) {
        pace->value = all->pace;
        pace->std_error = all->sd;
    }
    if (cohorts->count > 0 && lines.z > 0.0)
        cev__interval_positive(
            all->pace, all->pace != 0.0 ? all->sd / fabs(all->pace) : 0.0,
            lines.z, &pace->lower, &pace->upper);
    cev__lines_add(&lines, "fit", "method",
                   "means by age, with standard errors across customers");
    cev__lines_figure(&lines, "customers", cohorts->customers);
    cev__lines_figure(&lines, "unknown_amounts",
                      cohorts->customers - all->customers);
    cev__lines_figure(&lines, "buyers", cohorts->buyers);
    cev__lines_figure(&lines, "bands", cohorts->count);
    cev__lines_figure(&lines, "watched", all->ahead);
    judge_cohorts(cohorts, &lines);
    return cev__lines_table(&lines, out);
}

/* ---- Bytes --------------------------------------------------------------- */

static void save_band(const cev__band *band, cev__writer *writer)
{
    cev__write_double(writer, band->customers);
    cev__write_double(writer, band->youngest);
    cev__write_double(writer, band->oldest);
    cev__write_double(writer, band->ahead);
    cev__write_double(writer, band->pace);
    cev__write_double(writer, band->sd);
}

static void save_cohort_average(const void *model, cev__writer *writer)
{
    const cev__cohort_average *cohorts = model;
    cev__write_double(writer, cohorts->customers);
    cev__write_double(writer, cohorts->buyers);
    cev__write_i32(writer, cohorts->count);
    for (int b = 0; b < cohorts->count; b++)
        save_band(&cohorts->bands[b], writer);
    save_band(&cohorts->all, writer);
}

/* A band whose ages follow those of the one before. */
static int load_band(cev__blob *blob, double after, cev__band *band)
{
    band->customers = cev__read_double(blob);
    band->youngest = cev__read_double(blob);
    band->oldest = cev__read_double(blob);
    band->ahead = cev__read_double(blob);
    band->pace = cev__read_double(blob);
    band->sd = cev__read_double(blob);
    return !blob->failed && band->customers > 0.0 && isfinite(band->customers)
           && band->youngest >= after && band->oldest >= band->youngest
           && isfinite(band->oldest) && band->ahead > 0.0
           && isfinite(band->ahead) && isfinite(band->pace) && band->sd >= 0.0
           && isfinite(band->sd);
}

static int load_cohorts(cev__blob *blob, cev__cohort_average *cohorts)
{
    double after = 0.0;
    cohorts->customers = cev__read_double(blob);
    cohorts->buyers = cev__read_double(blob);
    cohorts->count = cev__read_i32(blob);
    if (blob->failed || cohorts->count < 0 || cohorts->count > CEV__BANDS)
        return 0;
    for (int b = 0; b < cohorts->count; b++) {
        if (!load_band(blob, after, &cohorts->bands[b]))
            return 0;
        after = cohorts->bands[b].oldest;
    }
    int is_whole = load_band(blob, 0.0, &cohorts->all);
    return (is_whole || cohorts->count == 0) && !blob->failed
           && cohorts->customers > 0.0 && isfinite(cohorts->customers)
           && cohorts->buyers >= 0.0
           && cohorts->buyers <= cohorts->customers;
}

static int32_t load_cohort_average(cev_ctx *ctx, cev__blob *blob,
                                   void **model)
{
    cev__cohort_average cohorts;
    memset(&cohorts, 0, sizeof cohorts);
    if (!load_cohorts(blob, &cohorts))
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no averages of cohorts");
    return own_cohorts(ctx, &cohorts, model);
}

extern const cev__estimator_kind cev__cohort_average_kind;
const cev__estimator_kind cev__cohort_average_kind = {
    {CEV_COHORT_AVERAGE, "what customers of an age went on to bring",
     CEV__AVERAGES_TAKES, "x t_x T x_holdout T_holdout revenue_holdout",
     "expected_value expected_value_lo expected_value_hi", "",
     "quotients of sums: Cochran (1977), Sampling Techniques, 6",
     fit_cohort_average, free_cohort_average, save_cohort_average,
     load_cohort_average},
    summarise_cohort_average,
    predict_cohort_average,
    evaluate_cohort_average,
    NULL,
};
