/* The constants of the headers as a table, for callers without a
 * preprocessor. tests/core/test_constants.c holds it against the headers. */
#include "cev.h"

#include "table.h"

typedef struct constant_entry {
    const char *name;
    int64_t value;
    const char *text; /* NULL for integers */
} constant_entry;

#define CONSTANT_NUMBER(name) {#name, name, NULL}
#define CONSTANT_TEXT(name) {#name, 0, name}
/* A number that is not an integer: as the header writes it. */
#define CONSTANT_REAL(name) CONSTANT_SPELT(#name, name)
#define CONSTANT_SPELT(name, value) {name, 0, #value}

static const constant_entry constants[] = {
    CONSTANT_NUMBER(CEV_VERSION_MAJOR),
    CONSTANT_NUMBER(CEV_VERSION_MINOR),
    CONSTANT_NUMBER(CEV_VERSION_PATCH),
    CONSTANT_TEXT(CEV_VERSION_STRING),
    CONSTANT_NUMBER(CEV_OK),
    CONSTANT_NUMBER(CEV_ERR_ARGUMENT),
    CONSTANT_NUMBER(CEV_ERR_DOMAIN),
    CONSTANT_NUMBER(CEV_ERR_OPTION),
    CONSTANT_NUMBER(CEV_ERR_KIND),
    CONSTANT_NUMBER(CEV_ERR_COLUMN),
    CONSTANT_NUMBER(CEV_ERR_UTF8),
    CONSTANT_NUMBER(CEV_ERR_STATE),
    CONSTANT_NUMBER(CEV_ERR_NOT_FOUND),
    CONSTANT_NUMBER(CEV_ERR_MEMORY),
    CONSTANT_NUMBER(CEV_ERR_LIMIT),
    CONSTANT_NUMBER(CEV_ERR_FORMAT),
    CONSTANT_NUMBER(CEV_ERR_VERSION),
    CONSTANT_NUMBER(CEV_ERR_CHECKSUM),
    CONSTANT_NUMBER(CEV_ERR_CANCELLED),
    CONSTANT_NUMBER(CEV_DOUBLE),
    CONSTANT_NUMBER(CEV_INT64),
    CONSTANT_NUMBER(CEV_TEXT),
    CONSTANT_NUMBER(CEV_LATEST),
    CONSTANT_NUMBER(CEV_TIME_MIN),
    CONSTANT_NUMBER(CEV_TIME_MAX),
    CONSTANT_REAL(CEV_AMOUNT_MAX),
    CONSTANT_NUMBER(CEV_MARKOV_STATES_MAX),
    CONSTANT_TEXT(CEV_ORDERS),
    CONSTANT_TEXT(CEV_CUSTOMERS),
    CONSTANT_TEXT(CEV_OPT_BIN),
    CONSTANT_TEXT(CEV_OPT_TIME_UNIT),
    CONSTANT_TEXT(CEV_OPT_HOLDOUT),
    CONSTANT_TEXT(CEV_OPT_LOOKBACK),
    CONSTANT_TEXT(CEV_OPT_PERIOD),
    CONSTANT_TEXT(CEV_OPT_STEP),
    CONSTANT_TEXT(CEV_OPT_HORIZON),
    CONSTANT_TEXT(CEV_OPT_INTERVAL),
    CONSTANT_TEXT(CEV_OPT_UNCERTAINTY),
    CONSTANT_TEXT(CEV_OPT_MARGIN),
    CONSTANT_TEXT(CEV_OPT_DISCOUNT),
    CONSTANT_TEXT(CEV_OPT_PURCHASES),
    CONSTANT_TEXT(CEV_OPT_SPEND),
    CONSTANT_TEXT(CEV_OPT_OWN_MEAN),
    CONSTANT_TEXT(CEV_OPT_PENALTY),
    CONSTANT_TEXT(CEV_OPT_PURCHASE_COVARIATES),
    CONSTANT_TEXT(CEV_OPT_DROPOUT_COVARIATES),
    CONSTANT_TEXT(CEV_OPT_SPEND_COVARIATES),
    CONSTANT_TEXT(CEV_OPT_TOL),
    CONSTANT_TEXT(CEV_OPT_MAX_ITER),
    CONSTANT_TEXT(CEV_OPT_QUANTITIES),
    CONSTANT_TEXT(CEV_OPT_SCORES),
    CONSTANT_TEXT(CEV_OPT_TARGET),
    CONSTANT_TEXT(CEV_OPT_POSITIVE),
    CONSTANT_TEXT(CEV_OPT_FEATURES),
    CONSTANT_TEXT(CEV_OPT_SENSITIVE),
    CONSTANT_TEXT(CEV_OPT_RARE),
    CONSTANT_TEXT(CEV_OPT_TIME),
    CONSTANT_TEXT(CEV_OPT_ENTRY),
    CONSTANT_TEXT(CEV_OPT_STRATA),
    CONSTANT_TEXT(CEV_OPT_STATES),
    CONSTANT_TEXT(CEV_OPT_COLUMN),
    CONSTANT_TEXT(CEV_OPT_CUT_BY),
    CONSTANT_TEXT(CEV_OPT_CUTS),
    CONSTANT_TEXT(CEV_OPT_NAMES),
    CONSTANT_TEXT(CEV_OPT_RULES),
    CONSTANT_TEXT(CEV_OPT_SCALING),
    CONSTANT_TEXT(CEV_OPT_SEGMENTS),
    CONSTANT_TEXT(CEV_OPT_SEGMENTS_MOST),
    CONSTANT_TEXT(CEV_OPT_CHOICE),
    CONSTANT_TEXT(CEV_OPT_STARTS),
    CONSTANT_TEXT(CEV_AUTO),
    CONSTANT_TEXT(CEV_BGNBD),
    CONSTANT_TEXT(CEV_MBGNBD),
    CONSTANT_TEXT(CEV_BG_CNBD_K),
    CONSTANT_TEXT(CEV_MBG_CNBD_K),
    CONSTANT_TEXT(CEV_PARETO_NBD),
    CONSTANT_TEXT(CEV_PARETO_GGG),
    CONSTANT_TEXT(CEV_GGOM_NBD),
    CONSTANT_TEXT(CEV_BGBB),
    CONSTANT_TEXT(CEV_GAMMA_GAMMA),
    CONSTANT_TEXT(CEV_CLV),
    CONSTANT_TEXT(CEV_HISTORIC),
    CONSTANT_TEXT(CEV_COHORT_AVERAGE),
    CONSTANT_TEXT(CEV_SBG),
    CONSTANT_TEXT(CEV_BDW),
    CONSTANT_TEXT(CEV_CONSTANT),
    CONSTANT_TEXT(CEV_KAPLAN_MEIER),
    CONSTANT_TEXT(CEV_RFM),
    CONSTANT_TEXT(CEV_KMEANS),
    CONSTANT_TEXT(CEV_TIERS),
    CONSTANT_TEXT(CEV_RULES),
    CONSTANT_TEXT(CEV_EVAL_HOLDOUT),
    CONSTANT_TEXT(CEV_EVAL_FREQUENCY),
    CONSTANT_TEXT(CEV_EVAL_TRACKING),
    CONSTANT_TEXT(CEV_EVAL_CONDITIONAL),
    CONSTANT_TEXT(CEV_EVAL_DECILES),
    CONSTANT_TEXT(CEV_EVAL_RETENTION),
    CONSTANT_TEXT(CEV_EVAL_TOTALS),
    CONSTANT_TEXT(CEV_EVAL_CURVE),
    CONSTANT_TEXT(CEV_EVAL_COMPARISON),
    CONSTANT_TEXT(CEV_EVAL_PIT),
    CONSTANT_TEXT(CEV_EVAL_COVERAGE),
    CONSTANT_TEXT(CEV_EVAL_SURVIVAL),
    CONSTANT_TEXT(CEV_EVAL_SCORES),
};

enum { CONSTANTS = sizeof constants / sizeof constants[0] };

static int32_t fill_constants(cev_table *table)
{
    const char *names[CONSTANTS];
    const char *texts[CONSTANTS];
    for (int i = 0; i < CONSTANTS; i++) {
        names[i] = constants[i].name;
        texts[i] = constants[i].text;
    }
    int64_t *values;
    int32_t status = cev__table_add_text(table, "name", names);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "value", &values);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "text", texts);
    for (int i = 0; status == CEV_OK && i < CONSTANTS; i++) {
        values[i] = constants[i].value;
        if (constants[i].text != NULL)
            status = cev__table_set_gap(table, "value", i);
    }
    return status;
}

int32_t cev_constants(cev_ctx *ctx, cev_table **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, CONSTANTS, &table);
    if (status == CEV_OK)
        status = fill_constants(table);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}
