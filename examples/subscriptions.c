/*
 * Who renews: 1,000 subscribers who began together, followed for seven years
 * (Fader & Hardie 2007, "High End"). Who is still there in year twelve, and
 * what is a subscriber of some years worth beside a new one?
 */
#include <cev.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define YEARS 7

static cev_ctx *ctx;

static void must(int32_t status)
{
    if (status == CEV_OK)
        return;
    fprintf(stderr, "subscriptions: %s: %s\n", cev_status_name(status),
            ctx ? cev_ctx_message(ctx) : "no context");
    exit(1);
}

int main(void)
{
    /* A row for those who left at each renewal, one for who is still there. */
    static const double left_at[YEARS + 1] = {1, 2, 3, 4, 5, 6, 7, 7};
    static const double left[YEARS + 1] = {1, 1, 1, 1, 1, 1, 1, 0};
    static const double count[YEARS + 1] = {131, 126, 90, 60,
                                            42,  34,  26, 491};
    static const double standing[] = {0, 1, 2, 3, 4, 5, 6, 7};
    cev_options *options;
    cev_table *subscribers, *curve, *today, *worth;
    cev_estimator *sbg;

    must(cev_ctx_new(NULL, NULL, &ctx));
    must(cev_table_new(ctx, YEARS + 1, &subscribers));
    must(cev_table_set_column(subscribers, "T", CEV_DOUBLE, left_at, 8, NULL));
    must(cev_table_set_column(subscribers, "churned", CEV_DOUBLE, left, 8,
                              NULL));
    must(cev_table_set_column(subscribers, "customers", CEV_DOUBLE, count, 8,
                              NULL));
    must(cev_options_new(ctx, &options));
    must(cev_options_set_double(options, CEV_OPT_TIME_UNIT, 31557600));
    must(cev_options_set_double(options, CEV_OPT_HORIZON, 5));
    must(cev_options_set_double(options, CEV_OPT_HOLDOUT, 5));
    must(cev_estimator_new(ctx, CEV_SBG, options, &sbg));
    must(cev_estimator_fit(sbg, subscribers));

    must(cev_estimator_evaluate(sbg, subscribers, CEV_EVAL_RETENTION, NULL,
                                &curve));
    printf("Year  still there  expected   (90 %% interval)\n");
    for (int64_t t = 1; t < cev_table_row_count(curve); t++) {
        printf("%4" PRId64, t);
        if (t <= YEARS)
            printf("  %9.1f %%", 100 * cev_table_double(
                                           curve, "actual_survival", t));
        else
            printf("  %11s", "");
        printf("  %6.1f %%   (%.1f to %.1f)\n",
               100 * cev_table_double(curve, "expected_survival", t),
               100 * cev_table_double(curve, "expected_survival_lo", t),
               100 * cev_table_double(curve, "expected_survival_hi", t));
    }

    must(cev_table_new(ctx, YEARS + 1, &today));
    must(cev_table_set_column(today, "T", CEV_DOUBLE, standing, 8, NULL));
    must(cev_estimator_predict(sbg, today, NULL, &worth));
    printf("\nRenewed  renews next  yearly fees to come, discounted\n");
    for (int64_t i = 0; i <= YEARS; i++)
        printf("%7" PRId64 "  %9.1f %%  %8.2f\n", i,
               100 * cev_table_double(worth, "p_renew", i),
               cev_table_double(worth, "derl", i));

    cev_table_free(worth);
    cev_table_free(today);
    cev_table_free(curve);
    cev_estimator_free(sbg);
    cev_options_free(options);
    cev_table_free(subscribers);
    cev_ctx_free(ctx);
    return 0;
}
