/*
 * How often 90 % intervals hold the truth: shops drawn from a model with known
 * parameters, fitted, and asked.
 *
 *     coverage [KIND [CUSTOMERS [SHOPS [UNCERTAINTY [FIRST]]]]]
 *
 * Without arguments 20 shops of 200 customers of each kind; UNCERTAINTY is
 * usually profile, and FIRST the number of the first shop. A line a quantity:
 *
 *     KIND CUSTOMERS QUANTITY SHOPS COVERED BELOW ABOVE WIDTH GAPS
 *
 * the shares of the shops with an interval in which it holds the truth, lies
 * above it and lies below it, the median of log(upper / lower), and the share
 * of shops without an end on one side, which counts as infinite.
 *
 * The quantities are the parameters; the sums of predict's columns for all
 * customers; and those columns for three customers: `top` with the most
 * purchases, `once` without a repeat purchase, `new` who has just come.
 */
#include <cev.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chance.h"

enum { PARAMETERS = 6, COLUMNS = 4, QUANTITIES = 16, NAME = 40 };
enum { TOP, ONCE, NEW, PICKED };

/* A kind with its truth, and how to draw a customer of age T. */
typedef struct model {
    const char *kind;
    const char *parameters[PARAMETERS + 1]; /* in the order of the paper */
    double truth[PARAMETERS];
    const char *columns[COLUMNS]; /* of the table: T first */
    const char *predicted[2];     /* columns of predict */
    const char *totals[2];        /* their names among the totals; or NULL */
    double horizon, age_from, age_to;
    int is_whole; /* ages are whole */
    void (*draw)(uint64_t *state, const double *truth, double *row);
    int32_t (*first)(const double *truth, int64_t n, double *const *rows,
                     double horizon, double *out);
    int32_t (*second)(const double *truth, int64_t n, double *const *rows,
                      double horizon, double *out);
} model;

/* What came of one quantity, shop by shop. */
typedef struct tally {
    char name[NAME];
    int64_t shops, covered, below, above, gaps;
    double *width;
} tally;

static const char *const picked_names[PICKED] = {"top", "once", "new"};
static cev_ctx *ctx;
static tally tallies[QUANTITIES];
static int tally_count;

static void must(int32_t status)
{
    if (status == CEV_OK)
        return;
    fprintf(stderr, "coverage: %s: %s\n", cev_status_name(status),
            ctx ? cev_ctx_message(ctx) : "no context");
    exit(1);
}

static void *room(int64_t n)
{
    double *memory = calloc((size_t)(n > 0 ? n : 1), sizeof *memory);
    if (!memory) {
        fprintf(stderr, "coverage: no memory\n");
        exit(1);
    }
    return memory;
}

/* ---- Customers; a row is T, then the other columns ----------------------- */

/* Purchases at a rate until the end of the active time; who leaves at a
   purchase does so with this probability. */
static void buy(uint64_t *state, double rate, double leave, double end,
                double *row)
{
    double time = 0;
    for (;;) {
        time -= log(uniform(state)) / rate;
        if (!(time <= end))
            return;
        row[1] += 1;
        row[2] = time;
        if (uniform(state) < leave)
            return;
    }
}

static void draw_bgnbd(uint64_t *state, const double *truth, double *row)
{
    double rate = gamma_of(state, truth[0]) / truth[1];
    buy(state, rate, beta_of(state, truth[2], truth[3]), row[0], row);
}

static void draw_mbgnbd(uint64_t *state, const double *truth, double *row)
{
    double rate = gamma_of(state, truth[0]) / truth[1];
    double leave = beta_of(state, truth[2], truth[3]);
    if (uniform(state) >= leave)
        buy(state, rate, leave, row[0], row);
}

static void draw_pareto_nbd(uint64_t *state, const double *truth, double *row)
{
    double rate = gamma_of(state, truth[0]) / truth[1];
    double leaving = gamma_of(state, truth[2]) / truth[3];
    buy(state, rate, 0, fmin(row[0], -log(uniform(state)) / leaving), row);
}

