/* What is asked of the time ahead of a customer who is active. */
#ifndef CEV_VIEW_H
#define CEV_VIEW_H

#include <math.h>

enum {
    CEV__VIEW_PURCHASES, /* how many, one at time u counting exp(-delta u) */
    CEV__VIEW_ANY,       /* the chance of one at least */
    CEV__VIEW_NEXT       /* the mean time to the first, if there is one */
};

/* The latter two know no delta; of them the horizon is finite. */
typedef struct cev__view {
    int what;
    double delta, horizon;
    double tol; /* a relative error that does not matter; 0: any does */
} cev__view;

/* No answer is beyond this, which rounding may have passed. */
static inline double cev__view_most(const cev__view *view)
{
    if (view->what == CEV__VIEW_ANY)
        return 1.0;
    return view->what == CEV__VIEW_NEXT ? view->horizon : INFINITY;
}

#endif
