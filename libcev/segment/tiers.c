/* The segmenter "tiers": who is worth most, by one column. */
#include "../core/compiler.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "../core/kinds.h"
#include "../math/radix.h"
#include "../portfolio/names.h"
#include "features.h"
#include "tally.h"

extern const cev__segmenter_kind cev__tiers_kind;

/* The most cuts. */
enum { TIERS_CUTS = 25, TIERS_WORDS = 240 };

/* What the cuts are: the choices of the option `cut_by`. */
enum { TIERS_BY_CUSTOMERS, TIERS_BY_AMOUNT, TIERS_BY_VALUE };

/* What a fit leaves. */
typedef struct tiers_model {
    cev__customers column; /* one name */
    int32_t cuts;
    double least[TIERS_CUTS]; /* value from which on one is in tier i;
                                 descending, infinite where nobody is */
    cev__tally tally;
} tiers_model;

static void tiers_free(cev_ctx *ctx, void *fitted)
{
    tiers_model *model = fitted;
    cev__tally_free(ctx, &model->tally);
    cev__customers_free(ctx, &model->column);
    cev__free(ctx, model, 1, (int64_t)sizeof *model);
}

static const char *tiers_column(const tiers_model *model)
{
    return cev__customer_name(&model->column, 0);
}

/* The first tier whose least value one reaches; a gap reaches none. */
static int32_t place_in_tiers(cev_ctx *ctx, const void *fitted,
                              const cev_table *customers, int32_t *group)
{
    const tiers_model *model = fitted;
    cev__numbers numbers;
    int32_t status =
        cev__table_numbers(ctx, customers, tiers_column(model), &numbers);
    if (status != CEV_OK)
        return status;
    for (int64_t first = 0; first < customers->rows; first += CEV__ROWS) {
        double values[CEV__ROWS];
        int64_t n = cev__rows_from(first, customers->rows);
        cev__numbers_read(&numbers, first, n, values);
        for (int64_t i = 0; i < n; i++) {
            int32_t tier = 0;
            while (tier < model->cuts && !(values[i] >= model->least[tier]))
                tier++;
            group[first + i] = tier;
        }
    }
    return CEV_OK;
}

/* ---- Options ------------------------------------------------------------- */

static int tiers_cut_by(const cev_options *options)
{
    const char *text = cev__options_str(options, CEV__OPT_CUT_BY);
    return strcmp(text, "customers") == 0 ? TIERS_BY_CUSTOMERS
           : strcmp(text, "amount") == 0  ? TIERS_BY_AMOUNT
                                          : TIERS_BY_VALUE;
}

/* The best tier first: values descend, shares of the best ascend. */
static void sort_cuts(double *cuts, int32_t count, int descends)
{
    for (int32_t i = 1; i < count; i++)
        for (int32_t j = i; j > 0
                            && (descends ? cuts[j] > cuts[j - 1]
                                         : cuts[j] < cuts[j - 1]);
             j--) {
            double swap = cuts[j];
            cuts[j] = cuts[j - 1];
            cuts[j - 1] = swap;
        }
}

static int32_t learn_cuts(cev_ctx *ctx, const cev_options *options,
                          double *cuts, int32_t *count)
{
    int by = tiers_cut_by(options);
    const char *text = cev__options_str(options, CEV__OPT_CUTS);
    if (text[0] == '\0' && by == TIERS_BY_VALUE)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option cut_by = \"value\" wants the option cuts: "
                         "the least values of the tiers but the last");
    if (text[0] == '\0')
        text = by == TIERS_BY_AMOUNT ? "0.8, 0.95" : "0.2, 0.5";
    int32_t status = cev__option_numbers(ctx, CEV__OPT_CUTS, text, TIERS_CUTS,
                                         cuts, count);
    if (status != CEV_OK)
        return status;
    for (int32_t i = 0; by != TIERS_BY_VALUE && i < *count; i++)
        if (!(cuts[i] > 0.0 && cuts[i] < 1.0))
            return cev__fail(ctx, CEV_ERR_OPTION,
                             "option cuts = %q; wanted shares between 0 and "
                             "1, not %g",
                             text, cuts[i]);
    sort_cuts(cuts, *count, by == TIERS_BY_VALUE);
    return CEV_OK;
}

/* Those given, which must be as many as there are tiers, or A, B, C …. */
static int32_t name_tiers(cev_ctx *ctx, const cev_options *options,
                          int32_t tiers, cev__customers *names)
{
    const char *text = cev__options_str(options, CEV__OPT_NAMES);
    int32_t status = cev__names_split(ctx, text, ',', names);
    if (status == CEV_OK && names->count > 0 && names->count != tiers)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option names = %q; wanted %i different names, one "
                         "for each tier, the best first",
                         text, tiers);
    int is_given = names->count > 0;
    for (int32_t i = 0; status == CEV_OK && !is_given && i < tiers; i++) {
        const char letter[2] = {(char)('A' + i), '\0'};
        uint32_t found;
        status = cev__customer_intern(ctx, names, letter, &found);
    }
    return status;
}

/* ---- Cutting ------------------------------------------------------------- */