/* Leaves at a risk that grows with age. */
static void draw_ggom_nbd(uint64_t *state, const double *truth, double *row)
{
    double rate = gamma_of(state, truth[0]) / truth[1];
    double level = gamma_of(state, truth[3]) / truth[4];
    double end = log1p(-log(uniform(state)) / level) / truth[2];
    buy(state, rate, 0, fmin(row[0], end), row);
}

/* Every k-th tick is a purchase; `first` chances to leave at the first. The
   last column is litt. */
static void buy_regularly(uint64_t *state, const double *truth, int first,
                          double *row)
{
    double rate = gamma_of(state, truth[1]) / truth[2];
    double leave = beta_of(state, truth[3], truth[4]), time = 0;
    if (first && uniform(state) < leave)
        return;
    do {
        double gap = gamma_of(state, truth[0]) / rate;
        time += gap;
        if (!(time <= row[0]))
            return;
        row[1] += 1;
        row[2] = time;
        row[3] += log(gap);
    } while (uniform(state) >= leave);
}

static void draw_bg_cnbd_k(uint64_t *state, const double *truth, double *row)
{
    buy_regularly(state, truth, 0, row);
}

static void draw_mbg_cnbd_k(uint64_t *state, const double *truth, double *row)
{
    buy_regularly(state, truth, 1, row);
}

/* Of a regularity of one's own, any positive number: where that is small a gap
   may be too short for a double, not its logarithm. */
static void draw_pareto_ggg(uint64_t *state, const double *truth, double *row)
{
    double k = gamma_of(state, truth[0]) / truth[1];
    double rate = k * gamma_of(state, truth[2]) / truth[3];
    double leaving = gamma_of(state, truth[4]) / truth[5];
    double end = fmin(row[0], -log(uniform(state)) / leaving), time = 0;
    for (;;) {
        double log_gap = log(gamma_of(state, k + 1) / rate)
                         + log(uniform(state)) / k;
        time += exp(log_gap);
        if (!(time <= end) || row[1] >= 1e6)
            return;
        row[1] += 1;
        row[2] = time;
        row[3] += log_gap;
    }
}

static void draw_bgbb(uint64_t *state, const double *truth, double *row)
{
    double p = beta_of(state, truth[0], truth[1]);
    double leave = beta_of(state, truth[2], truth[3]);
    for (int k = 1; k <= row[0] && uniform(state) >= leave; k++) {
        if (uniform(state) < p) {
            row[1] += 1;
            row[2] = k;
        }
    }
}

/* The columns are m_x and x: 1 to 8 purchases. */
static void draw_gamma_gamma(uint64_t *state, const double *truth,
                             double *row)
{
    row[1] = 1 + floor(8 * uniform(state) * uniform(state));
    row[0] = gamma_of(state, truth[0] * row[1]) / row[1]
             * (truth[2] / gamma_of(state, truth[1]));
}

/* Renewals until somebody leaves, in periods that press more and more (c > 1)
   or less (c < 1); c = 1 is sbg. The column is churned. */
static void subscribe(uint64_t *state, double leave, double c, double *row)
{
    double age = row[0], left = log(uniform(state)) / log1p(-leave);
    double last = ceil(pow(left, 1 / c));
    row[1] = last <= age;
    row[0] = fmin(last, age);
}

static void draw_sbg(uint64_t *state, const double *truth, double *row)
{
    subscribe(state, beta_of(state, truth[0], truth[1]), 1, row);
}

static void draw_bdw(uint64_t *state, const double *truth, double *row)
{
    subscribe(state, beta_of(state, truth[0], truth[1]), truth[2], row);
}

/* ---- The truth about customers, by the kernels --------------------------- */

