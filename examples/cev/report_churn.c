/* The report's questions to a model of who leaves; see report_churn.h. */
#include "report_churn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stamp.h"

enum {
    LEAST_DAYS = 14,      /* of the time in which somebody leaves or not */
    LEAST_KNOWN = 50,     /* customers to learn from, */
    LEAST_RARER = 10,     /* and those of them who leave, or who stay */
    MOST_LEARNT = 20000,  /* customers: more would teach hardly more */
    LISTED = 200          /* customers */
};

/* What an offer and a contact cost, in what a customer is worth, unless it is
 * said: as in Verbraken, Verbeke & Baesens (2013). */
#define OFFER_SHARE 0.05
#define CONTACT_SHARE 0.005

/* Columns that are made here, or from which others are; and attributes that
 * would count as weights. */
static const char *const own_columns[] = {
    "t_x", "left", "spent", "bought", "treatment", CHURN_FIRST_ORDER,
    CHURN_CAMPAIGN_ORDER, "silence", "value", "stake", "customers"};

/* Orders so far are those of windows again, and money is orders times their mean
 * value. Reasons are plainer without them, and of four shops none was foretold
 * worse for it by more than .003 of AUC. */
static const char *const told_twice[] = {"x", "revenue", "spent_30",
                                         "spent_90", "spent_365"};

/* ---- Customers of a day -------------------------------------------------- */

static void close_view(churn_view *v)
{
    cev_table_free(v->table);
    cev_table_free(v->features);
    free(v->numbers);
}

static int32_t ask_features(const report *r, int64_t as_of, double holdout,
                            cev_table **out)
{
    cev_options *o = NULL;
    int32_t status = cev_options_new(r->shop->ctx, &o);
    if (status == CEV_OK)
        status = cev_options_set_double(o, CEV_OPT_TIME_UNIT, 86400);
    if (status == CEV_OK)
        status = cev_options_set_double(o, CEV_OPT_HOLDOUT, holdout);
    if (status == CEV_OK)
        status = cev_options_set_str(o, CEV_OPT_OUTCOMES,
                                     "left bought spent treatment");
    if (status == CEV_OK)
        status = cev_portfolio_features(r->shop->portfolio, as_of, o, out);
    cev_options_free(o);
    return status;
}

static int is_one_of(const char *name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, list[i]) == 0)
            return 1;
    return 0;
}

/* The other columns. */
static int32_t lend_features(churn_view *v)
{
    int32_t status = CEV_OK;
    for (int64_t c = 0; c < cev_table_column_count(v->features); c++) {
        const char *name = cev_table_name(v->features, c);
        if (status == CEV_OK
            && !is_one_of(name, own_columns,
                          sizeof own_columns / sizeof *own_columns)
            && !is_one_of(name, told_twice,
                          sizeof told_twice / sizeof *told_twice))
            status = column_lend(v->table, name, v->features);
    }
    return status;
}

/* The same few of many customers, whatever their order: by a hash of the
 * name (FNV-1a). */
static int is_drawn(const char *name, int64_t rows)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; name != NULL && *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
    hash ^= hash >> 32;
    return (double)(hash & 0xFFFFFFFF) / 4294967296.0 * (double)rows
           < MOST_LEARNT;
}

static void fill_view(const report *r, churn_view *v, int64_t n)
{
    column age = column_find(v->features, "T");
    column last = column_find(v->features, "t_x");
    column spent = column_find(v->features, "spent_365");
    column left = column_find(v->features, "left");
    column after = column_find(v->features, "spent");
    column bought = column_find(v->features, "bought");
    column reached = column_find(v->features, "treatment");
    column name = column_find(v->features, "customer");
    v->silence = v->numbers;
    v->value = v->numbers + n;
    v->left = v->numbers + 2 * n;
    v->spent = v->numbers + 3 * n;
    v->bought = v->numbers + 4 * n;
    v->first = v->numbers + 5 * n;
    v->answer = v->numbers + 6 * n;
    for (int64_t i = 0; i < n; i++) {
        double worth = r->shop->margin * column_double(&spent, i);
        int drawn = is_drawn(column_text(&name, i), n);
        v->silence[i] = column_double(&age, i) - column_double(&last, i);
        v->value[i] = worth > 0 ? worth : 0;
        v->left[i] = drawn ? column_double(&left, i) : (double)NAN;
        v->bought[i] = drawn ? column_double(&bought, i) : (double)NAN;
        v->first[i] = isnan(v->silence[i]) ? v->bought[i] : (double)NAN;
        v->answer[i] = column_double(&reached, i) > 0 ? v->bought[i]
                                                      : (double)NAN;
        v->spent[i] = isnan(v->left[i]) ? (double)NAN
                                        : column_double(&after, i);
        v->known += !isnan(v->left[i]);
        v->gone += v->left[i] > 0;
    }
}