/* Rows by value, ascending. */
typedef struct tiers_order {
    int64_t rows, known;
    double *values, *weights;
    cev__keyed *order, *spare;
} tiers_order;

static void release_order(cev_ctx *ctx, tiers_order *o)
{
    int64_t room = o->rows + 1;
    cev__free(ctx, o->spare, room, (int64_t)sizeof *o->spare);
    cev__free(ctx, o->order, room, (int64_t)sizeof *o->order);
    cev__free(ctx, o->weights, room, 8);
    cev__free(ctx, o->values, room, 8);
}

static int32_t reserve_order(cev_ctx *ctx, int64_t rows, tiers_order *o)
{
    int64_t room = rows + 1;
    memset(o, 0, sizeof *o);
    o->rows = rows;
    o->values = cev__alloc(ctx, room, 8);
    o->weights = cev__alloc(ctx, room, 8);
    o->order = cev__alloc(ctx, room, (int64_t)sizeof *o->order);
    o->spare = cev__alloc(ctx, room, (int64_t)sizeof *o->spare);
    if (o->values != NULL && o->weights != NULL && o->order != NULL
        && o->spare != NULL)
        return CEV_OK;
    release_order(ctx, o);
    return cev__fail_memory(ctx);
}

/* Reads the known values of rows with customers, and sorts them. */
static int32_t order_values(cev_ctx *ctx, const cev_table *customers,
                            const char *name, tiers_order *o)
{
    cev__numbers numbers;
    int32_t status = cev__table_numbers(ctx, customers, name, &numbers);
    if (status == CEV_OK)
        status = cev__weights_read(ctx, customers, o->weights);
    if (status == CEV_OK)
        cev__numbers_read(&numbers, 0, o->rows, o->values);
    for (int64_t i = 0; status == CEV_OK && i < o->rows; i++) {
        if (isinf(o->values[i]))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted a finite number, or a gap",
                             name, i, o->values[i]);
        if (isnan(o->values[i]) || !(o->weights[i] > 0.0))
            continue;
        o->order[o->known].key = cev__keyed_double(o->values[i]);
        o->order[o->known++].index = i;
    }
    if (status == CEV_OK)
        cev__keyed_sort(o->order, o->spare, o->known);
    return status;
}

/* What equal values bring, and where the next smaller one begins (the last of
 * it; -1: there is none). Amounts below 0 bring nothing. */
static int64_t add_equal(const tiers_order *o, int64_t from, int by,
                         cev__sum *mass)
{
    int64_t i = from;
    for (; i >= 0 && o->order[i].key == o->order[from].key; i--) {
        int64_t row = o->order[i].index;
        double weight = o->weights[row];
        cev__sum_add(mass, by == TIERS_BY_AMOUNT
                               ? weight * fmax(o->values[row], 0.0)
                               : weight);
    }
    return i;
}

/*
 * From the best value down: a value is in the tier in whose share the middle of
 * all who have it lies, so that equal ones are together wherever a cut falls
 * among them.
 */
static void cut_by_share(const tiers_order *o, int by, const double *cuts,
                         tiers_model *model)
{
    cev__sum total = {0, 0}, passed = {0, 0};
    int32_t tier = 0;
    for (int64_t i = o->known - 1; i >= 0;)
        i = add_equal(o, i, by, &total);
    double whole = cev__sum_value(&total);
    for (int32_t c = 0; c < model->cuts; c++)
        model->least[c] = INFINITY;
    for (int64_t i = o->known - 1; i >= 0 && whole > 0.0;) {
        double before = cev__sum_value(&passed);
        double value = o->values[o->order[i].index];
        i = add_equal(o, i, by, &passed);
        double middle = (before + cev__sum_value(&passed)) / 2.0 / whole;
        while (tier < model->cuts && middle > cuts[tier])
            tier++;
        if (tier == model->cuts)
            break;
        for (int32_t c = tier; c < model->cuts; c++)
            model->least[c] = value;
    }
}

static int32_t fit_tiers(cev_ctx *ctx, const cev_options *options,
                         const cev_table *customers, tiers_model *model)
{
    double cuts[TIERS_CUTS];
    tiers_order order;
    int by = tiers_cut_by(options);
    int32_t status = learn_cuts(ctx, options, cuts, &model->cuts);
    if (status == CEV_OK)
        status = reserve_order(ctx, customers->rows, &order);
    if (status != CEV_OK)
        return status;
    status = order_values(ctx, customers, tiers_column(model), &order);
    if (status == CEV_OK && by == TIERS_BY_VALUE)
        memcpy(model->least, cuts, sizeof cuts);
    else if (status == CEV_OK)
        cut_by_share(&order, by, cuts, model);
    release_order(ctx, &order);
    return status;
}

/* ---- The kind ------------------------------------------------------------ */