#define PURCHASE_TRUTHS(model)                                               \
    static int32_t model##_alive(const double *truth, int64_t n,             \
                                 double *const *rows, double horizon,        \
                                 double *out)                                \
    {                                                                        \
        (void)horizon;                                                       \
        return cev_##model##_p_alive(truth, n, rows[1], rows[2], rows[0],    \
                                     out);                                   \
    }                                                                        \
    static int32_t model##_ahead(const double *truth, int64_t n,             \
                                 double *const *rows, double horizon,        \
                                 double *out)                                \
    {                                                                        \
        return cev_##model##_expected(truth, n, rows[1], rows[2], rows[0],   \
                                      horizon, out);                         \
    }

PURCHASE_TRUTHS(bgnbd)
PURCHASE_TRUTHS(mbgnbd)
PURCHASE_TRUTHS(pareto_nbd)
PURCHASE_TRUTHS(ggom_nbd)
PURCHASE_TRUTHS(bg_cnbd_k)
PURCHASE_TRUTHS(mbg_cnbd_k)
PURCHASE_TRUTHS(bgbb)

static int32_t pareto_ggg_alive(const double *truth, int64_t n,
                                double *const *rows, double horizon,
                                double *out)
{
    (void)horizon;
    return cev_pareto_ggg_p_alive(truth, n, rows[1], rows[2], rows[0],
                                  rows[3], out);
}

static int32_t pareto_ggg_ahead(const double *truth, int64_t n,
                                double *const *rows, double horizon,
                                double *out)
{
    return cev_pareto_ggg_expected(truth, n, rows[1], rows[2], rows[0],
                                   rows[3], horizon, out);
}

static int32_t amount_ahead(const double *truth, int64_t n,
                            double *const *rows, double horizon, double *out)
{
    (void)horizon;
    return cev_gamma_gamma_expected(truth, n, rows[1], rows[0], out);
}

#define CONTRACT_TRUTHS(model)                                               \
    static int32_t model##_renew(const double *truth, int64_t n,             \
                                 double *const *rows, double horizon,        \
                                 double *out)                                \
    {                                                                        \
        double *next = room(n);                                              \
        (void)horizon;                                                       \
        for (int64_t i = 0; i < n; i++)                                      \
            next[i] = rows[0][i] + 1;                                        \
        int32_t status = cev_##model##_retention(truth, n, next, out);       \
        free(next);                                                          \
        return status;                                                       \
    }                                                                        \
    static int32_t model##_ahead(const double *truth, int64_t n,             \
                                 double *const *rows, double horizon,        \
                                 double *out)                                \
    {                                                                        \
        return cev_##model##_expected(truth, n, rows[0], horizon, out);      \
    }

CONTRACT_TRUTHS(sbg)
CONTRACT_TRUTHS(bdw)

#define PURCHASE_QUANTITIES {"p_alive", "expected_purchases"}, \
    {"active_customers", "expected_purchases"}
#define PURCHASE_COLUMNS {"T", "x", "t_x", NULL}, PURCHASE_QUANTITIES
#define REGULAR_COLUMNS {"T", "x", "t_x", "litt"}, PURCHASE_QUANTITIES
#define CONTRACT_COLUMNS {"T", "churned", NULL}, \
    {"p_renew", "expected_renewals"}, {NULL, NULL}

