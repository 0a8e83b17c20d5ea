/* What Cox's model says of customers; see cox.h. */
#include "../core/compiler.h"
#include "cox.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/sum.h"

/* Rows between two looks at whether to go on. */
#define COX_ROWS_A_LOOK 4096

/* ---- One customer -------------------------------------------------------- */

/* A customer between an age and a horizon later. */
typedef struct cox_outlook {
    const cev__cox *cox;
    const double *z;
    double eta, age, horizon;
    int32_t group;
    int64_t from, to; /* steps within */
    double *q;        /* a number a column */
} cox_outlook;

/* The average customer's hazard in between. */
static double hazard_within(const cox_outlook *o, int64_t to)
{
    return cev__hazard_before(&o->cox->hazard, o->group, to)
           - cev__hazard_before(&o->cox->hazard, o->group, o->from);
}

/* The standard error of the log of the customer's own hazard in between
 * (Tsiatis 1981; Therneau & Grambsch 2000, eq. 10.9): that of the steps, and
 * what the coefficients leave open. */
static double log_hazard_error(const cox_outlook *o, double hazard)
{
    const cev__cox *cox = o->cox;
    int64_t n = cox->design.count, last = o->to - 1, before = o->from - 1;
    int has_before = before >= 0 && cox->hazard.steps[before].group == o->group;
    double spread = cox->hazard.steps[last].spread
                    - (has_before ? cox->hazard.steps[before].spread : 0.0);
    for (int64_t k = 0; k < n; k++)
        o->q[k] = o->z[k] * hazard
                  - (cox->means[last * n + k]
                     - (has_before ? cox->means[before * n + k] : 0.0));
    return sqrt(fmax(spread, 0.0) + cev__climbed_form(&cox->optimum, n, o->q)) / hazard;
}

/* How long he stays until `end`, if his hazard is e^eta that of the average. */
static double stay_within(const cox_outlook *o, double eta, double end)
{
    return cev__hazard_stay(&o->cox->hazard, o->group, o->age, end, eta);
}

/* The bounds: of his hazard on the log scale. Without a step in between, the
 * upper is what the next one brings; beyond the last customer seen anything
 * may happen. */
static void bound_outlook(const cox_outlook *o, double z, cev__stay *stay)
{
    const cev__cox *cox = o->cox;
    double hazard = hazard_within(o, o->to), end = o->age + o->horizon;
    double error = 0.0, seen = cox->hazard.ends[o->group];
    stay->leaves_lo = stay->leaves_hi = 0.0;
    stay->stays_lo = stay->stays_hi = o->horizon;
    if (hazard > 0.0) {
        error = z * log_hazard_error(o, hazard);
        stay->leaves_lo = -cev__expm1(-hazard * cev__exp(o->eta - error));
        stay->leaves_hi = -cev__expm1(-hazard * cev__exp(o->eta + error));
        stay->stays_lo = stay_within(o, o->eta + error, end);
        stay->stays_hi = stay_within(o, o->eta - error, end);
    } else if (o->to < cox->hazard.count
               && cox->hazard.steps[o->to].group == o->group) {
        double next = hazard_within(o, o->to + 1);
        stay->leaves_hi = -cev__expm1(-next * cev__exp(o->eta));
        stay->stays_lo = o->horizon * (1.0 - stay->leaves_hi);
    }
    if (end > seen) {
        stay->leaves_hi = 1.0;
        stay->stays_lo = stay_within(o, o->eta + error, seen);
    }
}

static cev__stay look_ahead_cox(cox_outlook *o, double z)
{
    const cev__hazard *hazard = &o->cox->hazard;
    cev__stay stay =
        cev__hazard_ahead(hazard, o->group, o->age, o->horizon, o->eta);
    if (isnan(stay.leaves) || !(z > 0.0))
        return stay;
    o->from = cev__hazard_after(hazard, o->group, o->age);
    o->to = cev__hazard_after(hazard, o->group, o->age + o->horizon);
    bound_outlook(o, z, &stay);
    return stay;
}

/* ---- Predicting ---------------------------------------------------------- */

/* What predicting a table takes. */
typedef struct cox_asking {
    const cev__cox *cox;
    cev__readings readings;
    int64_t rows;
    double *ages, *z; /* z: a row, and room for another */
    int32_t *groups;
    int64_t at_row;   /* of which the relative hazard is known; -1: none */
    double at_risk;
} cox_asking;

