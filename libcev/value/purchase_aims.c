/* What a shop wants to know, in short; see purchase_aims.h. */
#include "../core/compiler.h"
#include "purchase_aims.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"

/* Of a difference quotient, in logs. */
#define AIM_STEP 1e-3

cev__purchase_aims cev__purchase_aims_of(const cev__purchase_kind *kind,
                                         double whole, double customers,
                                         double repeat_customers,
                                         double repeat_purchases, double age)
{
    cev__purchase_aims aims;
    memset(&aims, 0, sizeof aims);
    double x = fmax(1.0, floor(repeat_purchases / fmax(repeat_customers, 1.0)
                               + 0.5));
    aims.kind = kind;
    aims.whole = whole;
    aims.horizon = age;
    aims.history[CEV__AIM_ONCE].T = aims.history[CEV__AIM_BACK].T = age;
    aims.history[CEV__AIM_BACK].x = x;
    aims.history[CEV__AIM_BACK].t_x = x / (x + 1.0) * age;
    aims.weight[CEV__AIM_ONCE] = customers - repeat_customers;
    aims.weight[CEV__AIM_BACK] = repeat_customers;
    return aims;
}

/* The logarithm of how many are active, or of what the customer before this
 * number will buy. */
static double aim_at(const cev__purchase_aims *aims, int which,
                     const double *logs)
{
    const cev__purchase_kind *kind = aims->kind;
    const cev__view view = {CEV__VIEW_PURCHASES, 0.0, aims->horizon,
                            0.0};
    double params[CEV__PARAMS], sum = 0.0;
    int first = cev__purchase_wholes(kind);
    cev__params prepared;
    params[0] = aims->whole;
    for (int k = 0; k < kind->fit.n; k++)
        params[first + k] = cev__exp(logs[k]);
    if (kind->fit.prepare(params, &prepared) != CEV_OK)
        return NAN;
    if (which > 0) {
        const cev__history *history = &aims->history[which - 1];
        return cev__log(kind->p_alive(&prepared, history)
                        * kind->ahead(&prepared, history, &view));
    }
    for (int i = 0; i < CEV__AIM_CUSTOMERS; i++)
        if (aims->weight[i] > 0.0)
            sum += aims->weight[i]
                   * kind->p_alive(&prepared, &aims->history[i]);
    return cev__log(sum);
}

/* The same where two logs are moved. */
static double aim_beside(const cev__purchase_aims *aims, int which,
                         const double *logs, int i, double by_i, int j,
                         double by_j)
{
    double moved[CEV__SMALL];
    memcpy(moved, logs, sizeof moved);
    moved[i] += by_i;
    moved[j] += by_j;
    return aim_at(aims, which, moved);
}

void cev__purchase_aims_at(const void *state, int which, const double *logs,
                           cev__local *out)
{
    const cev__purchase_aims *aims = state;
    const double h = AIM_STEP;
    double up[CEV__SMALL], down[CEV__SMALL];
    memset(out, 0, sizeof *out);
    out->value = aim_at(aims, which, logs);
    for (int i = 0; i < aims->kind->fit.n; i++) {
        up[i] = aim_beside(aims, which, logs, i, h, i, 0.0);
        down[i] = aim_beside(aims, which, logs, i, -h, i, 0.0);
        out->gradient[i] = (up[i] - down[i]) / (2.0 * h);
        out->hessian[cev__packed(i, i)] =
            (up[i] - 2.0 * out->value + down[i]) / (h * h);
        for (int j = 0; j < i; j++)
            out->hessian[cev__packed(i, j)] =
                (aim_beside(aims, which, logs, i, h, j, h) - up[i] - up[j]
                 + 2.0 * out->value - down[i] - down[j]
                 + aim_beside(aims, which, logs, i, -h, j, -h))
                / (2.0 * h * h);
    }
}