static const model models[] = {
    {CEV_BGNBD, {"r", "alpha", "a", "b"}, {.243, 4.414, .793, 2.426},
     PURCHASE_COLUMNS, 39, 19.5, 39, 0, draw_bgnbd, bgnbd_alive, bgnbd_ahead},
    {CEV_MBGNBD, {"r", "alpha", "a", "b"}, {.525, 6.183, .891, 1.614},
     PURCHASE_COLUMNS, 39, 19.5, 39, 0, draw_mbgnbd, mbgnbd_alive,
     mbgnbd_ahead},
    {CEV_PARETO_NBD, {"r", "alpha", "s", "beta"},
     {.553, 10.578, .606, 11.669}, PURCHASE_COLUMNS, 39, 19.5, 39, 0,
     draw_pareto_nbd, pareto_nbd_alive, pareto_nbd_ahead},
    {CEV_GGOM_NBD, {"r", "alpha", "b", "s", "beta"},
     {.85, 4.45, .12, .75, 9.55}, PURCHASE_COLUMNS, 39, 32, 64, 0,
     draw_ggom_nbd, ggom_nbd_alive, ggom_nbd_ahead},
    {CEV_PARETO_GGG, {"t", "gamma", "r", "alpha", "s", "beta"},
     {1.670, .371, .984, 5.392, .427, 4.160}, REGULAR_COLUMNS, 39, 19.5, 39,
     0, draw_pareto_ggg, pareto_ggg_alive, pareto_ggg_ahead},
    {CEV_BG_CNBD_K, {"k", "r", "alpha", "a", "b"},
     {2, .359, 1.129, .523, 2.785}, REGULAR_COLUMNS, 39, 19.5, 39, 0,
     draw_bg_cnbd_k, bg_cnbd_k_alive, bg_cnbd_k_ahead},
    {CEV_MBG_CNBD_K, {"k", "r", "alpha", "a", "b"},
     {2, 1.329, 2.813, .425, .790}, REGULAR_COLUMNS, 39, 19.5, 39, 0,
     draw_mbg_cnbd_k, mbg_cnbd_k_alive, mbg_cnbd_k_ahead},
    {CEV_BGBB, {"alpha", "beta", "gamma", "delta"},
     {1.204, .750, .657, 2.783}, PURCHASE_COLUMNS, 5, 6, 6, 1, draw_bgbb,
     bgbb_alive, bgbb_ahead},
    {CEV_GAMMA_GAMMA, {"p", "q", "gamma"}, {6.25, 3.74, 15.44, 0},
     {"m_x", "x", NULL}, {"expected_spend", NULL}, {NULL, NULL}, 39, 0, 0, 0,
     draw_gamma_gamma, amount_ahead, NULL},
    {CEV_SBG, {"alpha", "beta"}, {.668, 3.806, 0, 0}, CONTRACT_COLUMNS, 5, 1,
     7, 1, draw_sbg, sbg_renew, sbg_ahead},
    {CEV_BDW, {"alpha", "beta", "c"}, {.668, 3.806, 1.2, 0},
     CONTRACT_COLUMNS, 5, 1, 7, 1, draw_bdw, bdw_renew, bdw_ahead},
};

/* ---- Counting ------------------------------------------------------------ */

static tally *tally_of(const char *name, int64_t shops)
{
    for (int i = 0; i < tally_count; i++)
        if (strcmp(tallies[i].name, name) == 0)
            return &tallies[i];
    tally *t = &tallies[tally_count++];
    memset(t, 0, sizeof *t);
    snprintf(t->name, sizeof t->name, "%s", name);
    t->width = room(shops);
    return t;
}

/* An end that is a gap lies infinitely far away. */
static void count(const char *name, int64_t shops, double truth, double lower,
                  double upper)
{
    tally *t = tally_of(name, shops);
    int is_open = isnan(lower) || isnan(upper);
    t->width[t->shops++] = is_open ? INFINITY : log(upper / lower);
    t->gaps += is_open;
    if (truth < lower * (1 - 1e-12))
        t->below++;
    else if (truth > upper * (1 + 1e-12))
        t->above++;
    else
        t->covered++;
}

