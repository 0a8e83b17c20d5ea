/**
 * The kinds: estimators and segmenters live under text names, so a new model
 * adds no symbol. The macros spell the names; the table lists them.
 */
#ifndef CEV_KINDS_H
#define CEV_KINDS_H

#include "table.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CEV_BGNBD "bgnbd"             /* purchases: Fader, Hardie & Lee 2005 */
#define CEV_MBGNBD "mbgnbd"           /* purchases: Batislam et al. 2007 */
#define CEV_BG_CNBD_K "bg_cnbd_k"     /* purchases: Reutterer et al. 2021 */
#define CEV_MBG_CNBD_K "mbg_cnbd_k"   /* purchases: Reutterer et al. 2021 */
#define CEV_PARETO_NBD "pareto_nbd"   /* purchases: Schmittlein et al. 1987 */
/* purchases, covariates in time: Bachmann, Meierer & Naef 2021 */
#define CEV_PARETO_NBD_DYNAMIC "pareto_nbd_dynamic"
#define CEV_PARETO_GGG "pareto_ggg"   /* purchases: Platzer & Reutterer 2016 */
#define CEV_GGOM_NBD "ggom_nbd"       /* purchases: Bemmaor & Glady 2012 */
#define CEV_BGBB "bgbb"               /* purchases: Fader, Hardie & Shang 2010 */
#define CEV_GAMMA_GAMMA "gamma_gamma" /* spend: Fader & Hardie 2013 */
#define CEV_CLV "clv"                 /* purchases × spend × margin, discounted */
#define CEV_HISTORIC "historic"       /* what was, and at that pace will be */
#define CEV_COHORT_AVERAGE "cohort_average" /* what others of that age brought */
#define CEV_SBG "sbg"                 /* contracts: Fader & Hardie 2007 */
#define CEV_BDW "bdw"                 /* contracts: Fader et al. 2018 */
#define CEV_CONSTANT "constant"       /* learner: the mean of all */
#define CEV_KAPLAN_MEIER "kaplan_meier" /* survival: Kaplan & Meier 1958 */
#define CEV_COX "cox"                 /* survival: Cox 1972 */
#define CEV_AFT "aft"                 /* survival: laws of lifetimes */
#define CEV_CHOICE "choice"           /* alternatives: McFadden 1974 */
#define CEV_GLM "glm"                 /* learner: a sum over features */
#define CEV_HURDLE "hurdle"           /* learner: amounts that are often 0 */
#define CEV_BOOSTING "boosting"       /* learner: a sum of small trees */
#define CEV_SCORECARD "scorecard"     /* learner: points that add up */
#define CEV_CHURN "churn"              /* recipe: who will leave */
#define CEV_PROPENSITY "propensity"    /* recipe: who will buy */
#define CEV_LEAD_SCORE "lead_score"    /* recipe: whom to call first */
#define CEV_ML_CLTV "ml_cltv"          /* recipe: what they will bring */
#define CEV_UPLIFT "uplift"           /* effects: Künzel et al. 2019 */
#define CEV_CALIBRATED "calibrated"   /* learner: one whose chances are bent */
#define CEV_CONFORMAL "conformal"     /* learner: one with bounds that hold */
#define CEV_NEAREST "nearest"         /* learner: those most alike */
#define CEV_RFM "rfm"                 /* recency, frequency, monetary value */
#define CEV_KMEANS "kmeans"           /* alike in columns of numbers */
#define CEV_KPROTOTYPES "kprototypes" /* alike in numbers and categories */
#define CEV_MIXTURE "mixture"         /* normal distributions, one a group */
#define CEV_LATENT_CLASS "latent_class" /* who answers alike */
#define CEV_TIERS "tiers"             /* shares of customers or of the amount */
#define CEV_RULES "rules"             /* named conditions, the first decides */

/**
 * Every kind of this library, a row each:
 *   kind (text), handle ("estimator", "segmenter"), meaning (text),
 *   options, wants, gives (text: names joined by single blanks; among what is
 *   wanted * is any column, of kinds that learn from features), source (text).
 * @return CEV_OK, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_kinds(cev_ctx *ctx, cev_table **out);

/**
 * Every constant of the headers, the twin of each macro for callers without a
 * preprocessor: name (text), value (int64; gap for others), text (text; gap
 * for integers; a number that is none is spelt, as "1e290").
 */
CEV_API int32_t cev_constants(cev_ctx *ctx, cev_table **out);

#ifdef __cplusplus
}
#endif

#endif
