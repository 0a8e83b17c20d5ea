/**
 * A host that calls whatever its input says: each byte chooses a call, or what
 * is in a table, an option, a text. Nothing it does may crash, leak, go on for
 * ever, or leave an output behind a status that is not CEV_OK. Where it breaks
 * a promise it aborts, as sanitizers do.
 */
#ifndef TESTS_FUZZ_CALLER_H
#define TESTS_FUZZ_CALLER_H

#include "core/seal.h"
#include "fuzz/input.h"

enum { CALLER_ROWS = 12, CALLER_COLUMNS = 8, CALLER_BYTES = 1 << 16,
       CALLER_STEPS = 40 };

typedef struct {
    cev_table *kinds, *keys; /* lists of the library */
    cev_options *options;
    cev_table *table;
    double numbers[CALLER_COLUMNS][CALLER_ROWS];
    const char *words[CALLER_COLUMNS][CALLER_ROWS];
    uint8_t bytes[CALLER_BYTES];
    cev_portfolio *shop;
    cev_estimator *model;
    cev_segmenter *groups;
} caller;

/* A word that the library knows, or any text. */
static const char *next_word(void)
{
    static const char *const words[] = {
        "x", "t_x", "T", "m_x", "litt", "revenue", "churned", "customer",
        "target", "time", "begin", "age", "town", "treatment", "situation",
        "alternative", "customers", "weight", "x_holdout", "T_holdout",
        "revenue_holdout", "x,t_x", "age,town", "orders", "attributes",
        "contacts", "campaigns", "surveys", "cancellations", "scores", "card",
        "holdout", "frequency", "pit", "coverage", "survival", "retention",
        "qini", "comparison", "auto", "clv", "segment", "amount", "number",
        "key", "text", "glm", "boosting", "constant", "nearest"};
    enum { WORDS = sizeof words / sizeof words[0] };
    int byte = next_byte();
    return byte < 5 * WORDS ? words[byte % WORDS] : next_text();
}

/* ---- What it makes ------------------------------------------------------- */

static void make_a_table(caller *c)
{
    static const char *const towns[] = {"a", "b", "c", NULL, ""};
    static uint8_t gaps[CALLER_ROWS] = {0x5B, 0xFF};
    int rows = next_byte() % (CALLER_ROWS + 1);
    cev_table_free(c->table);
    c->table = NULL;
    if (cev_table_new(host, rows, &c->table) != CEV_OK)
        return;
    for (int k = next_byte() % (CALLER_COLUMNS + 1) - 1; k >= 0; k--) {
        int sort = next_byte();
        const char *name = next_word();
        const uint8_t *validity = sort & 2 ? gaps : NULL;
        for (int i = 0; i < rows; i++) {
            c->numbers[k][i] = sort & 1 ? 0.0 : next_number();
            c->words[k][i] = towns[sort & 1 ? next_byte() % 5 : 0];
        }
        if (sort & 1)
            (void)cev_table_set_column(c->table, name, CEV_TEXT, c->words[k],
                                       sizeof(char *), validity);
        else
            (void)cev_table_set_column(c->table, name, CEV_DOUBLE,
                                       c->numbers[k], 8, validity);
    }
}

/* Customers that most kinds can be fitted to, and the target for those that
 * want one; now and then with a number that is none of theirs. */
static void make_customers(caller *c)
{
    static const char *const names[CALLER_COLUMNS] = {
        "x", "t_x", "T", "m_x", "revenue", "churned", "age", "time"};
    cev_table_free(c->table);
    cev_options_free(c->options);
    c->table = NULL;
    c->options = NULL;
    if (cev_table_new(host, CALLER_ROWS, &c->table) != CEV_OK
        || cev_options_new(host, &c->options) != CEV_OK)
        return;
    if (next_byte() % 2)
        (void)cev_options_set_str(c->options, CEV_OPT_TARGET, "churned");
    for (int i = 0; i < CALLER_ROWS; i++) {
        int byte = next_byte();
        double x = byte % 4, T = 30 + byte % 9;
        double t_x = x > 0 ? T * (1 + byte % 6) / 7 : 0.0;
        double values[CALLER_COLUMNS] = {
            x, t_x, T, 5.0 + byte % 20, x * 10.0, byte / 16 % 2, byte, T};
        for (int k = 0; k < CALLER_COLUMNS; k++)
            c->numbers[k][i] = values[k];
        if (byte == 255)
            c->numbers[next_byte() % CALLER_COLUMNS][i] = next_number();
    }
    for (int k = 0; k < CALLER_COLUMNS; k++)
        (void)cev_table_set_column(c->table, names[k], CEV_DOUBLE,
                                   c->numbers[k], 8, NULL);
}