/* What is known of customers as of a day and, with a holdout [days], what
 * became of them. */
static int32_t open_view(const report *r, int64_t as_of, double holdout,
                         churn_view *v)
{
    int32_t status = ask_features(r, as_of, holdout, &v->features);
    int64_t n = cev_table_row_count(v->features);
    if (status == CEV_OK)
        status = cev_table_new(r->shop->ctx, n, &v->table);
    if (status == CEV_OK)
        status = lend_features(v);
    if (status != CEV_OK)
        return status;
    v->numbers = malloc((size_t)(7 * n + 1) * sizeof *v->numbers);
    if (v->numbers == NULL)
        return CEV_ERR_MEMORY;
    fill_view(r, v, n);
    const struct {
        const char *name;
        const double *numbers;
        int wanted;
    } columns[] = {{"silence", v->silence, 1},
                   {"value", v->value, r->money},
                   {"left", v->left, holdout > 0},
                   {"spent", v->spent, holdout > 0},
                   {CHURN_FIRST_ORDER, v->first, holdout > 0},
                   {CHURN_CAMPAIGN_ORDER, v->answer, holdout > 0}};
    for (int c = 0; c < 6 && status == CEV_OK; c++)
        if (columns[c].wanted)
            status = cev_table_set_column(v->table, columns[c].name,
                                          CEV_DOUBLE, columns[c].numbers,
                                          sizeof(double), NULL);
    return status;
}

/* ---- Whether there is enough --------------------------------------------- */

/* How long to wait until somebody counts as gone: what is asked for, else as
 * long as nine in ten returns took; but there must be time to learn, twice. */
static int choose_days(const report *r, const report_campaign *given,
                       report_churn *c)
{
    int64_t median = -1, late = -1;
    double span =
        (double)(r->shop->as_of - r->shop->read.first_local) / DAY_SECONDS;
    int code = r->n > 0 ? report_usual_gaps(r, &median, &late) : CLI_OK;
    c->days = given->days > 0
                  ? given->days
                  : floor(fmax(LEAST_DAYS, fmin((double)late, span / 4)));
    if (r->n == 0)
        c->why = "There are no customers to learn from.";
    else if (late < 0)
        c->why = "Nobody has come back yet, so nothing tells who stays.";
    else if (given->days > 0 && span < 3 * given->days)
        c->why = "The orders span less than three times the time in which "
                 "customers are to leave or stay: too little to learn it, and "
                 "to test it.";
    else if (span < 4 * LEAST_DAYS && !(given->days > 0))
        c->why = "The orders span less than eight weeks: too little to learn "
                 "who leaves, and to test it.";
    c->tested = r->shop->as_of - (int64_t)c->days * DAY_SECONDS;
    c->learnt = c->tested - (int64_t)c->days * DAY_SECONDS;
    return code;
}

int report_churn_is_enough(double known, double one_way)
{
    return known >= LEAST_KNOWN
           && fmin(one_way, known - one_way) >= LEAST_RARER;
}

static int is_enough(const churn_view *v)
{
    return report_churn_is_enough(v->known, v->gone);
}

