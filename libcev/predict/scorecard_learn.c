/*
 * Fitting a scorecard: bins with the evidence of each, numbers in bins whose
 * rates only rise or only fall, and a logistic regression on the evidence.
 *
 * The evidence of a bin is ln((events / others here) / (events / others of
 * all)). Before any customer is seen it is believed to be around 0 with a
 * standard deviation of 1, which is worth 1 / (p (1 - p)) customers of the
 * mean kind; they are added to each bin, so that no bin is ever sure.
 */
#include "../core/compiler.h"
#include "scorecard.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/isotonic.h"
#include "../math/sum.h"
#include "bins.h"
#include "glm.h"

/* Customers of the rarer kind for each part into which numbers are cut. */
#define CARD_EVENTS_EACH 10.0

/* No number is beyond. */
#define CARD_BEYOND 1e300

/* A share of either kind below which there is only the other. */
#define CARD_RAREST 1e-12

enum { CARD_PARTS_LEAST = 2 };

typedef struct card_learner {
    cev_ctx *ctx;
    const cev_options *options;
    cev__lesson lesson;
    cev__bins bins;
    cev__scorecard *card;
    double share;      /* of events */
    double *evidence;  /* of each predictor and customer, in turn */
    double *targets, *weights;
    int64_t *column;   /* of the regression: the predictor of each */
} card_learner;

/* ---- Bins ---------------------------------------------------------------- */

/* Customers and events of the bins that numbers were cut into, levels or what
 * is missing. */
static void count_bins(const card_learner *l, int64_t predictor,
                       cev__card_bin *bins, int64_t count)
{
    const cev__lesson *lesson = &l->lesson;
    const uint16_t *codes = l->bins.codes + predictor * l->bins.rows;
    cev__sum sums[CEV__BINS_MAX][2];
    memset(sums, 0, (size_t)count * sizeof sums[0]);
    for (int64_t i = 0; i < lesson->count; i++) {
        double weight = lesson->weights[lesson->order[i]];
        cev__sum_add(&sums[codes[i]][0], weight);
        if (lesson->values[lesson->order[i]] > 0.0)
            cev__sum_add(&sums[codes[i]][1], weight);
    }
    for (int64_t b = 0; b < count; b++) {
        bins[b].customers = cev__sum_value(&sums[b][0]);
        bins[b].events = cev__sum_value(&sums[b][1]);
    }
}

/* The shortest decimal number from `less` on and below `more`: cards are read
 * by people. */
static double short_cut(double less, double more)
{
    double step = 1e22, parts = 1.0;
    while (step >= 1.0) {
        double cut = ceil(less / step) * step;
        if (cut >= less && cut < more)
            return cut;
        step /= 10.0;
    }
    while (parts < 1e22) {
        parts *= 10.0;
        double cut = ceil(less * parts) / parts;
        if (cut >= less && cut < more)
            return cut;
    }
    return less;
}

/* Where the bins of a number end, among the numbers that are there. */
static void shorten_cuts(const card_learner *l, int64_t predictor,
                         cev__card_bin *bins, int32_t cuts)
{
    const cev__lesson *lesson = &l->lesson;
    const uint16_t *codes = l->bins.codes + predictor * l->bins.rows;
    double least[CEV__BINS_MAX], greatest[CEV__BINS_MAX];
    for (int32_t b = 0; b < CEV__BINS_MAX; b++) {
        least[b] = INFINITY;
        greatest[b] = -INFINITY;
    }
    for (int64_t i = 0; i < lesson->count; i++) {
        double value = cev__reading_number(&lesson->readings, predictor,
                                           lesson->order[i]);
        least[codes[i]] = fmin(least[codes[i]], value);
        greatest[codes[i]] = fmax(greatest[codes[i]], value);
    }
    for (int32_t b = 0; b < cuts; b++)
        bins[b].up_to = short_cut(greatest[b], least[b + 1]);
}

/* Fitted rates of n bins that only rise, or with sign -1 only fall; the
 * log-likelihood of the customers in them. */
