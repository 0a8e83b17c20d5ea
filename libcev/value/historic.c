/*
 * Historic value: what customers have brought so far, and what it comes to if
 * each goes on at his own pace. No model: whoever has stopped buying goes on
 * all the same.
 */
#include "../core/compiler.h"
#include "averages.h"

#include <math.h>
#include <string.h>

#include "../core/kinds.h"
#include "../math/interval.h"
#include "../math/sum.h"
#include "cev/estimator.h"

#define HISTORIC_YEAR (365.25 * 86400.0)

/* Customers with a single repeat purchase of known value from which its scatter
 * is taken; with fewer it is that of an exponential distribution. */
#define SCATTER_MIN 20.0

/* Who is younger has no pace of his own [time]. */
#define YOUNGEST 1e-9

#define HISTORIC_WANTS (CEV__WANTS_TIMES | CEV__WANTS_SPEND_MAYBE \
                        | CEV__WANTS_REVENUE_MAYBE)

typedef struct historic_model {
    double customers, known; /* whose revenue is known */
    double revenue, age;     /* of those, in all [currency], [time] */
    double young;            /* of those, younger than a year */
    double singles;          /* that the scatter rests on */
    double scatter;          /* squared, of a purchase's value: variance over
                                squared mean */
} historic_model;

/* ---- Fit ----------------------------------------------------------------- */

typedef struct historic_sums {
    cev__sum revenue, age, single, square;
} historic_sums;

static void count_history(const cev__block *block, int64_t i, double year,
                          historic_model *model, historic_sums *sums)
{
    double T = block->col[CEV__COL_T][i];
    double revenue = block->col[CEV__COL_REVENUE][i];
    double m_x = block->col[CEV__COL_M_X][i];
    model->customers += 1.0;
    if (block->col[CEV__COL_X][i] == 1.0 && m_x > 0.0) {
        model->singles += 1.0;
        cev__sum_add(&sums->single, m_x);
        cev__sum_add(&sums->square, m_x * m_x);
    }
    if (isnan(revenue))
        return;
    model->known += 1.0;
    model->young += T < year;
    cev__sum_add(&sums->revenue, revenue);
    cev__sum_add(&sums->age, T);
}

static void finish_historic(const historic_sums *sums, historic_model *model)
{
    double n = model->singles;
    double mean = cev__sum_value(&sums->single) / n;
    model->revenue = cev__sum_value(&sums->revenue);
    model->age = cev__sum_value(&sums->age);
    model->scatter = 1.0;
    if (n >= SCATTER_MIN)
        model->scatter = fmax(
            0.0, (cev__sum_value(&sums->square) / n - mean * mean) * n
                     / (n - 1.0) / (mean * mean));
}

static int32_t count_histories(cev_ctx *ctx, const cev_options *options,
                               const cev__buyers *buyers,
                               historic_model *model)
{
    double year =
        HISTORIC_YEAR / cev__options_double(options, CEV__OPT_TIME_UNIT);
    historic_sums sums;
    cev__block block;
    memset(&sums, 0, sizeof sums);
    cev__buyers_begin(buyers, &block);
    for (int64_t first = 0; first < buyers->rows; first += block.rows) {
        int32_t status = cev__buyers_next(ctx, "reading customers", buyers,
                                          first, &block);
        if (status != CEV_OK)
            return status;
        for (int64_t i = 0; i < block.rows; i++)
            count_history(&block, i, year, model, &sums);
    }
    finish_historic(&sums, model);
    return CEV_OK;
}

static int32_t own_historic(cev_ctx *ctx, const historic_model *historic,
                            void **model)
{
    historic_model *own = cev__alloc(ctx, 1, (int64_t)sizeof *own);
    if (own == NULL)
        return cev__fail_memory(ctx);
    *own = *historic;
    *model = own;
    return CEV_OK;
}

static int32_t fit_historic(cev_ctx *ctx, const cev__given *given, void **model)
{
    historic_model historic;
    cev__buyers buyers;
    memset(&historic, 0, sizeof historic);
    int32_t status = cev__averages_open(ctx, given->customers, HISTORIC_WANTS,
                                        CEV__COL_REVENUE, &buyers);
    if (status == CEV_OK && buyers.rows == 0)
        status = cev__buyers_refuse_empty(ctx);
    if (status == CEV_OK)
        status = count_histories(ctx, given->options, &buyers, &historic);
    return status == CEV_OK ? own_historic(ctx, &historic, model) : status;
}

