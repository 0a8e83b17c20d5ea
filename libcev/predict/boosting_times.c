/* Times that sums of trees foretell; see boosting.h. */
#include "../core/compiler.h"
#include "boosting.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"

/* Logarithms of how many times as readily as average each leaves. */
typedef struct boosting_asking {
    const cev__boosting *boosting;
    int64_t rows;
    double *etas, *ages;
} boosting_asking;

static void close_boosting_asking(cev_ctx *ctx, boosting_asking *asking)
{
    cev__free(ctx, asking->etas, 2 * asking->rows + 1,
              (int64_t)sizeof(double));
}

static int32_t open_boosting_asking(cev_ctx *ctx,
                                    const cev__boosting *boosting,
                                    const cev_table *customers,
                                    boosting_asking *asking)
{
    int64_t rows = customers->rows;
    *asking = (boosting_asking){.boosting = boosting, .rows = rows};
    asking->etas = cev__alloc(ctx, 2 * rows + 1, (int64_t)sizeof(double));
    if (asking->etas == NULL)
        return cev__fail_memory(ctx);
    asking->ages = asking->etas + rows;
    int32_t status =
        cev__boosting_margins(ctx, boosting, customers, asking->etas);
    for (int64_t row = 0; status == CEV_OK && row < rows; row++)
        asking->etas[row] =
            fmin(fmax(asking->etas[row], -CEV__LOG_HAZARD_MOST),
                 CEV__LOG_HAZARD_MOST);
    if (status != CEV_OK)
        close_boosting_asking(ctx, asking);
    return status;
}

static int32_t fill_times(const boosting_asking *asking, double horizon,
                          cev_table *table)
{
    cev__staying staying;
    double *ratio;
    int32_t status = cev__staying_add(table, 0, &staying);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "relative_hazard", &ratio);
    for (int64_t row = 0; status == CEV_OK && row < asking->rows; row++) {
        const cev__stay stay =
            cev__hazard_ahead(&asking->boosting->hazard, 0, asking->ages[row],
                              horizon, asking->etas[row]);
        cev__staying_put(&staying, row, horizon, &stay);
        ratio[row] = cev__exp(asking->etas[row]);
    }
    return status;
}

int32_t cev__boosting_times(cev_ctx *ctx, const cev__boosting *boosting,
                            const cev_options *options,
                            const cev_table *customers, cev_table **out)
{
    boosting_asking asking;
    cev_table *table = NULL;
    int32_t status =
        open_boosting_asking(ctx, boosting, customers, &asking);
    if (status != CEV_OK)
        return status;
    status = cev__ages_read(ctx, options, customers, asking.ages);
    if (status == CEV_OK)
        status = cev__learner_table(ctx, customers, &table);
    if (status == CEV_OK)
        status = fill_times(
            &asking, cev__options_double(options, CEV__OPT_HORIZON), table);
    close_boosting_asking(ctx, &asking);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

/* How likely a row's customer was to be there still. */
static double boosting_share(void *state, int64_t row, int32_t group,
                             double time)
{
    const boosting_asking *asking = state;
    return cev__exp(-cev__exp(asking->etas[row])
                    * cev__hazard_at(&asking->boosting->hazard, group, time));
}

static double boosting_danger(void *state, int64_t row)
{
    const boosting_asking *asking = state;
    return asking->etas[row];
}

int32_t cev__boosting_judge_times(cev_ctx *ctx, const cev__boosting *boosting,
                                  const cev_options *options,
                                  const cev_table *customers,
                                  const char *what, cev_table **out)
{
    const cev__customers nobody = {0};
    cev__spells spells;
    boosting_asking asking;
    int32_t status = cev__staying_open(ctx, options, &boosting->target,
                                       &nobody, customers, &spells);
    if (status != CEV_OK)
        return status;
    status = open_boosting_asking(ctx, boosting, customers, &asking);
    if (status == CEV_OK) {
        status = cev__staying_evaluate(ctx, options, &spells, boosting_share,
                                       boosting_danger, &asking, what, out);
        close_boosting_asking(ctx, &asking);
    }
    cev__spells_close(ctx, &spells);
    return status;
}
