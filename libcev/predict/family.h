/*
 * Families of generalised linear models: how a target varies about its mean,
 * and the link between the mean and the margin, a sum over columns. And what
 * only sums of trees are fitted to.
 */
#ifndef CEV__FAMILY_H
#define CEV__FAMILY_H

#include <stdint.h>

/* The numbers are in saved bytes. */
enum {
    CEV__GAUSSIAN,
    CEV__BINOMIAL,
    CEV__POISSON,
    CEV__GAMMA,
    CEV__TWEEDIE,
    CEV__FAMILIES,
    CEV__QUANTILE = CEV__FAMILIES,
    CEV__COX,
    CEV__LOSSES
};

enum { CEV__LINK_IDENTITY, CEV__LINK_LOGIT, CEV__LINK_LOG, CEV__LINKS };

typedef struct cev__family {
    int32_t kind, link;
    double power; /* of Tweedie's variance, between 1 and 2 */
    double level; /* of a quantile, between 0 and 1 */
} cev__family;

/* One customer's part of the likelihood at a margin. */
typedef struct cev__family_point {
    double mean;
    double loss;     /* half the deviance; of a quantile, how far off, below
                        it level times and above 1 - level times. Cox's is
                        no sum over customers (boosting_risk.h) */
    double residual; /* minus its derivative by the margin */
    double weight;   /* expected second derivative */
} cev__family_point;

extern const char cev__family_names[CEV__LOSSES][12];

/* The link that is usual. */
int32_t cev__family_link(int32_t kind);

double cev__family_mean(const cev__family *family, double margin);
/* The margin of a mean inside the range of means. */
double cev__family_margin(const cev__family *family, double mean);
cev__family_point cev__family_at(const cev__family *family, double margin,
                                 double target);
/* The same but for the loss, which takes a logarithm. */
cev__family_point cev__family_slopes(const cev__family *family, double margin,
                                     double target);

/* Whether the variance has a factor of its own, to be estimated. */
int cev__family_disperses(const cev__family *family);

#endif
