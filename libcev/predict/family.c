/* Families and links; see family.h. */
#include "../core/compiler.h"
#include "family.h"

#include <math.h>

#include "../math/elementary.h"

/* Margins of logs and log odds stay where their exponentials are numbers with
 * squares. */
#define MARGIN_MOST 300.0

const char cev__family_names[CEV__LOSSES][12] = {
    "gaussian", "binomial", "poisson", "gamma", "tweedie", "quantile", "cox"};

int32_t cev__family_link(int32_t kind)
{
    if (kind == CEV__GAUSSIAN || kind == CEV__QUANTILE)
        return CEV__LINK_IDENTITY;
    return kind == CEV__BINOMIAL ? CEV__LINK_LOGIT : CEV__LINK_LOG;
}

int cev__family_disperses(const cev__family *family)
{
    return family->kind != CEV__BINOMIAL && family->kind != CEV__POISSON;
}

static double hold_margin(double margin)
{
    return margin < -MARGIN_MOST ? -MARGIN_MOST
           : margin > MARGIN_MOST ? MARGIN_MOST
                                  : margin;
}

double cev__family_mean(const cev__family *family, double margin)
{
    if (family->link == CEV__LINK_IDENTITY)
        return margin;
    double held = hold_margin(margin);
    return family->link == CEV__LINK_LOG ? cev__exp(held)
                                         : 1.0 / (1.0 + cev__exp(-held));
}

double cev__family_margin(const cev__family *family, double mean)
{
    if (family->link == CEV__LINK_IDENTITY)
        return mean;
    if (family->link == CEV__LINK_LOG)
        return cev__log(mean);
    return cev__log(mean) - cev__log1p(-mean);
}

/* Yes or no at log odds: log(1 + e^m) - m y, by the tail that is small. */
static cev__family_point binomial_at(double margin, double target,
                                     int has_loss)
{
    double m = hold_margin(margin), small = cev__exp(-fabs(m));
    double far = small / (1.0 + small), near = 1.0 / (1.0 + small);
    cev__family_point point;
    point.mean = m < 0.0 ? far : near;
    point.loss = has_loss ? (m > 0.0 ? m : 0.0) - m * target
                                + cev__log1p(small)
                          : 0.0;
    /* Of yes the difference from 1 would cancel; the other tail does not. */
    point.residual = target == 1.0 ? (m < 0.0 ? near : far) : -point.mean;
    point.weight = far * near;
    return point;
}

/* u^power at u = e^log_u. */
static double power_of(double log_u, double power)
{
    return cev__exp(log_u * power);
}

static double tweedie_loss(double target, double log_mean, double p)
{
    double mean_part = power_of(log_mean, 2.0 - p) / (2.0 - p)
                       - target * power_of(log_mean, 1.0 - p) / (1.0 - p);
    return target > 0.0 ? mean_part
                              + power_of(cev__log(target), 2.0 - p)
                                    / ((1.0 - p) * (2.0 - p))
                        : mean_part;
}

/* Half the deviance with the log link. */
static double log_linked_loss(const cev__family *family, double m,
                              double mean, double target)
{
    double away = target - mean;
    switch (family->kind) {
    case CEV__GAUSSIAN:
        return 0.5 * away * away;
    case CEV__POISSON:
        return target > 0.0 ? target * (cev__log(target) - m) - away : mean;
    case CEV__GAMMA:
        return m - cev__log(target) + away / mean;
    default:
        return tweedie_loss(target, m, family->power);
    }
}

/* The families of the log link, by the power of their variance. */
static cev__family_point log_linked_at(const cev__family *family,
                                       double margin, double target,
                                       int has_loss)
{
    double m = hold_margin(margin), mean = cev__exp(m);
    double away = target - mean;
    cev__family_point point = {mean, 0.0, 0.0, 0.0};
    if (has_loss)
        point.loss = log_linked_loss(family, m, mean, target);
    switch (family->kind) {
    case CEV__GAUSSIAN:
        point.residual = away * mean;
        point.weight = mean * mean;
        break;
    case CEV__POISSON:
        point.residual = away;
        point.weight = mean;
        break;
    case CEV__GAMMA:
        point.residual = away / mean;
        point.weight = 1.0;
        break;
    default:
        point.residual = away * power_of(m, 1.0 - family->power);
        point.weight = power_of(m, 2.0 - family->power);
    }
    return point;
}

static cev__family_point point_at(const cev__family *family, double margin,
                                  double target, int has_loss)
{
    if (family->link == CEV__LINK_LOGIT)
        return binomial_at(margin, target, has_loss);
    if (family->link == CEV__LINK_LOG)
        return log_linked_at(family, margin, target, has_loss);
    double away = target - margin;
    if (family->kind == CEV__QUANTILE) {
        double side = away > 0.0 ? family->level : family->level - 1.0;
        return (cev__family_point){margin, side * away, side, 1.0};
    }
    return (cev__family_point){margin, 0.5 * away * away, away, 1.0};
}

cev__family_point cev__family_at(const cev__family *family, double margin,
                                 double target)
{
    return point_at(family, margin, target, 1);
}

cev__family_point cev__family_slopes(const cev__family *family, double margin,
                                     double target)
{
    return point_at(family, margin, target, 0);
}
