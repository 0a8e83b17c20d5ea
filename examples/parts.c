/*
 * A fit in parts: the 1,000 subscribers of subscriptions.c belong to three
 * branches, and no branch may send a customer's data to another. Only sums
 * leave a branch; head office asks for them until it knows enough. Here all of
 * it is one process; between machines the tables travel as Arrow, CSV or JSON.
 */
#include <cev.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define YEARS 7
#define BRANCHES 3

static cev_ctx *ctx;

static void must(int32_t status)
{
    if (status == CEV_OK)
        return;
    fprintf(stderr, "parts: %s: %s\n", cev_status_name(status),
            ctx ? cev_ctx_message(ctx) : "no context");
    exit(1);
}

/* A row for those who left at each renewal, one for who is still there. */
static const double left_at[YEARS + 1] = {1, 2, 3, 4, 5, 6, 7, 7};
static const double left[YEARS + 1] = {1, 1, 1, 1, 1, 1, 1, 0};
static const double count[BRANCHES][YEARS + 1] = {
    {61, 58, 44, 27, 20, 15, 12, 239},
    {50, 47, 31, 24, 15, 14, 9, 171},
    {20, 21, 15, 9, 7, 5, 5, 81}};

/* In a branch: its sums for a question. */
static cev_table *answer(int branch, const cev_table *question)
{
    cev_table *subscribers, *part;
    cev_estimator *sbg;

    must(cev_table_new(ctx, YEARS + 1, &subscribers));
    must(cev_table_set_column(subscribers, "T", CEV_DOUBLE, left_at, 8, NULL));
    must(cev_table_set_column(subscribers, "churned", CEV_DOUBLE, left, 8,
                              NULL));
    must(cev_table_set_column(subscribers, "customers", CEV_DOUBLE,
                              count[branch], 8, NULL));
    must(cev_estimator_new(ctx, CEV_SBG, NULL, &sbg));
    must(cev_estimator_partial_answer(sbg, subscribers, question, &part));
    cev_estimator_free(sbg);
    cev_table_free(subscribers);
    return part;
}

int main(void)
{
    cev_estimator *whole;
    cev_table *question, *part, *summary;
    int asked = 0;

    must(cev_ctx_new(NULL, NULL, &ctx));
    must(cev_estimator_new(ctx, CEV_SBG, NULL, &whole));
    for (;; asked++) {
        must(cev_estimator_partial_ask(whole, &question));
        if (question == NULL)
            break; /* fitted */
        for (int branch = 0; branch < BRANCHES; branch++) {
            part = answer(branch, question);
            if (asked == 0)
                printf("Branch %d: %g subscribers, %g renewals\n", branch + 1,
                       cev_table_double(part, "value", 2),
                       cev_table_double(part, "value", 4));
            must(cev_estimator_partial_add(whole, part));
            cev_table_free(part);
        }
        cev_table_free(question);
    }

    must(cev_estimator_summary(whole, NULL, &summary));
    printf("Fitted after %d questions:\n", asked);
    for (int64_t i = 0; i < 2; i++)
        printf("%-5s  %.3f  (%.3f to %.3f)\n",
               cev_table_text(summary, "name", i),
               cev_table_double(summary, "value", i),
               cev_table_double(summary, "lower", i),
               cev_table_double(summary, "upper", i));

    cev_table_free(summary);
    cev_estimator_free(whole);
    cev_ctx_free(ctx);
    return 0;
}
