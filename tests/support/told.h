/**
 * What kinds are told beside their defaults where every kind is tried, on
 * customers who have the columns that are named here.
 */
#ifndef TESTS_TOLD_H
#define TESTS_TOLD_H

#include "cev.h"

#include <stdlib.h>
#include <string.h>

/* Mostly to make them quick. */
static const struct {
    const char *kind;
    const char *options[9];
} options_told[] = {
    {CEV_PARETO_GGG,
     {"max_iter", "1", "interval", "0.0", "horizon", "2.0"}},
    {CEV_GGOM_NBD,
     {"max_iter", "1", "interval", "0.0", "horizon", "2.0"}},
    {CEV_BG_CNBD_K, {"max_iter", "2", "interval", "0.0"}},
    {CEV_MBG_CNBD_K, {"max_iter", "2", "interval", "0.0"}},
    {CEV_PARETO_NBD_DYNAMIC, {"max_iter", "2", "purchase_covariates", "sale"}},
    {CEV_CONSTANT, {"target", "churned"}},
    {CEV_GLM, {"target", "churned"}},
    {CEV_SCORECARD, {"target", "churned"}},
    {CEV_NEAREST, {"target", "churned"}},
    {CEV_BOOSTING, {"target", "churned", "rounds", "3"}},
    {CEV_HURDLE, {"target", "spent"}},
    {CEV_KAPLAN_MEIER, {"target", "churned", "time", "T"}},
    {CEV_COX, {"target", "churned", "time", "T", "features", "age,town"}},
    {CEV_AFT, {"target", "churned", "time", "T", "features", "age,town"}},
    {CEV_CHOICE, {"target", "taken", "features", "age"}},
    {CEV_UPLIFT, {"target", "churned", "draws", "50", "features", "age,town"}},
    {CEV_CALIBRATED,
     {"target", "churned", "learner", "constant", "folds", "2"}},
    {CEV_CONFORMAL,
     {"target", "churned", "learner", "constant", "folds", "2"}},
    {CEV_CHURN, {"target", "churned", "features", "age", "folds", "2"}},
    {CEV_PROPENSITY, {"target", "churned", "features", "age", "folds", "2"}},
    {CEV_LEAD_SCORE, {"target", "churned", "features", "age", "folds", "2"}},
    {CEV_ML_CLTV, {"target", "spent", "features", "age", "folds", "2"}},
    {CEV_KMEANS, {"features", "age,x", "starts", "1"}},
    {CEV_KPROTOTYPES, {"features", "age,town", "starts", "1"}},
    {CEV_MIXTURE, {"features", "age,x", "starts", "1"}},
    {CEV_LATENT_CLASS, {"features", "town,answer", "starts", "1"}},
    {CEV_TIERS, {"column", "revenue"}},
    {CEV_RULES, {"rules", "old: age > 40; new: x = 0; other: x > 0"}}};

/** Options of a kind, as life_options() takes them. */
static inline const char *const *told_to(const char *kind)
{
    static const char *const none[] = {NULL};
    for (size_t i = 0; i < sizeof options_told / sizeof options_told[0]; i++)
        if (strcmp(options_told[i].kind, kind) == 0)
            return options_told[i].options;
    return none;
}

/** One option by its value in words. */
static inline int32_t life_option(cev_options *options, const char *key,
                                  const char *value)
{
    if (value[0] < '0' || value[0] > '9')
        return cev_options_set_str(options, key, value);
    return strchr(value, '.') != NULL
               ? cev_options_set_double(options, key, atof(value))
               : cev_options_set_int(options, key, atoi(value));
}

/** Options from keys and values, up to NULL; a value that begins with a digit
 *  is a number. */
static inline int32_t life_options(cev_ctx *of, const char *const *given,
                                   cev_options **out)
{
    int32_t status = cev_options_new(of, out);
    for (; status == CEV_OK && given[0] != NULL; given += 2)
        status = life_option(*out, given[0], given[1]);
    return status;
}

#endif