static double fit_one_way(const cev__card_bin *bins, int64_t n, double sign,
                          double *rates)
{
    double raw[CEV__BINS_MAX] = {0}, weights[CEV__BINS_MAX] = {0};
    cev__level levels[CEV__BINS_MAX];
    cev__sum sum = {0};
    for (int64_t b = 0; b < n; b++) {
        raw[b] = sign * bins[b].events / bins[b].customers;
        weights[b] = bins[b].customers;
    }
    cev__isotonic_fit(n, raw, weights, levels, rates);
    for (int64_t b = 0; b < n; b++) {
        double rate = sign * rates[b];
        double others = bins[b].customers - bins[b].events;
        if (bins[b].events > 0.0)
            cev__sum_add(&sum, bins[b].events * cev__log(rate));
        if (others > 0.0)
            cev__sum_add(&sum, others * cev__log(1.0 - rate));
    }
    return cev__sum_value(&sum);
}

/* Neighbours whose rates came out as one become one bin; how many there are
 * then. `place` says where each went. */
static int64_t join_bins(cev__card_bin *bins, int64_t n, const double *rates,
                         uint16_t *place)
{
    int64_t count = 0;
    for (int64_t b = 0; b < n; b++) {
        if (count == 0 || rates[b] > rates[b - 1]) {
            bins[count++] = bins[b];
        } else {
            bins[count - 1].up_to = bins[b].up_to;
            bins[count - 1].customers += bins[b].customers;
            bins[count - 1].events += bins[b].events;
        }
        place[b] = (uint16_t)(count - 1);
    }
    return count;
}

/* Joins bins of numbers until rates go one way, the likelier of the two. Gives
 * how many are left; what is missing stays behind them. */
static int64_t straighten_bins(cev__card_bin *bins, int64_t count,
                               uint16_t *place)
{
    double up[CEV__BINS_MAX], down[CEV__BINS_MAX];
    int64_t n = count - 1;
    const cev__card_bin missing = bins[n];
    if (!(bins[0].customers > 0.0)) /* all are missing */
        memset(up, 0, sizeof up);
    else if (fit_one_way(bins, n, 1.0, up) < fit_one_way(bins, n, -1.0, down))
        memcpy(up, down, sizeof up);
    n = join_bins(bins, n, up, place);
    bins[n - 1].up_to = CARD_BEYOND;
    bins[n] = missing;
    place[count - 1] = (uint16_t)n;
    return n + 1;
}

/* The evidence of each bin, and the information of all of them. */
static void weigh_evidence(const card_learner *l, cev__card_feature *feature)
{
    double events = l->card->events, p = l->share;
    double others = l->card->customers - events;
    double usual = 1.0 / (p * (1.0 - p));
    double odds = cev__log(p / (1.0 - p));
    cev__sum information = {0};
    for (int64_t b = 0; b < feature->count; b++) {
        cev__card_bin *bin = &feature->bins[b];
        double yes = bin->events + usual * p;
        double no = bin->customers - bin->events + usual * (1.0 - p);
        bin->evidence =
            bin->customers > 0.0 ? cev__log(yes / no) - odds : 0.0;
        cev__sum_add(&information,
                     (bin->events / events
                      - (bin->customers - bin->events) / others)
                         * bin->evidence);
    }
    feature->information = cev__sum_value(&information);
}

/* Bins as they were cut become those of the card. */
static void recode(card_learner *l, int64_t predictor, const uint16_t *place)
{
    uint16_t *codes = l->bins.codes + predictor * l->bins.rows;
    for (int64_t i = 0; i < l->bins.rows; i++)
        codes[i] = place[codes[i]];
}

static int32_t learn_card_feature(card_learner *l, int64_t predictor)
{
    const cev__binned *binned = &l->bins.list[predictor];
    cev__card_feature *feature = &l->card->list[predictor];
    cev__card_bin bins[CEV__BINS_MAX];
    uint16_t place[CEV__BINS_MAX];
    int64_t count = binned->count;
    memset(bins, 0, sizeof bins);
    count_bins(l, predictor, bins, binned->count);
    if (!binned->is_text) {
        shorten_cuts(l, predictor, bins, binned->cuts);
        count = straighten_bins(bins, count, place);
        recode(l, predictor, place);
    }
    int32_t status = cev__card_feature_make(l->ctx, count, feature);
    if (status != CEV_OK)
        return status;
    memcpy(feature->bins, bins, (size_t)count * sizeof *bins);
    weigh_evidence(l, feature);
    feature->weight = 1.0;
    return CEV_OK;
}

/* The smaller the shop, the fewer parts. */
static void choose_parts(card_learner *l)
{
    double rarer =
        fmin(l->card->events, l->card->customers - l->card->events);
    double most = (double)cev__options_int(l->options, CEV__OPT_BINS);
    double parts = fmin(floor(rarer / CARD_EVENTS_EACH), most);
    most = fmax(fmin(most, CEV__CUTS_MAX + 1), CARD_PARTS_LEAST);
    l->card->parts_asked = (int32_t)most;
    l->card->parts =
        (int32_t)fmax(fmin(parts, most), CARD_PARTS_LEAST);
}

