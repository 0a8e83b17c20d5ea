/* Prospects for each task at once; see crew.h. */
#include "../core/compiler.h"
#include "crew.h"

#include <string.h>

static void warm_up(const cev__buyers *buyers, cev__prospects *prospects)
{
    int64_t end =
        buyers->rows < CEV__TASK_ROWS ? buyers->rows : CEV__TASK_ROWS;
    cev__block block;
    cev__buyers_begin(buyers, &block);
    for (int64_t first = 0; first < end; first += block.rows) {
        if (cev__buyers_read(buyers, first, end, &block) >= 0)
            return; /* the sweep will tell */
        for (int64_t i = 0; i < block.rows; i++) {
            cev__history history = cev__history_at(&block, i);
            cev__prospects_at(prospects, &history);
        }
    }
}

int32_t cev__crew_open(cev_ctx *ctx, const cev__outlook *outlook,
                       const cev__buyers *buyers, cev__sweep *sweep,
                       cev__crew *crew)
{
    int is_slow = outlook->purchases != NULL
                  && outlook->purchases->kind->pace == CEV__SLOW;
    if (is_slow)
        sweep->task_rows = CEV__SLOW_ROWS;
    int64_t most = cev__sweep_tasks(sweep, buyers->rows);
    if (most > CEV__CREW)
        most = CEV__CREW;
    if (ctx->parallel != NULL || is_slow)
        sweep->at_once = most;
    if (most == 0 || ctx->parallel == NULL)
        most = 1;
    crew->count = 1;
    int32_t status = cev__prospects_open(ctx, outlook, buyers->rows / most,
                                         NULL, &crew->each[0]);
    if (status == CEV_OK && most > 1 && !is_slow && outlook->purchases != NULL
        && outlook->purchases->regression == NULL)
        warm_up(buyers, &crew->each[0]);
    while (status == CEV_OK && crew->count < most)
        status = cev__prospects_open(ctx, outlook, buyers->rows / most,
                                     &crew->each[0],
                                     &crew->each[crew->count++]);
    return status;
}

void cev__crew_close(cev_ctx *ctx, cev__crew *crew)
{
    for (int64_t i = 0; i < crew->count; i++)
        cev__prospects_close(ctx, &crew->each[i]);
    memset(crew, 0, sizeof *crew);
}
