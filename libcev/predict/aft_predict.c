/* What accelerated lifetimes say of customers; see aft.h. */
#include "../core/compiler.h"
#include "aft.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/legendre.h"
#include "../math/linalg.h"
#include "../math/sum.h"

/* Rows between two looks at whether to go on. */
#define AFT_ROWS_A_LOOK 4096

/* Nobody's location is further out. */
#define ETA_MOST 1e6

/* Logarithms of times that are numbers, and whose sums are. */
#define LOG_TIME_MOST 690.0

/* Before this w all are there; after a drop like that nobody is. */
#define ALL_THERE (-37.0)
#define NOBODY_THERE 42.0

/* Half of a panel in w, and in the logarithm of time. */
#define PANEL_IN_W 0.75
#define PANEL_IN_TIME 3.0

/* What so many factors of e ago was is nothing beside what is. */
#define LONG_AGO 80.0

#define LOG_TWO 0.69314718055994530942

/* ---- One customer -------------------------------------------------------- */

/* A customer at an age. The errors of w at y are those of -eta + tau y: so much
 * from eta alone, from both together and from tau alone. */
typedef struct aft_outlook {
    const cev__aft *aft;
    double eta;          /* a'z + a_0 */
    double scale;
    double of_eta, of_both, of_tau;
    double age, w, y;    /* y of age 0 is 0, as its slope is */
    cev__bend now;       /* of the share that is there at that age */
} aft_outlook;

static double time_at_w(const aft_outlook *o, double w)
{
    double log_time = o->aft->center + o->scale * (w + o->eta);
    return cev__exp(fmax(fmin(log_time, LOG_TIME_MOST), -LOG_TIME_MOST));
}

static double y_at(const aft_outlook *o, double w)
{
    return (w + o->eta) * o->scale / o->aft->spread;
}

static double w_of_time(const aft_outlook *o, double time)
{
    return time > 0.0
               ? (cev__log(time) - o->aft->center) / o->scale - o->eta
               : -INFINITY;
}

/* The standard error of a quantity that changes by so much with each unit of
 * -eta, and of tau. */
static double error_of(const aft_outlook *o, double by_eta, double by_tau)
{
    return sqrt(fmax(by_eta * by_eta * o->of_eta
                         + 2.0 * by_eta * by_tau * o->of_both
                         + by_tau * by_tau * o->of_tau,
                     0.0));
}

static void age_outlook(aft_outlook *o, double age)
{
    o->age = age;
    o->w = w_of_time(o, age);
    o->y = age > 0.0 ? y_at(o, o->w) : 0.0;
    o->now = age > 0.0 ? cev__life_survival(o->aft->life, o->w)
                       : (cev__bend){0.0, 0.0, 0.0};
}

/* The chance that he leaves before a time, with bounds on the scale of the
 * logarithm of the hazard in between. */
static void tell_leaving(const aft_outlook *o, double end, double z,
                         cev__stay *stay)
{
    double w = w_of_time(o, end);
    const cev__bend then = cev__life_survival(o->aft->life, w);
    double hazard = end > o->age ? o->now.value - then.value : 0.0;
    stay->leaves_lo = stay->leaves_hi = stay->leaves = 0.0;
    if (!(hazard > 0.0))
        return;
    double error = error_of(o, o->now.slope - then.slope,
                            o->now.slope * o->y - then.slope * y_at(o, w))
                   / hazard;
    stay->leaves = -cev__expm1(-hazard);
    stay->leaves_lo = -cev__expm1(-hazard * cev__exp(-z * error));
    stay->leaves_hi = -cev__expm1(-hazard * cev__exp(z * error));
}

/* The integral of the share still there, of those at the age, with what it
 * changes by with -eta and tau. */
typedef struct aft_area {
    cev__sum share, by_eta, by_tau;
} aft_area;

/* Adds what lies between two w: in the logarithm of time, where lifetimes are
 * smooth from their very beginning. */