static int32_t open_views(const report *r, report_churn *c)
{
    int32_t status = open_view(r, c->learnt, c->days, &c->early);
    if (status == CEV_OK)
        status = open_view(r, c->tested, c->days, &c->late);
    if (status == CEV_OK)
        status = open_view(r, r->shop->as_of, 0, &c->now);
    if (status == CEV_OK)
        c->by_cancelling = column_find(c->now.features, "cancelled").type != 0;
    if (status == CEV_OK && (!is_enough(&c->early) || !is_enough(&c->late))) {
        snprintf(c->said, sizeof c->said,
                 "Of %.0f customers known then, %.0f left in the %.0f days "
                 "that followed: too few who left, or who stayed, to learn what "
                 "tells them apart. At least %d of either are wanted, among "
                 "%d.",
                 c->early.known, c->early.gone, c->days, LEAST_RARER,
                 LEAST_KNOWN);
        c->why = c->said;
    }
    return status;
}

/* ---- Learning and testing ------------------------------------------------ */

/* What was foretold of customers, what came, and the rule that needs no
 * model: who has been silent for longest leaves. */
static int32_t lay_trial(const report *r, report_churn *c)
{
    const churn_view *v = &c->late;
    const struct {
        const char *name;
        const double *numbers;
    } columns[] = {{"actual", v->left},
                   {"baseline", v->silence},
                   {"value", r->money ? v->value : NULL}};
    int32_t status = cev_estimator_predict(c->learner.tried, c->learner.late,
                                           NULL, &c->foretold);
    if (status == CEV_OK)
        status = cev_table_new(r->shop->ctx, cev_table_row_count(v->table),
                               &c->trial);
    if (status == CEV_OK)
        status = column_lend(c->trial, "prediction", c->foretold);
    for (int k = 0; k < 3 && status == CEV_OK; k++)
        if (columns[k].numbers != NULL)
            status = cev_table_set_column(c->trial, columns[k].name,
                                          CEV_DOUBLE, columns[k].numbers,
                                          sizeof(double), NULL);
    return status;
}

/* The campaign's costs, and what a customer is worth. */
static void settle_campaign(const report *r, const report_campaign *given,
                            report_churn *c)
{
    double sum = 0;
    for (int64_t i = 0; i < cev_table_row_count(c->late.table); i++)
        sum += isnan(c->late.left[i]) ? 0 : c->late.value[i];
    c->worth = r->money && sum > 0 ? sum / c->late.known : 100;
    c->offer = given->offer < 0 ? OFFER_SHARE * c->worth : given->offer;
    c->contact =
        given->contact < 0 ? CONTACT_SHARE * c->worth : given->contact;
}

/* The interval and, where they count, what the campaign costs. */
static int32_t set_campaign(const report *r, const report_churn *c,
                            cev_options *o)
{
    const struct {
        const char *key;
        double value;
    } numbers[] = {{CEV_OPT_CUSTOMER_VALUE, c->worth},
                   {CEV_OPT_OFFER, c->offer},
                   {CEV_OPT_CONTACT, c->contact},
                   {CEV_OPT_INTERVAL, r->shop->interval}};
    int32_t status = CEV_OK;
    for (int i = 0; i < 4 && status == CEV_OK; i++)
        status = cev_options_set_double(o, numbers[i].key, numbers[i].value);
    return status;
}

static int32_t judge(const report *r, const report_churn *c, cev_table **out)
{
    cev_options *o = NULL;
    int32_t status = cev_options_new(r->shop->ctx, &o);
    if (status == CEV_OK)
        status = set_campaign(r, c, o);
    if (status == CEV_OK)
        status = cev_gate_judge(r->shop->ctx, c->trial, o, out);
    cev_options_free(o);
    return status;
}

/* How good the test was, and what is missed without each feature. */
static int32_t measure(const report *r, report_churn *c)
{
    const struct {
        const char *what;
        cev_table **out;
    } asked[] = {{CEV_EVAL_SCORES, &c->scores},
                 {CEV_EVAL_LIFT, &c->lift},
                 {CEV_EVAL_CALIBRATION, &c->calibration}};
    cev_options *o = NULL;
    int32_t status = cev_options_new(r->shop->ctx, &o);
    if (status == CEV_OK)
        status = cev_options_set_double(o, CEV_OPT_INTERVAL,
                                        r->shop->interval);
    for (int i = 0; i < 3 && status == CEV_OK; i++)
        status = cev_scores_evaluate(r->shop->ctx, c->trial, asked[i].what, o,
                                     asked[i].out);
    if (status == CEV_OK)
        status = cev_estimator_importance(c->learner.tried, c->learner.late,
                                          o, &c->factors);
    cev_options_free(o);
    return status;
}

