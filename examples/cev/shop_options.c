/* The options that the commands answering questions share. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shop.h"

/* The purchase models by the number of the choice, which begins at 1. */
#define MODEL_CHOICE \
    "auto|bgnbd|mbgnbd|pareto_nbd|ggom_nbd|pareto_ggg|bgbb|bg_cnbd_k|" \
    "mbg_cnbd_k"
static const char *const models[] = {
    CEV_AUTO,       CEV_BGNBD, CEV_MBGNBD,    CEV_PARETO_NBD, CEV_GGOM_NBD,
    CEV_PARETO_GGG, CEV_BGBB,  CEV_BG_CNBD_K, CEV_MBG_CNBD_K};

const char *shop_options_model(const shop_options *options)
{
    return models[options->model - 1];
}

void shop_options_init(shop_options *options)
{
    memset(options, 0, sizeof *options);
    orders_options_init(&options->input);
    options->horizon = "12m";
    options->margin = 1;
    options->discount = 0.1;
    options->interval = 0.9;
    options->threads = workers_processors();
    options->unit = 1;
    options->model = 1;
}

int shop_options_list(shop_options *o, int which, cli_option *list)
{
    int n = cli_input_options(&o->input, list);
    list[n++] = (cli_option){
        "as-of", 0, CLI_TEXT, "DAY",
        "answer as of the end of this day; later orders do not count\n"
        "(default: the day of the last order)", &o->as_of};
    list[n++] = (cli_option){
        "threads", 0, CLI_INTEGER, "N",
        "how many threads share the work, which changes no result\n"
        "(default: as many as there are processors, at most 16)", &o->threads};
    if (which & SHOP_UNIT)
        list[n++] = (cli_option){
            "unit", 0, CLI_CHOICE, "day|week|year",
            "unit of time in the output (default: day; a year is 365 days)",
            &o->unit};
    if (which & SHOP_MODEL)
        list[n++] = (cli_option){
            "model", 0, CLI_CHOICE, MODEL_CHOICE,
            "when customers buy and leave: as the data say (see cev models);\n"
            "or after a repeat purchase, after any purchase, at any time, at a\n"
            "risk that grows with age, at any time and more or less regularly,\n"
            "at each --unit, and like the first two of these but regularly\n"
            "(default: auto)",
            &o->model};
    if (which & SHOP_HOLDOUT)
        list[n++] = (cli_option){
            "holdout", 0, CLI_TEXT, "LENGTH",
            "hold this much time before --as-of back, to compare with:\n"
            "90d, 26w, 12m or 2y", &o->holdout};
    if (which & SHOP_INTERVAL)
        list[n++] = (cli_option){
            "interval", 0, CLI_NUMBER, "SHARE",
            "coverage of the intervals (default: 0.9; 0 leaves them out)",
            &o->interval};
    if (which & SHOP_HORIZON)
        list[n++] = (cli_option){
            "horizon", 0, CLI_TEXT, "LENGTH",
            "how far to look ahead: 90d, 26w, 12m or 2y (default: 12m;\n"
            "a month is 365/12 days)", &o->horizon};
    if (which & SHOP_MARGIN)
        list[n++] = (cli_option){
            "margin", 0, CLI_NUMBER, "SHARE",
            "profit per unit of revenue, 0.3 for 30 % (default: 1, which\n"
            "values revenue itself)", &o->margin};
    if (which & SHOP_DISCOUNT)
        list[n++] = (cli_option){
            "discount", 0, CLI_NUMBER, "RATE",
            "rate per year at which later money counts less (default: 0.1)",
            &o->discount};
    return n;
}

int shop_duration(const char *text, double *days)
{
    char *end;
    double length = strtod(text, &end);
    if (end == text || !isfinite(length) || length < 0 || length > 1e6)
        return 0;
    double unit = 1;
    switch (*end) {
    case '\0':
        break;
    case 'd':
        end++;
        break;
    case 'w':
        unit = 7;
        end++;
        break;
    case 'm':
        unit = 365.0 / 12;
        end++;
        break;
    case 'y':
        unit = 365;
        end++;
        break;
    default:
        return 0;
    }
    if (*end != '\0')
        return 0;
    *days = length * unit;
    return 1;
}

/* The value of one option of the library; options that no command offers keep
 * their defaults. */
static int32_t set_one(const shop *s, const char *key, cev_options *o)
{
    double unit_days = s->unit_seconds / 86400.0;
    const struct {
        const char *key;
        double value;
    } numbers[] = {
        {CEV_OPT_TIME_UNIT, s->unit_seconds},
        {CEV_OPT_HORIZON, s->horizon_days / unit_days},
        {CEV_OPT_HOLDOUT, s->holdout_days / unit_days},
        {CEV_OPT_LOOKBACK, s->lookback},
        {CEV_OPT_STEP, s->step_days / unit_days},
        {CEV_OPT_MARGIN, s->margin},
        {CEV_OPT_DISCOUNT, s->discount},
        {CEV_OPT_INTERVAL, s->interval},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(key, numbers[i].key) == 0)
            return cev_options_set_double(o, key, numbers[i].value);
    /* In discrete time a customer buys or not in each unit. */
    if (strcmp(key, CEV_OPT_BIN) == 0 && strcmp(s->model, CEV_BGBB) == 0)
        return cev_options_set_int(o, key, (int64_t)s->unit_seconds);
    if (strcmp(key, CEV_OPT_PURCHASES) == 0)
        return cev_options_set_str(o, key, s->model);
    if (strcmp(key, CEV_OPT_QUANTITIES) == 0 && s->quantities != NULL)
        return cev_options_set_str(o, key, s->quantities);
    if (strcmp(key, CEV_OPT_PERIOD) == 0)
        return cev_options_set_str(o, key, s->period);
    if (strcmp(key, CEV_OPT_BY) == 0)
        return cev_options_set_str(o, key, s->by);
    if (strcmp(key, CEV_OPT_SCORES) == 0)
        return cev_options_set_int(o, key, s->scores);
    return CEV_OK;
}

cev_options *shop_settings(const shop *s, const char *of)
{
    cev_options *o = NULL;
    cev_table *takes = NULL;
    int32_t status = cev_options_list(s->ctx, of, &takes);
    if (status == CEV_OK)
        status = cev_options_new(s->ctx, &o);
    for (int64_t i = 0; status == CEV_OK && i < cev_table_row_count(takes); i++)
        status = set_one(s, cev_table_text(takes, "option", i), o);
    cev_table_free(takes);
    if (status == CEV_OK)
        return o;
    shop_fail(s);
    cev_options_free(o);
    return NULL;
}