static void add_area_panel(const aft_outlook *o, double from, double to,
                      aft_area *area)
{
    double middle = 0.5 * (from + to), half = 0.5 * (to - from);
    for (int k = 0; k < 2 * CEV__LEGENDRE_HALF; k++) {
        double sign = k % 2 == 0 ? 1.0 : -1.0;
        double w = middle + sign * half * cev__legendre_node[k / 2];
        const cev__bend then = cev__life_survival(o->aft->life, w);
        double weight = half * cev__legendre_weight[k / 2] * o->scale
                        * time_at_w(o, w)
                        * cev__exp(then.value - o->now.value);
        cev__sum_add(&area->share, weight);
        cev__sum_add(&area->by_eta, weight * (then.slope - o->now.slope));
        cev__sum_add(&area->by_tau, weight
                                        * (then.slope * y_at(o, w)
                                           - o->now.slope * o->y));
    }
}

/* How much of the horizon he stays, in the mean. */
static void tell_staying(const aft_outlook *o, double end, double z,
                         cev__stay *stay)
{
    double horizon = end - o->age;
    aft_area area;
    memset(&area, 0, sizeof area);
    stay->stays = stay->stays_lo = stay->stays_hi = 0.0;
    if (!(horizon > 0.0))
        return;
    double last = fmin(w_of_time(o, end),
                       cev__life_later(o->aft->life, o->w, NOBODY_THERE));
    double from = fmax(fmax(o->w, ALL_THERE), last - LONG_AGO / o->scale);
    if (from > last) /* all there throughout */
        from = last;
    if (from > o->w)
        cev__sum_add(&area.share, time_at_w(o, from) - o->age);
    double half = fmin(PANEL_IN_W, PANEL_IN_TIME / o->scale);
    double panels = ceil((last - from) / (2.0 * half));
    for (double k = 0.0; k < panels; k += 1.0)
        add_area_panel(o, from + k / panels * (last - from),
                  from + (k + 1.0) / panels * (last - from), &area);
    stay->stays = fmax(fmin(cev__sum_value(&area.share), horizon), 0.0);
    double share = stay->stays / horizon;
    double error = error_of(o, cev__sum_value(&area.by_eta),
                            cev__sum_value(&area.by_tau))
                   / horizon;
    stay->stays_lo = stay->stays_hi = stay->stays;
    if (!(share > 0.0 && share < 1.0))
        return;
    cev__interval_share(cev__log(1.0 / share - 1.0),
                        error / (share * (1.0 - share)), z, &stay->stays_lo,
                        &stay->stays_hi);
    stay->stays_lo = fmin(horizon * stay->stays_lo, stay->stays);
    stay->stays_hi = fmax(horizon * stay->stays_hi, stay->stays);
}

/* The time by which half of those at the age have left, from then on. */
static void tell_median(const aft_outlook *o, double z, double *median,
                        double *lower, double *upper)
{
    double w = cev__life_later(o->aft->life, o->w, LOG_TWO);
    const cev__bend then = cev__life_survival(o->aft->life, w);
    double steps = o->scale * (w - o->w), end = time_at_w(o, w);
    *median = o->age > 0.0 && steps < 1.0 ? o->age * cev__expm1(steps)
                                          : end - o->age;
    double error = error_of(o, then.slope - o->now.slope,
                            then.slope * y_at(o, w) - o->now.slope * o->y)
                   * o->scale * end / -then.slope;
    cev__interval_positive(*median, error / *median, z, lower, upper);
    *upper = fmax(fmin(*upper, cev__exp(LOG_TIME_MOST)), *median);
}

/* ---- A table ------------------------------------------------------------- */

/* What asking about a table takes. */
typedef struct aft_asking {
    const cev__aft *aft;
    cev__readings readings;
    double *z; /* of a row, and 1 behind it */
    int64_t at_row;
    aft_outlook outlook; /* of that row */
} aft_asking;

static void close_lifetimes(cev_ctx *ctx, aft_asking *asking)
{
    cev__free(ctx, asking->z, cev__aft_size(asking->aft),
              (int64_t)sizeof(double));
    cev__readings_close(ctx, &asking->readings);
}

