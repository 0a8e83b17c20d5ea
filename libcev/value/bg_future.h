/*
 * What an active customer of a beta-geometric model will still buy. Such a
 * customer's clock ticks at a rate lambda ~ Gamma(n, A), every k-th tick is a
 * purchase, and after each he leaves with probability p ~ Beta(a, b), where n,
 * A, a and b are those after his history: n = r + x, A = alpha + T, b = b + x
 * and k = 1 for the BG/NBD.
 */
#ifndef CEV_BG_FUTURE_H
#define CEV_BG_FUTURE_H

#include "view.h"

typedef struct cev__bg_state {
    double n, A, a, b;
    int k, since; /* ticks that make a purchase; ticks since the last, < k */
} cev__bg_state;

/* What a view asks; its horizon may be infinite when delta > 0. He leaves after
 * a purchase only: the first is sure to come some day. Where k > 1,
 * CEV__VIEW_NEXT gives the mean time times the chance of a purchase: that of a
 * customer who may have any number of ticks is a quotient of means. */
double cev__bg_ahead(const cev__bg_state *s, const cev__view *view);

/* The same of some states of one k and since, where purchases are asked for,
 * which takes less for all than for each. */
void cev__bg_aheads(const cev__bg_state *s, int count, const cev__view *view,
                    double *out);

#endif