static void set_an_option(caller *c)
{
    int64_t known = cev_table_row_count(c->keys);
    const char *key =
        cev_table_text(c->keys, "option", next_byte() % (known + 1));
    if (c->options == NULL || next_byte() == 255) {
        cev_options_free(c->options);
        c->options = NULL;
        if (cev_options_new(host, &c->options) != CEV_OK)
            return;
    }
    if (key == NULL)
        key = "no such option";
    switch (next_byte() % 3) {
    case 0:
        (void)cev_options_set_int(c->options, key, next_byte() - 3);
        break;
    case 1:
        (void)cev_options_set_double(c->options, key, next_number());
        break;
    default:
        (void)cev_options_set_str(c->options, key, next_word());
    }
}

/* The kind of either handle with this number. */
static const char *next_kind(caller *c)
{
    int64_t all = cev_table_row_count(c->kinds);
    return cev_table_text(c->kinds, "kind", next_byte() % all);
}

static void make_a_model(caller *c)
{
    cev_estimator *made = NULL;
    if (cev_estimator_new(host, next_kind(c), c->options, &made) != CEV_OK)
        return;
    (void)cev_estimator_fit(made, c->table);
    cev_estimator_free(c->model);
    c->model = made;
}

static void make_groups(caller *c)
{
    cev_segmenter *made = NULL;
    const char *kind = next_byte() % 2 ? next_kind(c) : CEV_RULES;
    if (cev_segmenter_new(host, kind, c->options, &made) != CEV_OK)
        return;
    (void)cev_segmenter_fit(made, c->table);
    cev_segmenter_free(c->groups);
    c->groups = made;
}

static void record_something(caller *c)
{
    static const char *const who[] = {"ada", "bo", "cem", "", NULL};
    const char *customer = who[next_byte() % 5];
    int64_t time = (int64_t)next_byte() * 864000 - 86400;
    switch (next_byte() % 6) {
    case 0:
        (void)cev_portfolio_event(c->shop, next_word(), customer, time,
                                  "channel", next_number(), next_text());
        break;
    case 1:
        (void)cev_portfolio_record(c->shop, next_word(), c->table);
        break;
    case 2:
        (void)cev_portfolio_erase(c->shop, customer);
        break;
    case 3:
        (void)cev_portfolio_merge(c->shop, c->shop);
        break;
    default:
        (void)cev_portfolio_order(c->shop, customer, time, next_number());
    }
}

/* ---- What it asks -------------------------------------------------------- */

static void ask_the_model(caller *c)
{
    cev_table *out = NULL;
    int32_t status;
    if (c->model == NULL)
        return;
    switch (next_byte() % 7) {
    case 0:
        status = cev_estimator_summary(c->model, c->options, &out);
        break;
    case 1:
        status = cev_estimator_explain(c->model, c->table, c->options, &out);
        break;
    case 2:
        status = cev_estimator_evaluate(c->model, c->table, next_word(),
                                        c->options, &out);
        break;
    case 3:
        status = cev_estimator_validate(c->model, c->table, c->options, &out);
        break;
    case 4:
        status = cev_estimator_dependence(c->model, c->table, next_word(),
                                          c->options, &out);
        break;
    case 5:
        status = cev_estimator_importance(c->model, c->table, c->options, &out);
        break;
    default:
        status = cev_estimator_predict(c->model, c->table, c->options, &out);
    }
    check_answer(status, out);
}

static void ask_the_groups(caller *c)
{
    cev_table *out = NULL;
    int32_t status;
    if (c->groups == NULL)
        return;
    switch (next_byte() % 4) {
    case 0:
        status = cev_segmenter_profile(c->groups, c->options, &out);
        break;
    case 1:
        status = cev_segmenter_summary(c->groups, c->options, &out);
        break;
    case 2:
        status =
            cev_segmenter_stability(c->groups, c->table, c->options, &out);
        break;
    default:
        status = cev_segmenter_assign(c->groups, c->table, c->options, &out);
    }
    check_answer(status, out);
}