static int32_t open_lifetimes(cev_ctx *ctx, const cev__aft *aft,
                              const cev_table *customers, aft_asking *asking)
{
    memset(asking, 0, sizeof *asking);
    asking->aft = aft;
    asking->at_row = -1;
    int32_t status = cev__readings_open(ctx, &aft->predictors, customers,
                                        &asking->readings);
    if (status != CEV_OK)
        return status;
    asking->z = cev__alloc(ctx, cev__aft_size(aft), (int64_t)sizeof(double));
    if (asking->z != NULL)
        return CEV_OK;
    close_lifetimes(ctx, asking);
    return cev__fail_memory(ctx);
}

/* A row's location, and what is not known of it. */
static void look_at_row(aft_asking *asking, int64_t row, int wants_errors)
{
    const cev__aft *aft = asking->aft;
    const cev__climbed *optimum = &aft->optimum;
    int64_t n = aft->design.count;
    aft_outlook *o = &asking->outlook;
    cev__sum eta = {0}, both = {0};
    cev__design_row(&aft->design, &asking->readings, row, asking->z);
    asking->z[n] = 1.0;
    for (int64_t k = 0; k <= n; k++) {
        cev__sum_add(&eta, optimum->at[k] * asking->z[k]);
        if (wants_errors)
            cev__sum_add(&both, -asking->z[k]
                                    * optimum->covariance[cev__packed(
                                        (int)n + 1, (int)k)]);
    }
    o->aft = aft;
    o->scale = cev__aft_scale(aft);
    o->eta = fmax(fmin(cev__sum_value(&eta), ETA_MOST), -ETA_MOST);
    if (wants_errors) {
        int last = (int)n + 1;
        o->of_eta = cev__climbed_form(optimum, n + 1, asking->z);
        o->of_both = cev__sum_value(&both);
        o->of_tau = optimum->covariance[cev__packed(last, last)];
    }
    asking->at_row = row;
}

/* The columns of a prediction. */
typedef struct aft_columns {
    cev__staying staying;
    double *median, *lower, *upper;
} aft_columns;

static int32_t add_aft_columns(cev_table *table, int has_interval,
                               aft_columns *out)
{
    int32_t status = cev__staying_add(table, has_interval, &out->staying);
    out->lower = out->upper = NULL;
    if (status == CEV_OK)
        status = cev__table_add_double(table, "median_ahead", &out->median);
    if (status == CEV_OK && has_interval)
        status =
            cev__table_add_double(table, "median_ahead_lo", &out->lower);
    if (status == CEV_OK && has_interval)
        status =
            cev__table_add_double(table, "median_ahead_hi", &out->upper);
    return status;
}