static int32_t learn_card_bins(card_learner *l)
{
    choose_parts(l);
    int32_t status = cev__bins_learn(l->ctx, &l->lesson, l->card->parts - 1,
                                     &l->bins);
    for (int64_t k = 0; status == CEV_OK && k < l->bins.predictors; k++) {
        status = learn_card_feature(l, k);
        if (status == CEV_OK)
            status = cev__progress(l->ctx, "bins",
                                   (double)k / (double)l->bins.predictors);
    }
    return status;
}

/* ---- Regression ---------------------------------------------------------- */

static int32_t lay_evidence(card_learner *l)
{
    int64_t n = l->lesson.count, predictors = l->bins.predictors;
    /* The rows are in memory: there are never so many. */
    if (NEVER(n > INT64_MAX / 8 / (predictors + 2) - 1))
        return cev__fail_memory(l->ctx);
    l->evidence = cev__alloc(l->ctx, (predictors + 2) * n + 1,
                             (int64_t)sizeof *l->evidence);
    l->column = cev__alloc(l->ctx, predictors + 1,
                           (int64_t)sizeof *l->column);
    if (l->evidence == NULL || l->column == NULL)
        return cev__fail_memory(l->ctx);
    l->targets = l->evidence + predictors * n;
    l->weights = l->targets + n;
    for (int64_t i = 0; i < n; i++) {
        l->targets[i] = l->lesson.values[l->lesson.order[i]];
        l->weights[i] = l->lesson.weights[l->lesson.order[i]];
    }
    for (int64_t k = 0; k < predictors; k++)
        for (int64_t i = 0; i < n; i++)
            l->evidence[k * n + i] =
                l->card->list[k].bins[l->bins.codes[k * n + i]].evidence;
    return CEV_OK;
}