static void free_historic(cev_ctx *ctx, void *model)
{
    cev__free(ctx, model, 1, (int64_t)sizeof(historic_model));
}

/* ---- Predictions --------------------------------------------------------- */

typedef struct historic_question {
    const historic_model *model;
    double margin, units_a_year;
    double *value, *value_per_year;
} historic_question;

/* Revenue a time unit: the customer's own, or, on the first day, that of
 * all. */
static double historic_pace(const historic_model *model, double revenue,
                            double T)
{
    return T >= YOUNGEST ? revenue / T : model->revenue / model->age;
}

/* The revenue is a sum of x + 1 purchases at random times, each of a random
 * value: its squared standard error is (1 + scatter) / (x + 1) of it. */
static cev__guess historic_forecast(void *state, const cev__block *block,
                                    int64_t i, const cev__stretch *stretch)
{
    const historic_question *q = state;
    double x = block->col[CEV__COL_X][i];
    double revenue = block->col[CEV__COL_REVENUE][i];
    cev__guess forecast;
    memset(&forecast, 0, sizeof forecast);
    forecast.value =
        isnan(revenue)
            ? NAN
            : historic_pace(q->model, revenue, block->col[CEV__COL_T][i])
                  * cev__stretch_worth(stretch);
    if (isinf(forecast.value))
        forecast.value = NAN; /* all of today: there is no pace */
    forecast.log_sd = sqrt((1.0 + q->model->scatter) / (x + 1.0));
    return forecast;
}

static int32_t open_historic(void *state, cev_table *table)
{
    historic_question *q = state;
    int32_t status = cev__table_add_double(table, "value", &q->value);
    return status == CEV_OK ? cev__table_add_double(table, "value_per_year",
                                                    &q->value_per_year)
                            : status;
}

static void put_historic(void *state, const cev__block *block, int64_t i,
                         int64_t row)
{
    const historic_question *q = state;
    double T = block->col[CEV__COL_T][i];
    double value = q->margin * block->col[CEV__COL_REVENUE][i];
    q->value[row] = value;
    q->value_per_year[row] =
        T >= YOUNGEST ? value / T * q->units_a_year : NAN;
}

static historic_question ask_historic(const historic_model *model,
                                      const cev_options *options)
{
    historic_question q = {model, 1.0, 0.0, NULL, NULL};
    q.margin = cev__options_double(options, CEV__OPT_MARGIN);
    q.units_a_year =
        HISTORIC_YEAR / cev__options_double(options, CEV__OPT_TIME_UNIT);
    return q;
}

static int32_t predict_historic(cev_ctx *ctx, const void *model,
                                const cev_options *options,
                                const cev_table *customers, cev_table **out)
{
    historic_question q = ask_historic(model, options);
    const cev__average_asked asked = {historic_forecast, &q, HISTORIC_WANTS,
                                      CEV__COL_REVENUE, open_historic,
                                      put_historic};
    return cev__averages_predict(ctx, &asked, options, customers, out);
}

/* What customers do at their own pace they do apart. */
static double historic_log_sd(void *state, double apart)
{
    (void)state;
    return apart;
}

static int32_t evaluate_historic(cev_ctx *ctx, const void *model,
                                 const cev_options *options,
                                 const cev_table *customers, const char *what,
                                 cev_table **out)
{
    historic_question q = ask_historic(model, options);
    const cev__average_asked asked = {historic_forecast, &q, HISTORIC_WANTS,
                                      CEV__COL_REVENUE, NULL, NULL};
    cev__comparison c;
    if (strcmp(what, CEV_EVAL_TOTALS) == 0)
        return cev__averages_totals(ctx, &asked, historic_log_sd, options,
                                    customers, out);
    if (!cev__averages_knows(what))
        return cev__fail(ctx, CEV_ERR_KIND,
                         "%q is no evaluation of this estimator; wanted one "
                         "of: holdout deciles totals",
                         what);
    int32_t status = cev__averages_compare(ctx, &asked, customers, &c);
    if (status != CEV_OK)
        return status;
    status = cev__averages_table(ctx, &c, options, what, out);
    cev__comparison_free(ctx, &c);
    return status;
}