static int32_t fill_aft(cev_ctx *ctx, aft_asking *asking,
                        const cev_options *options, const double *ages,
                        int64_t rows, const aft_columns *columns)
{
    double horizon = cev__options_double(options, CEV__OPT_HORIZON);
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    for (int64_t row = 0; row < rows; row++) {
        aft_outlook *o = &asking->outlook;
        cev__stay stay;
        double median, lower, upper;
        look_at_row(asking, row, 1);
        age_outlook(o, ages[row]);
        tell_leaving(o, ages[row] + horizon, z, &stay);
        tell_staying(o, ages[row] + horizon, z, &stay);
        tell_median(o, z, &median, &lower, &upper);
        cev__staying_put(&columns->staying, row, horizon, &stay);
        columns->median[row] = median;
        if (columns->lower != NULL) {
            columns->lower[row] = lower;
            columns->upper[row] = upper;
        }
        if (row % AFT_ROWS_A_LOOK != 0)
            continue;
        int32_t status = cev__progress(ctx, "predict",
                                       (double)row / (double)rows);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

static int32_t predict_lifetimes(cev_ctx *ctx, aft_asking *asking,
                            const cev_options *options,
                            const cev_table *customers, double *ages,
                            cev_table **out)
{
    int has_interval = cev__options_double(options, CEV__OPT_INTERVAL) > 0.0;
    aft_columns columns;
    cev_table *table = NULL;
    int32_t status = cev__ages_read(ctx, options, customers, ages);
    if (status == CEV_OK)
        status = cev__learner_table(ctx, customers, &table);
    if (status == CEV_OK)
        status = add_aft_columns(table, has_interval, &columns);
    if (status == CEV_OK)
        status = fill_aft(ctx, asking, options, ages, customers->rows,
                          &columns);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

int32_t cev__aft_predict(cev_ctx *ctx, const void *model,
                         const cev_options *options,
                         const cev_table *customers, cev_table **out)
{
    aft_asking asking;
    int32_t status = open_lifetimes(ctx, model, customers, &asking);
    if (status != CEV_OK)
        return status;
    double *ages =
        cev__alloc(ctx, customers->rows + 1, (int64_t)sizeof *ages);
    status = ages == NULL ? cev__fail_memory(ctx)
                          : predict_lifetimes(ctx, &asking, options, customers,
                                         ages, out);
    cev__free(ctx, ages, customers->rows + 1, (int64_t)sizeof *ages);
    close_lifetimes(ctx, &asking);
    return status;
}

/* ---- Explaining ---------------------------------------------------------- */

double cev__aft_base(const cev__aft *aft)
{
    double w = cev__life_later(aft->life, -INFINITY, LOG_TWO);
    return aft->center
           + cev__aft_scale(aft) * (w + aft->optimum.at[aft->design.count]);
}

/* Of the logarithm of the time by which half have left. */
int32_t cev__aft_explain(cev_ctx *ctx, const void *model,
                         const cev_options *options,
                         const cev_table *customers, cev_table **out)
{
    const cev__aft *aft = model;
    int64_t n = aft->design.count;
    double scale = cev__aft_scale(aft);
    double base = cev__aft_base(aft);
    cev__explanation explanation;
    aft_asking asking;
    (void)options;
    int32_t status = open_lifetimes(ctx, aft, customers, &asking);
    if (status != CEV_OK)
        return status;
    status = cev__explanation_open(ctx, &aft->predictors, customers,
                                   &explanation);
    for (int64_t row = 0; status == CEV_OK && row < customers->rows; row++) {
        cev__sum margin = {0};
        cev__sum_add(&margin, base);
        look_at_row(&asking, row, 0);
        for (int64_t k = 0; k < n; k++) {
            double push = scale * aft->optimum.at[k] * asking.z[k];
            explanation.pushes[aft->design.columns[k].predictor][row] += push;
            cev__sum_add(&margin, push);
        }
        explanation.base[row] = base;
        explanation.margin[row] = cev__sum_value(&margin);
    }
    if (status == CEV_OK)
        status = cev__explanation_finish(ctx, &aft->predictors, &explanation,
                                         out);
    close_lifetimes(ctx, &asking);
    return status;
}

/* ---- Evaluating ---------------------------------------------------------- */

static double aft_share(void *state, int64_t row, int32_t group, double time)
{
    aft_asking *asking = state;
    (void)group;
    if (row != asking->at_row)
        look_at_row(asking, row, 0);
    double w = w_of_time(&asking->outlook, time);
    return cev__exp(cev__life_survival(asking->aft->life, w).value);
}

/* Who is located later leaves later. */
static double aft_danger(void *state, int64_t row)
{
    aft_asking *asking = state;
    look_at_row(asking, row, 0);
    return -asking->outlook.eta;
}

int32_t cev__aft_evaluate(cev_ctx *ctx, const void *model,
                          const cev_options *options,
                          const cev_table *customers, const char *what,
                          cev_table **out)
{
    const cev__aft *aft = model;
    const cev__customers all_together = {0};
    cev__spells spells;
    aft_asking asking;
    int32_t status = cev__staying_open(ctx, options, &aft->target,
                                       &all_together, customers, &spells);
    if (status != CEV_OK)
        return status;
    status = open_lifetimes(ctx, aft, customers, &asking);
    if (status == CEV_OK) {
        status = cev__staying_evaluate(ctx, options, &spells, aft_share,
                                       aft_danger, &asking, what, out);
        close_lifetimes(ctx, &asking);
    }
    cev__spells_close(ctx, &spells);
    return status;
}
