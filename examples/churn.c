/*
 * Who will leave, and does it pay to know? Forty members of a gym, what the
 * front desk knows of them, and who cancelled within the quarter after. The
 * recipe learns, tries itself on members left out, and says whether calling
 * those at risk is worth it, a call being 2, a free month 15, and a member who
 * stays 180.
 */
#include <cev.h>
#include <stdio.h>
#include <stdlib.h>

#define MEMBERS 40

static cev_ctx *ctx;

static void must(int32_t status)
{
    if (status == CEV_OK)
        return;
    fprintf(stderr, "churn: %s: %s\n", cev_status_name(status),
            ctx ? cev_ctx_message(ctx) : "no context");
    exit(1);
}

int main(void)
{
    /* Visits in the last month, months since joining, how they pay. */
    static const double visits[MEMBERS] = {
        9, 1, 12, 0, 7, 3, 10, 1, 8, 2, 6, 0, 11, 4, 9, 2, 5, 1, 13, 3,
        8, 0, 10, 2, 7, 1, 9, 5, 12, 0, 6, 3, 8, 1, 11, 2, 7, 4, 9, 1};
    static const double months[MEMBERS] = {
        30, 4, 41, 2, 18, 7, 25, 3, 36, 9, 14, 5, 52, 8, 22, 6, 16, 2, 47, 11,
        28, 3, 33, 5, 19, 12, 24, 10, 60, 4, 15, 7, 27, 6, 39, 8, 21, 9, 31, 5};
    const char *pays[MEMBERS], *name;
    static const double cancelled[MEMBERS] = {
        0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0,
        0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1};
    cev_table *members, *risk, *why, *said;
    cev_options *options;
    cev_estimator *churn;

    for (int i = 0; i < MEMBERS; i++)
        pays[i] = i % 4 == 0 ? "yearly" : "monthly";
    must(cev_ctx_new(NULL, NULL, &ctx));
    must(cev_table_new(ctx, MEMBERS, &members));
    must(cev_table_set_column(members, "visits", CEV_DOUBLE, visits, 8, NULL));
    must(cev_table_set_column(members, "months", CEV_DOUBLE, months, 8, NULL));
    must(cev_table_set_column(members, "pays", CEV_TEXT, pays,
                              (int64_t)sizeof *pays, NULL));
    must(cev_table_set_column(members, "cancelled", CEV_DOUBLE, cancelled, 8,
                              NULL));

    must(cev_options_new(ctx, &options));
    must(cev_options_set_str(options, CEV_OPT_TARGET, "cancelled"));
    must(cev_options_set_double(options, CEV_OPT_CONTACT, 2));
    must(cev_options_set_double(options, CEV_OPT_OFFER, 15));
    must(cev_options_set_double(options, CEV_OPT_CUSTOMER_VALUE, 180));
    must(cev_options_set_double(options, CEV_OPT_YEARLY_COST, 100));
    must(cev_estimator_new(ctx, CEV_CHURN, options, &churn));
    must(cev_estimator_fit(churn, members));
    must(cev_estimator_predict(churn, members, NULL, &risk));
    must(cev_estimator_explain(churn, members, NULL, &why));
    must(cev_estimator_summary(churn, NULL, &said));

    for (int64_t i = 0; i < 6; i++)
        printf("member %d: %3.0f %% (%.0f to %.0f), because of %s\n",
               (int)i + 1, 100 * cev_table_double(risk, "prediction", i),
               100 * cev_table_double(risk, "prediction_lo", i),
               100 * cev_table_double(risk, "prediction_hi", i),
               cev_table_text(why, "reason_1", i));
    for (int64_t i = 0; i < cev_table_row_count(said); i++) {
        name = cev_table_text(said, "section", i);
        if (name[0] == 'p' && name[1] == 'r')
            printf("%-10s brings %6.2f a member, %s\n",
                   cev_table_text(said, "name", i),
                   cev_table_double(said, "value", i),
                   cev_table_text(said, "text", i));
        else if (name[0] == 'v')
            printf("- %s\n", cev_table_text(said, "text", i));
    }

    cev_table_free(said);
    cev_table_free(why);
    cev_table_free(risk);
    cev_table_free(members);
    cev_options_free(options);
    cev_estimator_free(churn);
    cev_ctx_free(ctx);
    return 0;
}