/* The evidence of the features that are still in, as columns of a table. */
static int32_t evidence_table(card_learner *l, cev_table **out)
{
    const int64_t n = l->lesson.count, stride = (int64_t)sizeof(double);
    const char *target = cev__target_name(&l->lesson.target);
    int64_t columns = 0;
    cev_table *table = NULL;
    int32_t status = cev_table_new(l->ctx, n, &table);
    for (int64_t k = 0; status == CEV_OK && k < l->bins.predictors; k++) {
        if (!(l->card->list[k].weight > 0.0))
            continue;
        l->column[columns++] = k;
        status = cev_table_set_column(
            table, cev__predictor_name(&l->lesson.predictors, k), CEV_DOUBLE,
            l->evidence + k * n, stride, NULL);
    }
    if (status == CEV_OK)
        status = cev_table_set_column(table, target, CEV_DOUBLE, l->targets,
                                      stride, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "customers", CEV_DOUBLE,
                                      l->weights, stride, NULL);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

/* Takes weights over; features that speak against their own rates are out.
 * How many these are. */
static int64_t take_weights(card_learner *l, const cev__glm *glm)
{
    cev__scorecard *card = l->card;
    cev__sum base = {0};
    int64_t out = 0;
    for (int64_t k = 0; k < l->bins.predictors; k++)
        card->list[k].weight = 0.0;
    cev__sum_add(&base, glm->coefficients[0]);
    for (int64_t j = 0; j < glm->design.count; j++) {
        const cev__design_column *column = &glm->design.columns[j];
        double weight = glm->coefficients[1 + j] / column->scale;
        out += weight < 0.0;
        card->list[l->column[column->predictor]].weight = fmax(weight, 0.0);
        cev__sum_add(&base, -weight * column->mean);
    }
    card->base = cev__sum_value(&base);
    card->loss = glm->loss;
    card->null_loss = glm->null_loss;
    card->lambda = glm->lambda;
    card->is_converged = glm->is_converged;
    return out;
}

/* Features that others speak for better get a weight below 0, which nobody
 * would understand: they go, and the rest is fitted again. */
static int32_t weigh_features(card_learner *l)
{
    const cev__option_value values[] = {
        {CEV__OPT_TARGET, 0, 0.0, cev__target_name(&l->lesson.target)},
        {CEV__OPT_FAMILY, 0, 0.0, "binomial"},
        {CEV__OPT_LAMBDA, 0,
         cev__options_double(l->options, CEV__OPT_LAMBDA), NULL}};
    const cev_options options = {NULL, NULL, (cev__option_value *)values, 3};
    for (int64_t out = 1; out > 0;) {
        cev_table *table = NULL;
        void *glm = NULL;
        int32_t status = evidence_table(l, &table);
        const cev__given given = {.options = &options, .customers = table};
        if (status == CEV_OK)
            status = cev__glm_learn(l->ctx, &given, &glm);
        cev_table_free(table);
        if (status != CEV_OK)
            return status;
        out = take_weights(l, glm);
        cev__glm_free(l->ctx, glm);
    }
    return CEV_OK;
}

/* ---- All ----------------------------------------------------------------- */

/* The same for all: half a customer is added of the kind that was not seen, and
 * every bin is worth nothing. */
static int32_t learn_one_kind(card_learner *l)
{
    cev__scorecard *card = l->card;
    int32_t status = CEV_OK;
    card->base = cev__log((card->events + 0.5)
                          / (card->customers - card->events + 0.5));
    card->parts = card->parts_asked = CARD_PARTS_LEAST;
    card->lambda = NAN;
    card->is_converged = 1;
    for (int64_t k = 0;
         status == CEV_OK && k < l->lesson.predictors.names.count; k++) {
        const cev__predictor *of = &l->lesson.predictors.list[k];
        status = cev__card_feature_make(
            l->ctx, of->is_text ? of->levels.count + 2 : 2, &card->list[k]);
        if (status == CEV_OK && !of->is_text)
            card->list[k].bins[0].up_to = CARD_BEYOND;
    }
    return status;
}

static void set_scale(const cev_options *options, cev__scorecard *card)
{
    card->factor = cev__options_double(options, CEV__OPT_POINTS_TO_DOUBLE)
                   / cev__log(2.0);
    card->offset =
        cev__options_double(options, CEV__OPT_BASE_SCORE)
        - card->factor
              * cev__log(cev__options_double(options, CEV__OPT_BASE_ODDS));
}

static int32_t run_card(card_learner *l)
{
    cev__scorecard *card = l->card;
    const cev__lesson *lesson = &l->lesson;
    cev__sum events = {0};
    for (int64_t i = 0; i < lesson->count; i++)
        if (lesson->values[lesson->order[i]] > 0.0)
            cev__sum_add(&events, lesson->weights[lesson->order[i]]);
    card->customers = lesson->customers;
    card->unknown = lesson->unknown;
    card->events = cev__sum_value(&events);
    l->share = card->events / card->customers;
    set_scale(l->options, card);
    int32_t status =
        cev__scorecard_make(l->ctx, lesson->predictors.names.count, card);
    if (status != CEV_OK)
        return status;
    if (!(fmin(l->share, 1.0 - l->share) > CARD_RAREST))
        return learn_one_kind(l);
    status = learn_card_bins(l);
    if (status == CEV_OK)
        status = lay_evidence(l);
    return status == CEV_OK ? weigh_features(l) : status;
}

static void close_card_learner(card_learner *l)
{
    int64_t predictors = l->lesson.predictors.names.count;
    cev__free(l->ctx, l->evidence, (predictors + 2) * l->lesson.count + 1,
              (int64_t)sizeof *l->evidence);
    cev__free(l->ctx, l->column, predictors + 1, (int64_t)sizeof *l->column);
    cev__bins_free(l->ctx, &l->bins);
}

int32_t cev__scorecard_learn(cev_ctx *ctx, const cev__given *given,
                             void **model)
{
    static const int roles[] = {CEV__OPT_TARGET, CEV__OPT_SENSITIVE, -1};
    card_learner l;
    memset(&l, 0, sizeof l);
    l.ctx = ctx;
    l.options = given->options;
    l.card = cev__alloc_zero(ctx, 1, (int64_t)sizeof *l.card);
    if (l.card == NULL)
        return cev__fail_memory(ctx);
    int32_t status =
        cev__lesson_open(ctx, given->options, roles, CEV__TARGET_BINARY, 1,
                         given->customers, &l.lesson);
    if (status == CEV_OK) {
        status = run_card(&l);
        close_card_learner(&l);
        cev__lesson_give(&l.lesson, &l.card->target, &l.card->predictors);
        cev__lesson_close(ctx, &l.lesson);
    }
    if (status != CEV_OK) {
        cev__scorecard_free(ctx, l.card);
        return status;
    }
    *model = l.card;
    return CEV_OK;
}
