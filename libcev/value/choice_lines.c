/* What is told of the choice of a model, and its bytes; see choice.h. */
#include "choice.h"

#include <math.h>
#include <string.h>

enum { KIND_NAME_ROOM = 32 };

static const char *const fate_texts[CEV__CANDIDATE_FATES] = {
    "chosen",
    "foresees the lookback as well, but is less likely given all purchases",
    "foresees the lookback worse than the best, beyond chance",
    "the data alone do not settle it",
    "wants the column litt and, beside T_past, litt_past",
    "takes long for so many customers: name it to have it",
    "too few customers have bought again to compare models"};

/* The numbers of a candidate that the table gives and the bytes hold. */
enum { LOG_LIKELIHOOD, AIC, ACTUAL, PREDICTED, MAE, RMSE, SCORE,
       SHORTFALL, SHORTFALL_SD, CANDIDATE_NUMBERS };

static const char number_names[CANDIDATE_NUMBERS][20] = {
    "log_likelihood", "aic", "actual", "predicted",
    "mae", "rmse", "log_score", "shortfall", "shortfall_std_error"};

static double *number_of(cev__candidate *candidate, int which)
{
    double *const numbers[CANDIDATE_NUMBERS] = {
        &candidate->log_likelihood, &candidate->aic,    &candidate->actual,
        &candidate->predicted,      &candidate->mae,    &candidate->rmse,
        &candidate->score,          &candidate->shortfall,
        &candidate->shortfall_sd};
    return numbers[which];
}

int32_t cev__choice_table(cev_ctx *ctx, const cev__choice *choice,
                          cev_table **out)
{
    const char *models[CEV__CANDIDATES], *why[CEV__CANDIDATES];
    cev__choice copy = *choice;
    int64_t *is_chosen;
    double *data;
    cev_table *table = NULL;
    for (int i = 0; i < choice->count; i++) {
        models[i] = choice->candidates[i].kind->name;
        int32_t fate = choice->candidates[i].fate;
        why[i] = fate == CEV__CANDIDATE_LIKELIER && choice->customers == 0
                     ? "is less likely given all purchases"
                     : fate_texts[fate];
    }
    int32_t status = cev_table_new(ctx, choice->count, &table);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "model", models);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "is_chosen", &is_chosen);
    for (int i = 0; status == CEV_OK && i < choice->count; i++)
        is_chosen[i] = choice->candidates[i].fate == CEV__CANDIDATE_CHOSEN;
    for (int k = 0; status == CEV_OK && k < CANDIDATE_NUMBERS; k++) {
        status = cev__table_add_double(table, number_names[k], &data);
        for (int i = 0; status == CEV_OK && i < choice->count; i++)
            data[i] = *number_of(&copy.candidates[i], k);
    }
    if (status == CEV_OK)
        status = cev__table_add_text(table, "why", why);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

/* How many models took part to the end, and how many were left out on the way
 * because the data do not settle them. */
static int compared(const cev__choice *choice, int *unsettled)
{
    int count = 0;
    *unsettled = 0;
    for (int i = 0; i < choice->count; i++) {
        int32_t fate = choice->candidates[i].fate;
        count += fate <= CEV__CANDIDATE_WORSE;
        *unsettled += fate == CEV__CANDIDATE_UNSETTLED;
    }
    return count;
}

void cev__choice_verdicts(const cev__choice *choice, cev__lines *lines)
{
    int unsettled, models = compared(choice, &unsettled);
    if (choice->count == 0)
        return;
    if (models < 2 && unsettled > 0)
        cev__lines_verdict(lines, "model_by_elimination", unsettled,
                           "The data alone settle none of {n} other models of "
                           "purchases, so there was nothing to choose from.");
    else if (models < 2)
        cev__lines_verdict(lines, "model_by_default", NAN,
                           "Too few customers have bought again for models to "
                           "be compared: the simplest was taken.");
    else if (choice->customers > 0)
        cev__lines_verdict(lines, "model_by_forecast", models,
                           "Chosen from {n} models: none foresees the last "
                           "part of the time better beyond chance, and of "
                           "those that do as well it is the likeliest.");
    else
        cev__lines_verdict(lines, "model_by_likelihood", models,
                           "Chosen from {n} models by the likelihood of what "
                           "was seen alone; a summary with a lookback lets "
                           "their forecasts be compared as well.");
    if (choice->customers == CEV__COMPARED)
        cev__lines_verdict(lines, "models_compared_on_some",
                           (double)choice->customers,
                           "There are many customers: {n} of them, drawn "
                           "evenly, were enough to compare the models by. The "
                           "chosen one was fitted to all.");
}

void cev__choice_save(const cev__choice *choice, cev__writer *writer)
{
    cev__choice copy = *choice;
    cev__write_i32(writer, choice->count);
    cev__write_i64(writer, choice->customers);
    for (int i = 0; i < choice->count; i++) {
        cev__write_text(writer, choice->candidates[i].kind->name);
        cev__write_i32(writer, choice->candidates[i].fate);
        for (int k = 0; k < CANDIDATE_NUMBERS; k++)
            cev__write_double(writer, *number_of(&copy.candidates[i], k));
    }
}

int32_t cev__choice_load(cev_ctx *ctx,
                         const cev__purchase_kind *(*find)(const char *name),
                         cev__blob *blob, cev__choice *out)
{
    cev__choice choice;
    memset(&choice, 0, sizeof choice);
    choice.count = cev__read_i32(blob);
    choice.customers = cev__read_i64(blob);
    int is_sound = choice.count >= 0 && choice.count <= CEV__CANDIDATES
                   && choice.customers >= 0;
    for (int i = 0; is_sound && i < choice.count; i++) {
        char name[KIND_NAME_ROOM];
        cev__candidate *candidate = &choice.candidates[i];
        cev__read_text(blob, name, sizeof name);
        candidate->kind = find(name);
        candidate->fate = cev__read_i32(blob);
        for (int k = 0; k < CANDIDATE_NUMBERS; k++)
            *number_of(candidate, k) = cev__read_double(blob);
        is_sound = !blob->failed && candidate->kind != NULL
                   && candidate->fate >= 0
                   && candidate->fate < CEV__CANDIDATE_FATES;
    }
    if (!is_sound || blob->failed)
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no comparison of purchase models");
    *out = choice;
    return CEV_OK;
}
