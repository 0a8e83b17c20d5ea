/* What is asked of a table alone. */
#include "runner.h"

#include "support/told.h"

static const struct {
    const char *name;
    int32_t (*ask)(cev_ctx *ctx, const cev_table *table,
                   const cev_options *options, cev_table **out);
    const char *options[7];
} calls[] = {
    {"segments_profile", cev_segments_profile,
     {"features", "age,x,town"}},
    {"segments_profit", cev_segments_profit, {"column", "revenue"}},
    {"segments_whale", cev_segments_whale, {"column", "revenue"}},
    {"survey_scores", cev_survey_scores, {"target", "x"}},
    {"survey_trend", cev_survey_trend, {"target", "x", "time", "time"}},
    {"survey_drivers", cev_survey_drivers,
     {"target", "spent", "features", "age,x,revenue"}},
    {"survey_reliability", cev_survey_reliability, {"features", "age,x,T"}},
    {"scores_compare", cev_scores_compare, {"target", "churned"}},
    {"gate_judge", cev_gate_judge, {"target", "churned"}},
};

/* As after a trial: a model's prediction, a simpler one's, and a segment. */
static int32_t add_trial(cev_table *table, int64_t rows)
{
    double share[100], baseline[100];
    const char *segments[100];
    for (int64_t i = 0; i < rows; i++) {
        share[i] = (double)(1 + i * 7 % 13) / 16.0;
        baseline[i] = (double)(1 + i * 5 % 7) / 8.0;
        segments[i] = i % 3 == 0 ? "new" : "old";
    }
    int32_t status = cev_table_copy_column(table, "prediction", CEV_DOUBLE,
                                           share, 8, NULL);
    for (int i = 0; status == CEV_OK && i < 2; i++)
        status = cev_table_copy_column(table, i == 0 ? "other" : "baseline",
                                       CEV_DOUBLE, baseline, 8, NULL);
    if (status == CEV_OK)
        status = cev_table_copy_column(table, "segment", CEV_TEXT, segments,
                                       (int64_t)sizeof *segments, NULL);
    return status;
}

void run_tables(runner *of, cev_table *customers)
{
    if (add_trial(customers, cev_table_row_count(customers)) != CEV_OK)
        tell_failure(of, "trial", cev_ctx_message(of->ctx));
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        cev_options *options = NULL;
        cev_table *told = NULL;
        int32_t status = life_options(of->ctx, calls[i].options, &options);
        if (status == CEV_OK)
            status = calls[i].ask(of->ctx, customers, options, &told);
        tell_hash(of, "table", calls[i].name,
                  hash_answer(of, HASH_EMPTY, calls[i].name, status, told));
        cev_options_free(options);
    }
}
