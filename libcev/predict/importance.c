/* How much features are missed; see cev/estimator.h. */
#include "../core/compiler.h"
#include "cev/estimator.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../core/rng.h"
#include "../core/row_keys.h"
#include "../core/text.h"
#include "../math/student.h"
#include "../math/sum.h"
#include "predictors_learn.h"
#include "what_if.h"

/* What is looked at of scores: the first that there is. Of the last more is
 * better. */
enum { IMPORTANCE_METRICS = 4, IMPORTANCE_RISES = 3 };

static const char importance_metrics[IMPORTANCE_METRICS][12] = {
    "log_loss", "rmse", "pinball", "concordance"};

/* Rows that are enough to see how much a feature is missed. */
enum { IMPORTANCE_ROWS = 20000 };

typedef struct importance {
    cev__what_if what_if;
    cev_table *drawn; /* some of the customers; NULL: they are not too many */
    cev__customers features;
    int64_t repeats;
    int metric;       /* -1: not known yet */
    double loss;      /* with all columns as they are */
    int64_t *order;   /* of the rows, by what they hold */
    int64_t *dealt;   /* in whose place each stands in a deal */
    double *losses;   /* features × repeats */
    double *numbers;  /* a column anew */
    const char **texts;
} importance;

/* ---- One evaluation ------------------------------------------------------ */

/* The loss of a table; the first time it is chosen which. */
static int32_t measure_loss(importance *m, const cev_table *customers,
                            double *loss)
{
    const cev__what_if *w = &m->what_if;
    cev_table *scores = NULL;
    int32_t status =
        w->kind->evaluate(w->ctx, w->fitted->model, &w->options, customers,
                          CEV_EVAL_SCORES, &scores);
    if (status != CEV_OK)
        return status;
    int found = 0;
    for (int k = 0; k < IMPORTANCE_METRICS && !found; k++)
        for (int64_t i = 0; i < scores->rows && !found; i++)
            if (strcmp(cev_table_text(scores, "metric", i),
                       importance_metrics[k])
                    == 0
                && (m->metric < 0 || m->metric == k)) {
                double value = cev_table_double(scores, "value", i);
                *loss = k >= IMPORTANCE_RISES ? -value : value;
                m->metric = k;
                found = !isnan(value);
            }
    cev_table_free(scores);
    return found ? CEV_OK
                 : cev__fail(w->ctx, CEV_ERR_DOMAIN,
                             "the scores of %s say no log_loss, rmse, pinball "
                             "or concordance of these customers",
                             w->fitted->kind->name);
}

/* ---- Deals --------------------------------------------------------------- */

/* Every order of the rows is as likely (Fisher & Yates). */
static void deal_anew(importance *m, int64_t repeat)
{
    int64_t rows = m->what_if.customers->rows;
    cev__rng rng;
    cev__rng_start(&rng, m->what_if.ctx->seed, (uint64_t)repeat);
    for (int64_t i = 0; i < rows; i++)
        m->dealt[i] = m->order[i];
    for (int64_t i = rows - 1; i > 0; i--) {
        int64_t other = cev__rng_below(&rng, i + 1);
        int64_t row = m->dealt[i];
        m->dealt[i] = m->dealt[other];
        m->dealt[other] = row;
    }
}

/* The loss where a feature is dealt anew. */
static int32_t measure_dealt(importance *m, const char *name, double *loss)
{
    cev_ctx *ctx = m->what_if.ctx;
    const cev_table *customers = m->what_if.customers;
    const cev__column *column = cev__table_find(customers, name);
    int is_text = column->type == CEV_TEXT;
    cev_table *table = NULL;
    cev__numbers numbers = {0};
    int32_t status = is_text ? CEV_OK
                             : cev__table_numbers(ctx, customers, name,
                                                  &numbers);
    for (int64_t i = 0; status == CEV_OK && i < customers->rows; i++) {
        int64_t to = m->order[i], from = m->dealt[i];
        if (is_text)
            m->texts[to] = cev__column_text(column, from);
        else
            m->numbers[to] = cev__number_at(&numbers, from);
    }
    if (status == CEV_OK)
        status = cev__what_if_table(
            &m->what_if, name, is_text ? NULL : m->numbers, m->texts,
            is_text ? (int64_t)sizeof *m->texts : (int64_t)sizeof *m->numbers,
            &table);
    if (status == CEV_OK)
        status = measure_loss(m, table, loss);
    cev_table_free(table);
    return status;
}