static int32_t tally_tiers(cev_ctx *ctx, const cev__given *given,
                           tiers_model *model)
{
    cev__customers names = {0}, columns = {0};
    int32_t status = name_tiers(ctx, given->options, model->cuts + 1, &names);
    if (status == CEV_OK)
        status = cev__names_copy(ctx, &model->column, &columns);
    if (status == CEV_OK)
        return cev__tally_count(ctx, given->customers, place_in_tiers, model,
                                &names, &columns, &model->tally);
    cev__customers_free(ctx, &columns);
    cev__customers_free(ctx, &names);
    return status;
}

static int32_t tiers_fit(cev_ctx *ctx, const cev__given *given, void **out)
{
    const char *column = cev__options_str(given->options, CEV__OPT_COLUMN);
    uint32_t found;
    tiers_model *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__customer_intern(ctx, &model->column, column, &found);
    if (status == CEV_OK)
        status = fit_tiers(ctx, given->options, given->customers, model);
    if (status == CEV_OK)
        status = tally_tiers(ctx, given, model);
    if (status == CEV_OK)
        *out = model;
    else
        tiers_free(ctx, model);
    return status;
}

static int32_t tiers_assign(cev_ctx *ctx, const void *fitted,
                            const cev_options *options,
                            const cev_table *customers, cev_table **out)
{
    const tiers_model *model = fitted;
    (void)options;
    return cev__tally_assign(ctx, &model->tally, place_in_tiers, model,
                             customers, out);
}

/* The limits of a tier in words. */
static void tell_tier(const tiers_model *model, int32_t tier, char *words)
{
    const char *name = tiers_column(model);
    if (model->cuts == 0)
        cev__format(words, TIERS_WORDS, "any %s", name);
    else if (tier == 0)
        cev__format(words, TIERS_WORDS, "%s of %g or more", name,
                    model->least[0]);
    else if (tier < model->cuts)
        cev__format(words, TIERS_WORDS, "%s of %g or more, below %g", name,
                    model->least[tier], model->least[tier - 1]);
    else
        cev__format(words, TIERS_WORDS, "%s below %g, or unknown", name,
                    model->least[tier - 1]);
}

static int32_t tiers_profile(cev_ctx *ctx, const void *fitted,
                             const cev_options *options, cev_table **out)
{
    const tiers_model *model = fitted;
    const char *meanings[TIERS_CUTS + 1];
    char words[TIERS_CUTS + 1][TIERS_WORDS];
    (void)options;
    for (int32_t tier = 0; tier <= model->cuts; tier++) {
        tell_tier(model, tier, words[tier]);
        meanings[tier] = words[tier];
    }
    return cev__tally_profile(ctx, &model->tally, meanings, out);
}

/* The cuts as they fell: least_B is the least value of tier B. */
static void tiers_summary(const void *fitted, cev__lines *lines)
{
    const tiers_model *model = fitted;
    cev__tally_summary(&model->tally, lines);
    for (int32_t tier = 0; tier < model->cuts; tier++) {
        char name[CEV__LINE_NAME];
        cev__format(name, sizeof name, "least_%s",
                    cev__customer_name(&model->tally.names, tier));
        cev__lines_figure(lines, name,
                          isinf(model->least[tier]) ? NAN
                                                    : model->least[tier]);
    }
}

static void tiers_save(const void *fitted, cev__writer *writer)
{
    const tiers_model *model = fitted;
    cev__names_save(&model->column, writer);
    cev__tally_save(&model->tally, writer);
    for (int32_t i = 0; i < model->cuts; i++)
        cev__write_double(writer, model->least[i]);
}

static int32_t load_tiers(cev_ctx *ctx, cev__blob *blob, tiers_model *model)
{
    int32_t status = cev__names_load(ctx, blob, 1, &model->column);
    if (status == CEV_OK)
        status = cev__tally_load(ctx, blob, &model->tally);
    if (status != CEV_OK)
        return status;
    int64_t tiers = model->tally.names.count;
    int is_sound = model->column.count == 1 && tiers >= 1
                   && tiers <= TIERS_CUTS + 1;
    for (int32_t i = 0; is_sound && i < tiers - 1; i++) {
        model->least[i] = cev__read_double(blob);
        is_sound = i == 0 ? !isnan(model->least[i])
                          : model->least[i] <= model->least[i - 1];
    }
    model->cuts = (int32_t)(tiers - 1);
    if (is_sound && !blob->failed)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_FORMAT,
                     "the bytes hold no tiers that a fit can have left");
}

static int32_t tiers_load(cev_ctx *ctx, cev__blob *blob, void **out)
{
    tiers_model *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = load_tiers(ctx, blob, model);
    if (status == CEV_OK)
        *out = model;
    else
        tiers_free(ctx, model);
    return status;
}

const cev__segmenter_kind cev__tiers_kind = {
    {
        CEV_TIERS,
        "tiers by one column: shares of customers, of the amount, or values",
        CEV_OPT_COLUMN " " CEV_OPT_CUT_BY " " CEV_OPT_CUTS " " CEV_OPT_NAMES,
        CEV__TALLY_WANTS,
        "segment",
        "",
        "Juran (1951), Quality Control Handbook; mid-rank shares",
        tiers_fit,
        tiers_free,
        tiers_save,
        tiers_load,
    },
    tiers_assign,
    tiers_profile,
    tiers_summary,
};