static void close_asking(cev_ctx *ctx, cox_asking *asking)
{
    cev__free(ctx, asking->ages, asking->rows + 1, (int64_t)sizeof(double));
    cev__free(ctx, asking->groups, asking->rows + 1,
              (int64_t)sizeof *asking->groups);
    cev__free(ctx, asking->z, 2 * asking->cox->design.count + 1,
              (int64_t)sizeof(double));
    cev__readings_close(ctx, &asking->readings);
}

static int32_t open_asking(cev_ctx *ctx, const cev__cox *cox,
                           const cev_options *options,
                           const cev_table *customers, cox_asking *asking)
{
    int64_t rows = customers->rows;
    memset(asking, 0, sizeof *asking);
    asking->cox = cox;
    asking->rows = rows;
    asking->at_row = -1;
    int32_t status = cev__readings_open(ctx, &cox->predictors, customers,
                                        &asking->readings);
    if (status != CEV_OK)
        return status;
    asking->ages = cev__alloc(ctx, rows + 1, (int64_t)sizeof(double));
    asking->groups =
        cev__alloc(ctx, rows + 1, (int64_t)sizeof *asking->groups);
    asking->z = cev__alloc(ctx, 2 * cox->design.count + 1,
                           (int64_t)sizeof(double));
    status = asking->ages == NULL || asking->groups == NULL
                     || asking->z == NULL
                 ? cev__fail_memory(ctx)
                 : cev__ages_read(ctx, options, customers, asking->ages);
    if (status == CEV_OK)
        status = cev__groups_find(
            ctx, customers, cev__options_str(options, CEV__OPT_STRATA), NULL,
            &cox->groups, asking->groups);
    if (status != CEV_OK)
        close_asking(ctx, asking);
    return status;
}

/* The log of how many times the average's hazard a row's is; its z in
 * asking->z. */
static double eta_of_row(const cox_asking *asking, int64_t row)
{
    const cev__cox *cox = asking->cox;
    cev__sum eta = {0};
    cev__design_row(&cox->design, &asking->readings, row, asking->z);
    for (int64_t k = 0; k < cox->design.count; k++)
        cev__sum_add(&eta, cox->optimum.at[k] * asking->z[k]);
    return fmax(fmin(cev__sum_value(&eta), CEV__LOG_HAZARD_MOST),
                -CEV__LOG_HAZARD_MOST);
}

/* The columns of a prediction. */
typedef struct cox_columns {
    cev__staying staying;
    double *ratio, *lower, *upper;
} cox_columns;

static int32_t add_cox_columns(cev_table *table, int has_interval,
                               cox_columns *out)
{
    int32_t status = cev__staying_add(table, has_interval, &out->staying);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "relative_hazard",
                                       &out->ratio);
    if (status == CEV_OK && has_interval)
        status = cev__table_add_double(table, "relative_hazard_lo",
                                       &out->lower);
    if (status == CEV_OK && has_interval)
        status = cev__table_add_double(table, "relative_hazard_hi",
                                       &out->upper);
    return status;
}

/* The bounds of how many times as readily he leaves. */
static void put_ratio_bounds(const cox_asking *asking, int64_t row, double z,
                             const cox_columns *columns)
{
    const cev__cox *cox = asking->cox;
    double error = sqrt(
        cev__climbed_form(&cox->optimum, cox->design.count, asking->z));
    cev__interval_positive(columns->ratio[row], error, z,
                           &columns->lower[row], &columns->upper[row]);
    columns->upper[row] =
        fmin(columns->upper[row], cev__exp(CEV__LOG_HAZARD_MOST));
}