static int32_t measure_all(importance *m)
{
    int64_t count = m->features.count, done = 0;
    int32_t status = measure_loss(m, m->what_if.customers, &m->loss);
    if (status == CEV_OK)
        status = cev__rows_in_order(m->what_if.ctx, m->what_if.customers,
                                    m->order);
    for (int64_t r = 0; status == CEV_OK && r < m->repeats; r++) {
        deal_anew(m, r);
        for (int64_t i = 0; status == CEV_OK && i < count; i++) {
            status = cev__progress(
                m->what_if.ctx, "importance",
                (double)done++ / (double)(count * m->repeats));
            if (status == CEV_OK)
                status = measure_dealt(m, cev__customer_name(&m->features, i),
                                       &m->losses[i * m->repeats + r]);
        }
    }
    return status;
}

/* ---- The table ----------------------------------------------------------- */

/* Mean and standard error of how much worse it is without a feature. */
static void sum_up_feature(const importance *m, int64_t feature, double *mean,
                           double *error)
{
    const double *losses = m->losses + feature * m->repeats;
    double n = (double)m->repeats;
    cev__sum sum = {0}, squares = {0};
    for (int64_t r = 0; r < m->repeats; r++)
        cev__sum_add(&sum, losses[r] - m->loss);
    *mean = cev__sum_value(&sum) / n;
    for (int64_t r = 0; r < m->repeats; r++) {
        double away = losses[r] - m->loss - *mean;
        cev__sum_add(&squares, away * away);
    }
    *error = sqrt(cev__sum_value(&squares) / (n - 1.0) / n);
}

/* A feature and by how much it is missed. */
typedef struct missed_feature {
    int64_t feature;
    double mean, error;
} missed_feature;

/* The more important first; of equal ones that which comes first by name. */
static int is_missed_more(const importance *m, const missed_feature *a,
                          const missed_feature *b)
{
    if (a->mean > b->mean || a->mean < b->mean)
        return a->mean > b->mean;
    return strcmp(cev__customer_name(&m->features, a->feature),
                  cev__customer_name(&m->features, b->feature))
           < 0;
}

static void rank_features(const importance *m, missed_feature *list)
{
    for (int64_t i = 0; i < m->features.count; i++) {
        missed_feature feature = {.feature = i};
        int64_t at = i;
        sum_up_feature(m, i, &feature.mean, &feature.error);
        for (; at > 0 && is_missed_more(m, &feature, &list[at - 1]); at--)
            list[at] = list[at - 1];
        list[at] = feature;
    }
}

static int32_t fill_importance(const importance *m, double interval,
                               const missed_feature *list, cev_table *table)
{
    double *mean, *error, *lower = NULL, *upper = NULL;
    double reach =
        interval > 0.0 ? cev__student_quantile(0.5 * (1.0 - interval),
                                               (double)m->repeats - 1.0)
                       : 0.0;
    int32_t status = cev__table_add_double(table, "importance", &mean);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "std_error", &error);
    if (status == CEV_OK && interval > 0.0)
        status = cev__table_add_double(table, "lower", &lower);
    if (status == CEV_OK && interval > 0.0)
        status = cev__table_add_double(table, "upper", &upper);
    for (int64_t i = 0; status == CEV_OK && i < table->rows; i++) {
        mean[i] = list[i].mean;
        error[i] = list[i].error;
        if (lower != NULL) {
            lower[i] = list[i].mean - reach * list[i].error;
            upper[i] = list[i].mean + reach * list[i].error;
        }
    }
    return status;
}

static int32_t tell_missed(const importance *m, double interval,
                               const missed_feature *list, const char **texts,
                               cev_table **out)
{
    int64_t count = m->features.count;
    cev_table *table = NULL;
    int32_t status = cev_table_new(m->what_if.ctx, count, &table);
    for (int64_t i = 0; i < count; i++)
        texts[i] = cev__customer_name(&m->features, list[i].feature);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "feature", texts);
    for (int64_t i = 0; i < count; i++)
        texts[i] = importance_metrics[m->metric];
    if (status == CEV_OK)
        status = cev__table_add_text(table, "metric", texts);
    if (status == CEV_OK)
        status = fill_importance(m, interval, list, table);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

static int32_t rank_and_tell(const importance *m, double interval,
                             cev_table **out)
{
    cev_ctx *ctx = m->what_if.ctx;
    int64_t room = m->features.count + 1;
    missed_feature *list = cev__alloc(ctx, room, (int64_t)sizeof *list);
    const char **texts = cev__alloc(ctx, room, (int64_t)sizeof *texts);
    int32_t status =
        list == NULL || texts == NULL ? cev__fail_memory(ctx) : CEV_OK;
    if (status == CEV_OK) {
        rank_features(m, list);
        status = tell_missed(m, interval, list, texts, out);
    }
    cev__free(ctx, (void *)texts, room, (int64_t)sizeof *texts);
    cev__free(ctx, list, room, (int64_t)sizeof *list);
    return status;
}

