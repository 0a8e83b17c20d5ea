/*
 * Why effects are what they are. A forest tells it itself; else it is the
 * difference of what the models of both groups say, or the mean of what those
 * of effects say, column by column.
 */
#include "../core/compiler.h"
#include "uplift.h"

#include "../math/sum.h"

/* The columns of an explanation before those of features. */
enum { EXPLAINED_FIRST = 5 };

/* A margin is its base and what columns add to it. */
static void sum_margins(cev__explanation *e)
{
    for (int64_t row = 0; row < e->rows; row++) {
        cev__sum margin = {0};
        cev__sum_add(&margin, e->base[row]);
        for (int64_t i = 0; i < e->count; i++)
            cev__sum_add(&margin, e->pushes[i][row]);
        e->margin[row] = cev__sum_value(&margin);
    }
}

/* ---- Of models ----------------------------------------------------------- */

/* What models say of columns, added up. */
typedef struct uplift_said {
    const cev__uplift_models *models;
    const cev_options *options;
    const cev_table *view;
    cev__predictors features; /* names alone */
    cev__explanation e;
} uplift_said;

/* The features are the columns behind those of any explanation. */
static int32_t open_said(cev_ctx *ctx, const cev_table *table,
                         uplift_said *said)
{
    int64_t first = EXPLAINED_FIRST
                    + (cev__table_find(table, "customer") != NULL);
    int32_t status = CEV_OK;
    uint32_t found;
    for (int64_t i = first; i < table->count && status == CEV_OK; i++)
        status = cev__customer_intern(ctx, &said->features.names,
                                      table->columns[i].name, &found);
    return status == CEV_OK ? cev__explanation_open(ctx, &said->features,
                                                    said->view, &said->e)
                            : status;
}

static void add_said(const cev_table *table, double part, uplift_said *said)
{
    cev__explanation *e = &said->e;
    for (int64_t i = -1; i < e->count; i++) {
        const char *name =
            i < 0 ? "base" : cev__predictor_name(&said->features, i);
        const double *from = cev__table_find(table, name)->data;
        double *to = i < 0 ? e->base : e->pushes[i];
        for (int64_t row = 0; row < e->rows; row++)
            to[row] += part * from[row];
    }
}

/* Of models of effects each counts as predictions have it, of others it is the
 * treated less the untreated. */
static int32_t ask_why(cev_ctx *ctx, const void *model, int which,
                       void *state)
{
    uplift_said *said = state;
    const cev__uplift_models *models = said->models;
    double part = which == CEV__UPLIFT_UNTREATED          ? -1.0
                  : which == CEV__UPLIFT_TREATED          ? 1.0
                  : which == CEV__UPLIFT_EFFECT_UNTREATED ? models->share
                                                          : 1.0 - models->share;
    cev_table *table = NULL;
    if (models->meta == CEV__UPLIFT_X && which <= CEV__UPLIFT_TREATED)
        return CEV_OK;
    int32_t status =
        cev__estimator_explain(ctx, models->kind, model, said->options,
                               said->view, &table);
    if (status == CEV_OK && said->e.table == NULL)
        status = open_said(ctx, table, said);
    if (status == CEV_OK)
        add_said(table, part, said);
    cev_table_free(table);
    return status;
}

int32_t cev__uplift_explain(cev_ctx *ctx, const cev__uplift_models *models,
                            const char *treatment, const cev_options *options,
                            cev_table *view, cev_table **out)
{
    uplift_said said = {.models = models, .options = options, .view = view};
    if (models->meta == CEV__UPLIFT_FOREST)
        return cev__forest_tell(ctx, &models->forest.predictors, view,
                                cev__uplift_forest_explain, &models->forest,
                                out);
    int32_t status =
        cev__uplift_ask(ctx, models, treatment, view, ask_why, &said);
    if (status == CEV_OK) {
        sum_margins(&said.e);
        status = cev__explanation_finish(ctx, &said.features, &said.e, out);
    } else {
        cev__explanation_close(ctx, &said.e);
    }
    cev__customers_free(ctx, &said.features.names);
    return status;
}