static int by_size(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

static void report(const model *m, int64_t customers)
{
    for (int i = 0; i < tally_count; i++) {
        tally *t = &tallies[i];
        double shops = (double)t->shops;
        qsort(t->width, (size_t)t->shops, sizeof *t->width, by_size);
        printf("%s %" PRId64 " %s %" PRId64 " %.3f %.3f %.3f %.3f %.3f\n",
               m->kind, customers, t->name, t->shops,
               (double)t->covered / shops, (double)t->below / shops,
               (double)t->above / shops, t->width[t->shops / 2],
               (double)t->gaps / shops);
        free(t->width);
    }
    tally_count = 0;
    fflush(stdout);
}

/* ---- A shop -------------------------------------------------------------- */

/* Fills the columns; the three who are asked about come first. */
static void draw_shop(const model *m, uint64_t state, int64_t n,
                      double *const *rows)
{
    int64_t most = 0;
    for (int64_t i = 0; i < n; i++) {
        double age = m->age_from + (m->age_to - m->age_from) * uniform(&state);
        double row[COLUMNS] = {m->is_whole ? floor(age + 0.5) : age, 0, 0, 0};
        m->draw(&state, m->truth, row);
        for (int c = 0; c < COLUMNS; c++)
            rows[c][i] = row[c];
        if (rows[1][i] > rows[1][most])
            most = i;
    }
    for (int c = 0; c < COLUMNS; c++) {
        double first = rows[c][0];
        rows[c][0] = rows[c][most];
        rows[c][most] = first;
    }
}

static cev_table *borrow(const model *m, int64_t n, double *const *rows)
{
    cev_table *table;
    must(cev_table_new(ctx, n, &table));
    for (int c = 0; c < COLUMNS && m->columns[c]; c++)
        must(cev_table_set_column(table, m->columns[c], CEV_DOUBLE, rows[c],
                                  sizeof(double), NULL));
    return table;
}

/* A whole number is found or not. */
static void ask_parameter(const model *m, int k, const cev_table *summary,
                          int64_t i, int64_t shops)
{
    int is_whole = strcmp(m->parameters[k], "k") == 0;
    count(m->parameters[k], shops, m->truth[k],
          cev_table_double(summary, is_whole ? "value" : "lower", i),
          cev_table_double(summary, is_whole ? "value" : "upper", i));
}

static void ask_parameters(const model *m, const cev_estimator *fit,
                           int64_t shops)
{
    cev_table *summary;
    must(cev_estimator_summary(fit, NULL, &summary));
    for (int k = 0; k < PARAMETERS && m->parameters[k]; k++)
        for (int64_t i = 0; i < cev_table_row_count(summary); i++)
            if (strcmp(cev_table_text(summary, "section", i), "parameter")
                    == 0
                && strcmp(cev_table_text(summary, "name", i),
                          m->parameters[k])
                       == 0)
                ask_parameter(m, k, summary, i, shops);
    cev_table_free(summary);
}

/* The sums over all customers, where the kind tells them. */
static void ask_totals(const model *m, const cev_estimator *fit,
                       const cev_table *table, const cev_options *options,
                       double *const truth[2], int64_t shops)
{
    cev_table *totals;
    if (!m->totals[0])
        return;
    must(cev_estimator_evaluate(fit, table, CEV_EVAL_TOTALS, options,
                                &totals));
    for (int q = 0; q < 2; q++) {
        double sum = 0;
        char name[NAME];
        for (int64_t i = 0; i < cev_table_row_count(table); i++)
            sum += truth[q][i];
        snprintf(name, sizeof name, "all:%s", m->predicted[q]);
        for (int64_t i = 0; i < cev_table_row_count(totals); i++)
            if (strcmp(cev_table_text(totals, "quantity", i), m->totals[q])
                == 0)
                count(name, shops, sum, cev_table_double(totals, "lower", i),
                      cev_table_double(totals, "upper", i));
    }
    cev_table_free(totals);
}

/* The row of each customer asked about; -1 where the shop has none such. */
static void pick(const model *m, int64_t n, double *const *rows,
                 int64_t picked[PICKED])
{
    picked[TOP] = strcmp(m->columns[1], "churned") == 0 ? -1 : 0;
    picked[ONCE] = picked[NEW] = -1;
    for (int64_t i = 0; i < n && picked[ONCE] < 0; i++)
        if (!(rows[1][i] > (m->totals[0] || m->first != amount_ahead ? 0 : 1)))
            picked[ONCE] = i;
    if (m->first != amount_ahead)
        picked[NEW] = n;
}

/* The rows of those who are picked, one after the other; returns how many. */
static int64_t gather(const int64_t picked[PICKED], double *const *rows,
                      double *const *lone)
{
    int64_t count = 0;
    for (int p = 0; p < PICKED; p++) {
        if (picked[p] < 0)
            continue;
        for (int c = 0; c < COLUMNS; c++)
            lone[c][count] = rows[c][picked[p]];
        count++;
    }
    return count;
}

/* `asked` has a row for each who is picked. */
static void ask_customers(const model *m, const cev_estimator *fit,
                          const cev_table *asked, const cev_options *options,
                          const int64_t picked[PICKED],
                          double *const truth[2], int64_t shops)
{
    cev_table *scores;
    must(cev_estimator_predict(fit, asked, options, &scores));
    for (int q = 0; q < 2 && m->predicted[q]; q++) {
        for (int p = 0, row = 0; p < PICKED; p++) {
            char name[NAME], lower[NAME], upper[NAME];
            if (picked[p] < 0)
                continue;
            snprintf(name, sizeof name, "%s:%s", picked_names[p],
                     m->predicted[q]);
            snprintf(lower, sizeof lower, "%s_lo", m->predicted[q]);
            snprintf(upper, sizeof upper, "%s_hi", m->predicted[q]);
            count(name, shops, truth[q][picked[p]],
                  cev_table_double(scores, lower, row),
                  cev_table_double(scores, upper, row));
            row++;
        }
    }
    cev_table_free(scores);
}

static void try_shop(const model *m, int64_t shop, int64_t n, int64_t shops,
                     const cev_options *fitting, const cev_options *asking)
{
    double *rows[COLUMNS], *lone[COLUMNS], *truth[2];
    int64_t picked[PICKED];
    cev_estimator *fit;
    /* The last row is the customer who has just come. */
    for (int c = 0; c < COLUMNS; c++) {
        rows[c] = room(n + 1);
        lone[c] = room(PICKED);
    }
    for (int q = 0; q < 2; q++)
        truth[q] = room(n + 1);
    draw_shop(m, UINT64_C(0x632be59bd9b4e019) * (uint64_t)(shop + 1), n, rows);
    pick(m, n, rows, picked);
    if (m->first)
        must(m->first(m->truth, n + (picked[NEW] > 0), rows, m->horizon,
                      truth[0]));
    if (m->second)
        must(m->second(m->truth, n + (picked[NEW] > 0), rows, m->horizon,
                       truth[1]));
    cev_table *table = borrow(m, n, rows);
    cev_table *asked = borrow(m, gather(picked, rows, lone), lone);
    must(cev_estimator_new(ctx, m->kind, fitting, &fit));
    must(cev_estimator_fit(fit, table));
    ask_parameters(m, fit, shops);
    ask_totals(m, fit, table, asking, truth, shops);
    ask_customers(m, fit, asked, asking, picked, truth, shops);
    cev_estimator_free(fit);
    cev_table_free(asked);
    cev_table_free(table);
    for (int c = 0; c < COLUMNS; c++) {
        free(rows[c]);
        free(lone[c]);
    }
    for (int q = 0; q < 2; q++)
        free(truth[q]);
}

int main(int argc, char **argv)
{
    const char *kind = argc > 1 ? argv[1] : NULL;
    int64_t customers = argc > 2 ? strtoll(argv[2], NULL, 10) : 200;
    int64_t shops = argc > 3 ? strtoll(argv[3], NULL, 10) : 20;
    int64_t from = argc > 5 ? strtoll(argv[5], NULL, 10) : 0;
    must(cev_ctx_new(NULL, NULL, &ctx));
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        const model *m = &models[i];
        cev_options *fitting, *asking;
        if (kind && strcmp(kind, m->kind) != 0)
            continue;
        must(cev_options_new(ctx, &fitting));
        must(cev_options_new(ctx, &asking));
        if (argc > 4)
            must(cev_options_set_str(fitting, CEV_OPT_UNCERTAINTY, argv[4]));
        if (m->first != amount_ahead)
            must(cev_options_set_double(asking, CEV_OPT_HORIZON, m->horizon));
        for (int64_t shop = 0; shop < shops; shop++)
            try_shop(m, from + shop, customers, shops, fitting, asking);
        report(m, customers);
        cev_options_free(asking);
        cev_options_free(fitting);
    }
    cev_ctx_free(ctx);
    return 0;
}