/* ---- The call ------------------------------------------------------------ */

/* The estimator's features, or those of the call. */
static int32_t pick_features(importance *m, const cev_options *options)
{
    static const int all[] = {CEV__OPT_TARGET,    CEV__OPT_TIME,
                              CEV__OPT_ENTRY,     CEV__OPT_STRATA,
                              CEV__OPT_TREATMENT, CEV__OPT_SITUATION,
                              CEV__OPT_ALTERNATIVE, CEV__OPT_SENSITIVE};
    enum { ROLES = sizeof all / sizeof all[0] };
    const cev__what_if *w = &m->what_if;
    const cev_options over =
        cev__options_over(options, &w->fitted->options);
    int roles[ROLES + 1], count = 0;
    for (int i = 0; i < ROLES; i++)
        if (cev__text_lists(w->fitted->kind->takes,
                            cev__dictionary[all[i]].key))
            roles[count++] = all[i];
    roles[count] = -1;
    return cev__predictors_pick(w->ctx, &over, roles, w->customers,
                                &m->features);
}

/* Of too many customers some, when all are such as the estimator takes. Rows
 * that belong together stay so. */
static int32_t draw_customers(importance *m)
{
    cev__what_if *w = &m->what_if;
    double loss;
    if (w->customers->rows <= IMPORTANCE_ROWS
        || cev__text_lists(w->fitted->kind->takes, CEV_OPT_SITUATION))
        return CEV_OK;
    int32_t status = measure_loss(m, w->customers, &loss);
    if (status == CEV_OK)
        status = cev__rows_drawn(w->ctx, w->customers, IMPORTANCE_ROWS,
                                 &m->drawn);
    if (m->drawn != NULL)
        w->customers = m->drawn;
    return status;
}

/* Numbers of the losses. */
static int64_t loss_count(const importance *m)
{
    return m->features.count * m->repeats + 1;
}

static void close_importance(importance *m)
{
    cev_ctx *ctx = m->what_if.ctx;
    int64_t room = m->what_if.customers->rows + 1;
    cev__free(ctx, m->losses, loss_count(m), (int64_t)sizeof *m->losses);
    cev__free(ctx, (void *)m->texts, room, (int64_t)sizeof *m->texts);
    cev__free(ctx, m->numbers, room, (int64_t)sizeof *m->numbers);
    cev__free(ctx, m->dealt, room, (int64_t)sizeof *m->dealt);
    cev__free(ctx, m->order, room, (int64_t)sizeof *m->order);
    cev__customers_free(ctx, &m->features);
    cev__what_if_close(&m->what_if);
    cev_table_free(m->drawn);
}

int32_t cev_estimator_importance(const cev_estimator *estimator,
                                 const cev_table *customers,
                                 const cev_options *options, cev_table **out)
{
    importance m = {.metric = -1};
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    int32_t status = cev__what_if_open(
        cev__estimator_fitted(estimator), customers, options,
        CEV__TAKES_IMPORTANCE, "cev_estimator_importance", out, &m.what_if);
    if (status != CEV_OK)
        return status;
    cev_ctx *ctx = m.what_if.ctx;
    m.repeats = cev__options_int(options, CEV__OPT_REPEATS);
    status = pick_features(&m, options);
    if (status == CEV_OK)
        status = draw_customers(&m);
    int64_t room = m.what_if.customers->rows + 1;
    m.order = cev__alloc(ctx, room, (int64_t)sizeof *m.order);
    m.dealt = cev__alloc(ctx, room, (int64_t)sizeof *m.dealt);
    m.numbers = cev__alloc(ctx, room, (int64_t)sizeof *m.numbers);
    m.texts = cev__alloc(ctx, room, (int64_t)sizeof *m.texts);
    m.losses = cev__alloc(ctx, loss_count(&m), (int64_t)sizeof *m.losses);
    if (status == CEV_OK
        && (m.order == NULL || m.dealt == NULL || m.numbers == NULL
            || m.texts == NULL || m.losses == NULL))
        status = cev__fail_memory(ctx);
    if (status == CEV_OK)
        status = measure_all(&m);
    if (status == CEV_OK)
        status = rank_and_tell(
            &m, cev__options_double(options, CEV__OPT_INTERVAL), out);
    close_importance(&m);
    return status;
}