/* Answers that take the shop's place in the next table. */
static void ask_the_shop(caller *c)
{
    static int32_t (*const questions[])(const cev_portfolio *, int64_t,
                                        const cev_options *, cev_table **) = {
        cev_portfolio_summarise, cev_portfolio_features,
        cev_portfolio_report,    cev_portfolio_cohorts,
        cev_portfolio_periods,   cev_portfolio_indicators,
        cev_portfolio_gaps,      cev_portfolio_tracking};
    int which = next_byte() % 10, keep = next_byte() % 2;
    cev_table *out = NULL;
    int32_t status =
        which < 8 ? questions[which](c->shop, CEV_LATEST, c->options, &out)
                  : cev_portfolio_export(c->shop, next_word(), &out);
    if (status == CEV_OK && keep) {
        cev_table_free(c->table);
        c->table = out;
        return;
    }
    check_answer(status, out);
}

/* ---- Saved bytes --------------------------------------------------------- */

static int32_t save_what(caller *c, int what, int64_t *size)
{
    return what == 0   ? cev_portfolio_save(c->shop, c->bytes, CALLER_BYTES / 2,
                                            size)
           : what == 1 ? cev_estimator_save(c->model, c->bytes,
                                            CALLER_BYTES / 2, size)
                       : cev_segmenter_save(c->groups, c->bytes,
                                            CALLER_BYTES / 2, size);
}

/* Loads them as another object of that sort, which takes its place. */
static void load_what(caller *c, int what, int64_t size)
{
    cev_portfolio *shop = NULL;
    cev_estimator *model = NULL;
    cev_segmenter *groups = NULL;
    int32_t status =
        what == 0   ? cev_portfolio_load(host, c->bytes, size, &shop)
        : what == 1 ? cev_estimator_load(host, c->bytes, size, &model)
                    : cev_segmenter_load(host, c->bytes, size, &groups);
    if ((status == CEV_OK)
        != (shop != NULL || model != NULL || groups != NULL))
        abort();
    if (shop != NULL) {
        cev_portfolio_free(c->shop);
        c->shop = shop;
    }
    if (model != NULL) {
        cev_estimator_free(c->model);
        c->model = model;
    }
    if (groups != NULL) {
        cev_segmenter_free(c->groups);
        c->groups = groups;
    }
}

/* Saves an object, damages its bytes, seals them and loads them. */
static void damage_something(caller *c)
{
    int what = next_byte() % 3, sealed = next_byte() % 4;
    int64_t size = 0;
    if ((what == 1 && c->model == NULL) || (what == 2 && c->groups == NULL)
        || save_what(c, what, &size) != CEV_OK)
        return;
    int64_t payload = size - SEAL_HEAD - SEAL_TAIL;
    for (int times = next_byte() % 4; times > 0 && payload > 0; times--) {
        int64_t where = (next_byte() << 8 | next_byte()) % payload;
        if (next_byte() % 8 == 0)
            payload = where + 1;
        else
            c->bytes[SEAL_HEAD + where] = (uint8_t)next_byte();
    }
    load_what(c, what, sealed ? seal(c->bytes, payload) : size);
}

/* Bytes that nobody saved. */
static void load_anything(caller *c)
{
    int what = next_byte() % 3, size = next_byte();
    for (int i = 0; i < size; i++)
        c->bytes[i] = (uint8_t)next_byte();
    load_what(c, what, size);
}

/* ---- One input ----------------------------------------------------------- */

static void call_something(caller *c)
{
    static void (*const calls[])(caller *) = {
        make_a_table,  set_an_option,    make_a_model,     make_groups,
        make_a_model,  make_customers,   make_customers,   make_groups,
        ask_the_model, ask_the_groups,   record_something, record_something,
        ask_the_shop,  damage_something, load_anything};
    host_calls = 0;
    calls[next_byte() % (int)(sizeof calls / sizeof calls[0])](c);
}

/** Does all that an input says; the same each time. */
static void try_input(const uint8_t *data, size_t size)
{
    static caller blank, c;
    c = blank;
    input_begin(data, size);
    host_open();
    if (cev_kinds(host, &c.kinds) != CEV_OK
        || cev_options_list(host, NULL, &c.keys) != CEV_OK
        || cev_portfolio_new(host, &c.shop) != CEV_OK)
        abort();
    for (int step = 0; step < CALLER_STEPS && input_at < input_end; step++)
        call_something(&c);
    cev_segmenter_free(c.groups);
    cev_estimator_free(c.model);
    cev_portfolio_free(c.shop);
    cev_table_free(c.table);
    cev_options_free(c.options);
    cev_table_free(c.keys);
    cev_table_free(c.kinds);
    cev_ctx_free(host);
    if (host_held != 0)
        abort();
}

#endif