static int32_t fill_cox(cev_ctx *ctx, const cox_asking *asking,
                        const cev_options *options,
                        const cox_columns *columns)
{
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    cox_outlook outlook = {.cox = asking->cox, .z = asking->z};
    outlook.horizon = cev__options_double(options, CEV__OPT_HORIZON);
    outlook.q = asking->z + asking->cox->design.count;
    for (int64_t row = 0; row < asking->rows; row++) {
        outlook.eta = eta_of_row(asking, row);
        outlook.age = asking->ages[row];
        outlook.group = asking->groups[row];
        const cev__stay stay = look_ahead_cox(&outlook, z);
        cev__staying_put(&columns->staying, row, outlook.horizon,
                         &stay);
        columns->ratio[row] = cev__exp(outlook.eta);
        if (z > 0.0)
            put_ratio_bounds(asking, row, z, columns);
        if (row % COX_ROWS_A_LOOK != 0)
            continue;
        int32_t status = cev__progress(ctx, "predict",
                                       (double)row / (double)asking->rows);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

int32_t cev__cox_predict(cev_ctx *ctx, const void *model,
                         const cev_options *options,
                         const cev_table *customers, cev_table **out)
{
    int has_interval = cev__options_double(options, CEV__OPT_INTERVAL) > 0.0;
    cox_asking asking;
    cox_columns columns;
    cev_table *table = NULL;
    int32_t status = open_asking(ctx, model, options, customers, &asking);
    if (status != CEV_OK)
        return status;
    status = cev__learner_table(ctx, customers, &table);
    if (status == CEV_OK)
        status = add_cox_columns(table, has_interval, &columns);
    if (status == CEV_OK)
        status = fill_cox(ctx, &asking, options, &columns);
    close_asking(ctx, &asking);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

/* ---- Explaining ---------------------------------------------------------- */

/* Pushes of a row: its columns' parts of the log hazard, by predictor. */
static void explain_row(const cev__cox *cox, const double *z, int64_t row,
                        const cev__explanation *explanation)
{
    cev__sum margin = {0};
    for (int64_t k = 0; k < cox->design.count; k++) {
        int32_t predictor = cox->design.columns[k].predictor;
        explanation->pushes[predictor][row] += cox->optimum.at[k] * z[k];
    }
    for (int64_t i = 0; i < explanation->count; i++)
        cev__sum_add(&margin, explanation->pushes[i][row]);
    explanation->margin[row] = cev__sum_value(&margin);
}

int32_t cev__cox_explain(cev_ctx *ctx, const void *model,
                         const cev_options *options,
                         const cev_table *customers, cev_table **out)
{
    const cev__cox *cox = model;
    cev__explanation explanation;
    cox_asking asking;
    int32_t status = open_asking(ctx, cox, options, customers, &asking);
    if (status != CEV_OK)
        return status;
    status = cev__explanation_open(ctx, &cox->predictors, customers,
                                   &explanation);
    for (int64_t row = 0; status == CEV_OK && row < asking.rows; row++) {
        (void)eta_of_row(&asking, row);
        explain_row(cox, asking.z, row, &explanation);
    }
    if (status == CEV_OK)
        status = cev__explanation_finish(ctx, &cox->predictors, &explanation,
                                         out);
    close_asking(ctx, &asking);
    return status;
}

/* ---- Evaluating ---------------------------------------------------------- */

/* How likely a row's customer was to be there still. */
static double cox_share(void *state, int64_t row, int32_t group, double time)
{
    cox_asking *asking = state;
    if (row != asking->at_row)
        asking->at_risk = cev__exp(eta_of_row(asking, row));
    asking->at_row = row;
    return cev__exp(-asking->at_risk
                    * cev__hazard_at(&asking->cox->hazard, group, time));
}

static double cox_danger(void *state, int64_t row)
{
    return eta_of_row(state, row);
}

int32_t cev__cox_evaluate(cev_ctx *ctx, const void *model,
                          const cev_options *options,
                          const cev_table *customers, const char *what,
                          cev_table **out)
{
    const cev__cox *cox = model;
    cev__spells spells;
    cox_asking asking;
    int32_t status = cev__staying_open(ctx, options, &cox->target,
                                       &cox->groups, customers, &spells);
    if (status != CEV_OK)
        return status;
    status = open_asking(ctx, cox, options, customers, &asking);
    if (status == CEV_OK) {
        status = strcmp(what, CEV_EVAL_PROPORTIONAL) == 0
                     ? cev__cox_tell_course(ctx, cox, options, &spells,
                                            &asking.readings, out)
                     : cev__staying_evaluate(ctx, options, &spells, cox_share,
                                             cox_danger, &asking, what, out);
        close_asking(ctx, &asking);
    }
    cev__spells_close(ctx, &spells);
    return status;
}