/* ---- Summary and bytes --------------------------------------------------- */

static void judge_historic(const historic_model *model, cev__lines *lines)
{
    if (!(model->known > 0.0)) {
        cev__lines_verdict(lines, "no_amounts", 0.0,
                           "No amount is known, so nothing can be said about "
                           "value.");
        return;
    }
    cev__lines_verdict(lines, "goes_on_as_so_far", NAN,
                       "The value to come takes every customer to go on at "
                       "his own pace so far: nobody leaves, and nobody "
                       "changes. It is what other estimators are to beat.");
    if (model->young > 0.0)
        cev__lines_verdict(lines, "short_histories",
                           model->young / model->known,
                           "{%} of the customers have been known for less "
                           "than a year: their value per year is mostly their "
                           "first purchase.");
    if (model->singles < SCATTER_MIN)
        cev__lines_verdict(lines, "few_repeat_buyers", model->singles,
                           "{n} customers show how much one purchase differs "
                           "from another, too few to tell: the intervals take "
                           "them to differ as an exponential distribution.");
}

static int32_t summarise_historic(cev_ctx *ctx, const void *model,
                                  const cev_options *options, cev_table **out)
{
    const historic_model *historic = model;
    cev__lines lines = {.ctx = ctx};
    (void)options;
    cev__lines_figure(&lines, "customers", historic->customers);
    cev__lines_figure(&lines, "unknown_amounts",
                      historic->customers - historic->known);
    cev__lines_figure(&lines, "revenue", historic->revenue);
    cev__lines_figure(&lines, "mean_revenue",
                      historic->revenue / historic->known);
    cev__lines_figure(&lines, "mean_age", historic->age / historic->known);
    cev__lines_figure(&lines, "scatter", sqrt(historic->scatter));
    judge_historic(historic, &lines);
    return cev__lines_table(&lines, out);
}

static void save_historic(const void *model, cev__writer *writer)
{
    const historic_model *historic = model;
    cev__write_double(writer, historic->customers);
    cev__write_double(writer, historic->known);
    cev__write_double(writer, historic->revenue);
    cev__write_double(writer, historic->age);
    cev__write_double(writer, historic->young);
    cev__write_double(writer, historic->singles);
    cev__write_double(writer, historic->scatter);
}

static int is_whole_historic(const historic_model *model)
{
    return model->customers > 0.0 && isfinite(model->customers)
           && model->known >= 0.0 && model->known <= model->customers
           && isfinite(model->revenue) && model->age >= 0.0
           && isfinite(model->age) && model->young >= 0.0
           && model->young <= model->known && model->singles >= 0.0
           && model->singles <= model->customers && model->scatter >= 0.0
           && isfinite(model->scatter);
}

static int32_t load_historic(cev_ctx *ctx, cev__blob *blob, void **model)
{
    historic_model historic;
    historic.customers = cev__read_double(blob);
    historic.known = cev__read_double(blob);
    historic.revenue = cev__read_double(blob);
    historic.age = cev__read_double(blob);
    historic.young = cev__read_double(blob);
    historic.singles = cev__read_double(blob);
    historic.scatter = cev__read_double(blob);
    if (blob->failed || !is_whole_historic(&historic))
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no historic values");
    return own_historic(ctx, &historic, model);
}

extern const cev__estimator_kind cev__historic_kind;
const cev__estimator_kind cev__historic_kind = {
    {CEV_HISTORIC, "what customers brought so far, and at that pace will",
     CEV__AVERAGES_TAKES, "x t_x T revenue",
     "value value_per_year expected_value expected_value_lo expected_value_hi",
     "",
     "sums of so many: Feller (1968), An Introduction to Probability Theory "
     "and Its Applications 1, XII.2",
     fit_historic, free_historic, save_historic, load_historic},
    summarise_historic,
    predict_historic,
    evaluate_historic,
    NULL,
};
