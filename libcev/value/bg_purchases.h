/*
 * The beta-geometric models as purchase models, for clv, and what a
 * cev__purchase_kind of them has in common with the other.
 */
#ifndef CEV_BG_PURCHASES_H
#define CEV_BG_PURCHASES_H

#include "purchase.h"

extern const cev__purchase_kind cev__bgnbd_purchases, cev__mbgnbd_purchases;

/* Customers of the BG/NBD leave after a repeat purchase only. */
int cev__bgnbd_certain(double x);

/* What is usual in shops, by either model. */
void cev__bgnbd_believe(double log_rate, cev__belief *beliefs, double *start);
void cev__mbgnbd_believe(double log_rate, cev__belief *beliefs,
                         double *start);

double cev__bg_ll_of(const cev__params *p, const cev__history *h);
double cev__bg_odds_of(const cev__params *p, const cev__history *h);
void cev__bg_odds_slope(const cev__params *p, const cev__history *h,
                        double slope[CEV__PARAMS]);
double cev__bg_p_alive_of(const cev__params *p, const cev__history *h);
double cev__bg_ahead_of(const cev__params *p, const cev__history *h,
                        const cev__view *view);
void cev__bg_ahead_around(const cev__params *p, int count,
                          const cev__history *h, const cev__view *view,
                          double *out);
void cev__bg_ahead_start(cev__ahead *ahead, const cev__params *p,
                         const cev__view *view);
double cev__bg_ahead_at(cev__ahead *ahead, const cev__params *p,
                        const cev__history *h);
double cev__bg_alive_at(cev__ahead *ahead, const cev__params *p,
                        const cev__history *h);
double cev__bg_pmf_of(const cev__params *p, double x, double T);
double cev__bg_pmf_ahead_of(const cev__params *p, const cev__history *h,
                            double x, double horizon);

void cev__bg_draw_of(const cev__params *p, double T, cev__rng *rng,
                     cev__history *out);

/* A purchase kind's parameters, and its answers in their order. */
#define CEV__BG_PARAMETERS \
    {"r", "alpha", "a", "b"}, {0, 1, 0, 0}, {2, 3}, -1, {1, 3, -1}, 0
#define CEV__BG_ANSWERS(ll, is_certain) \
    ll, cev__bg_odds_of, cev__bg_odds_slope, is_certain, \
        cev__bg_p_alive_of, 1, cev__bg_ahead_of, cev__bg_ahead_around, \
        cev__bg_ahead_start, cev__bg_ahead_at, cev__bg_alive_at, cev__bg_pmf_of, \
        cev__bg_pmf_ahead_of
#define CEV__BG_FIT(prepare) \
    {CEV__BG_PARAMS, "fitting purchases", prepare, cev__bg_terms, \
     cev__bg_add_groups}

/*
 * Beliefs, each right within a factor of 4 to 7, about r, r / alpha (the rate
 * that the customers show), a / b and sqrt(a b), around what is usual in
 * shops: the logarithms of r, a and b.
 */
void cev__bg_believe(const double usual[3], double log_rate,
                     cev__belief *beliefs, double *start);

#endif
