/* Customers made up again; see remade.h. */
#include "../core/compiler.h"
#include "remade.h"

#include <math.h>
#include <string.h>

/* More customers than this nobody waits for. */
#define CROWD_MOST 1e8

void cev__remade_begin(double customers, cev__remade *crowd)
{
    memset(crowd, 0, sizeof *crowd);
    crowd->left = customers;
}

int cev__remade_next(cev__remade *crowd)
{
    double whole = floor(crowd->left);
    if (!(crowd->left > 0.0))
        return 0;
    crowd->weight = whole > 0.0 ? 1.0 : crowd->left;
    crowd->count = whole > 0.0
                       ? (int64_t)fmin(whole, CEV__GROUPING_ROWS)
                       : 1;
    crowd->left -= crowd->weight * (double)crowd->count;
    return 1;
}

int32_t cev__remade_open(cev_ctx *ctx, const cev__grouping *groups,
                         cev__grouping *out)
{
    double rows = 0.0;
    for (int64_t i = 0; i < groups->count; i++)
        rows += ceil(groups->groups[i].weight);
    if (!(rows <= CROWD_MOST))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "%g customers are too many to be made up again and "
                         "again; wanted at most %g for the option "
                         "uncertainty = \"bootstrap\"",
                         rows, CROWD_MOST);
    memset(out, 0, sizeof *out);
    out->limit = (int64_t)rows;
    return CEV_OK;
}