/* ---- Today --------------------------------------------------------------- */

/* What is at stake with each: chance × what he brought in the last year, or ×
 * his orders in it. Nothing with those who are in no more danger than all, nor
 * with who has cancelled, or never bought. */
static int32_t weigh_stakes(const report *r, const cev_table *today,
                            report_churn *c)
{
    const churn_view *v = &c->now;
    int64_t n = cev_table_row_count(v->table);
    column chance = column_find(today, "prediction");
    column orders = column_find(v->features, "purchases_365");
    column gone = column_find(v->features, "cancelled");
    double least = fmin(0.5, c->late.gone / c->late.known);
    c->stakes = malloc((size_t)(n + 1) * sizeof *c->stakes);
    if (c->stakes == NULL)
        return CEV_ERR_MEMORY;
    for (int64_t i = 0; i < n; i++) {
        double worth = r->money ? v->value[i] : column_double(&orders, i);
        double p = column_double(&chance, i);
        c->stakes[i] = isnan(v->silence[i]) || !(p >= least)
                               || column_double(&gone, i) > 0
                           ? (double)NAN
                           : p * worth;
    }
    return CEV_OK;
}

/* Those with most at stake, their chances and reasons. */
static int32_t list_customers(const report *r, report_churn *c)
{
    cev_table *today = NULL;
    int32_t status = cev_estimator_predict(c->learner.taken, c->learner.now,
                                           NULL, &today);
    if (status == CEV_OK)
        status = weigh_stakes(r, today, c);
    cev_table_free(today);
    if (status == CEV_OK)
        status = report_learner_list(c, &c->learner, c->stakes, LISTED,
                                     &c->list);
    return status == CEV_OK
               ? cev_estimator_predict(c->learner.taken, c->list.seen, NULL,
                                       &c->chances)
               : status;
}

/* ---- All ----------------------------------------------------------------- */

static int32_t ask_model(const report *r, const report_campaign *given,
                         report_churn *c)
{
    int32_t status =
        report_churn_learn(r, given, c, CEV_CHURN, "left", &c->learner);
    if (status == CEV_OK)
        status = lay_trial(r, c);
    if (status != CEV_OK)
        return status;
    settle_campaign(r, given, c);
    status = measure(r, c);
    if (status == CEV_OK)
        status = judge(r, c, &c->gate);
    return status == CEV_OK ? list_customers(r, c) : status;
}

/* What cannot be learnt here is said in the page, which has the rest; but who
 * gives a learner wants to see it. */
static int end_asking(const report *r, report_churn *c, int32_t status)
{
    if (status == CEV_OK)
        return CLI_OK;
    if (status == CEV_ERR_MEMORY || status == CEV_ERR_CANCELLED)
        return shop_fail(r->shop);
    if (c->learner.given != NULL)
        return report_given_fail(r->shop, c->learner.given);
    snprintf(c->said, sizeof c->said, "It could not be learnt: %s.",
             cev_ctx_message(r->shop->ctx));
    c->why = c->said;
    return CLI_OK;
}

int report_churn_ask(const report *r, const report_campaign *given,
                     report_churn *c)
{
    memset(c, 0, sizeof *c);
    int code = choose_days(r, given, c);
    if (code != CLI_OK || c->why != NULL)
        return code;
    int32_t status = open_views(r, c);
    if (status == CEV_OK && c->why == NULL)
        status = ask_model(r, given, c);
    return end_asking(r, c, status);
}

void report_churn_forget(report_churn *c)
{
    cev_table *tables[] = {c->foretold,    c->trial, c->scores,  c->lift,
                           c->calibration, c->gate,  c->factors, c->chances};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        cev_table_free(tables[i]);
    report_list_forget(&c->list);
    report_learner_forget(&c->learner);
    close_view(&c->early);
    close_view(&c->late);
    close_view(&c->now);
    free(c->stakes);
}
