/* Priors about the coefficients of covariates. */
#include "value/crowd.h"

static const char *const prior_kinds[] = {CEV_BGNBD, CEV_MBGNBD,
                                          CEV_PARETO_NBD, CEV_CLV};

enum { PRIOR_KINDS = sizeof prior_kinds / sizeof prior_kinds[0] };

static cev_estimator *unfitted(cev_ctx *ctx, const char *kind)
{
    cev_estimator *fit = NULL;
    cev_options *options = ask_covariates(ctx, "channel,age", "vip");
    if (strcmp(kind, CEV_CLV) == 0)
        must(ctx, cev_options_set_str(options, CEV_OPT_SPEND_COVARIATES,
                                      "age"));
    must(ctx, cev_estimator_new(ctx, kind, options, &fit));
    cev_options_free(options);
    return fit;
}

/* A fit with a prior, which may be NULL, as its summary tells it. */
static cev_table *believed(cev_ctx *ctx, const char *kind,
                           const cev_table *prior, const cev_table *customers)
{
    cev_estimator *fit = unfitted(ctx, kind);
    must(ctx, cev_estimator_prior(fit, prior));
    must(ctx, cev_estimator_fit(fit, customers));
    cev_table *summary = summary_of(ctx, fit);
    cev_estimator_free(fit);
    return summary;
}

static int is_told(const cev_table *summary, int64_t i)
{
    return strcmp(cev_table_text(summary, "section", i), "parameter") == 0
           && !isnan(cev_table_double(summary, "std_error", i));
}

/* What the same customers said is where they say it is: nothing moves, and all
 * is known better. (EST-PRIOR-1) */
START_TEST(what_was_found_twice_is_known_better)
{
    cev_ctx *ctx = new_ctx();
    dice d = {77};
    crowd c = draw_crowd(&d, 900, 0);
    const cev_table *customers = crowd_table(ctx, &c);
    cev_table *once = believed(ctx, prior_kinds[_i], NULL, customers);
    cev_table *twice = believed(ctx, prior_kinds[_i], once, customers);
    int coefficients = 0;
    for (int64_t i = 0; i < cev_table_row_count(once); i++) {
        const char *name = cev_table_text(once, "name", i);
        double value = cev_table_double(once, "value", i);
        double error = cev_table_double(once, "std_error", i);
        if (!is_told(once, i))
            continue;
        coefficients += strstr(name, ": ") != NULL;
        ck_assert(fabs(figure(twice, name) - value) < 1e-5 * error);
        ck_assert(named(twice, "name", name, "std_error") < 0.95 * error);
    }
    ck_assert_int_eq(coefficients,
                     strcmp(prior_kinds[_i], CEV_CLV) == 0 ? 5 : 4);
    cev_table_free(once);
    cev_table_free(twice);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

static cev_table *known_of(cev_ctx *ctx, const char *name, double value,
                           double error)
{
    cev_table *table = NULL;
    must(ctx, cev_table_new(ctx, 1, &table));
    must(ctx, cev_table_copy_column(table, "name", CEV_TEXT, &name,
                                    (int64_t)sizeof name, NULL));
    must(ctx,
         cev_table_copy_column(table, "value", CEV_DOUBLE, &value, 8, NULL));
    must(ctx, cev_table_copy_column(table, "std_error", CEV_DOUBLE, &error, 8,
                                    NULL));
    return table;
}

/* Who is sure is believed, per unit of the numbers themselves; who knows
 * nothing, or speaks of a covariate that is not asked for, changes nothing. */
START_TEST(beliefs_count_as_sure_as_they_are)
{
    cev_ctx *ctx = new_ctx();
    dice d = {78};
    crowd c = draw_crowd(&d, 900, 0);
    const cev_table *customers = crowd_table(ctx, &c);
    const char *const age = "purchase: age";
    cev_table *bare = believed(ctx, CEV_BGNBD, NULL, customers);
    cev_table *sure = known_of(ctx, age, 0.25, 1e-7);
    cev_table *unsure = known_of(ctx, age, 0.25, 1e6);
    cev_table *other = known_of(ctx, "dropout: age", 9.0, 1e-3);
    cev_table *bent = believed(ctx, CEV_BGNBD, sure, customers);
    cev_table *same[2] = {believed(ctx, CEV_BGNBD, unsure, customers),
                          believed(ctx, CEV_BGNBD, other, customers)};
    ck_assert_near(figure(bent, age), 0.25, 1e-6);
    ck_assert_rel(named(bent, "name", age, "std_error"), 1e-7, 1e-3);
    ck_assert_rel(figure(bent, "prior_given"), 1.0, 0.0);
    for (int k = 0; k < 2; k++) {
        ck_assert_rel(figure(same[k], age), figure(bare, age), 1e-8);
        ck_assert_rel(figure(same[k], "alpha"), figure(bare, "alpha"), 1e-8);
        cev_table_free(same[k]);
    }
    cev_table_free(bent);
    cev_table_free(other);
    cev_table_free(unsure);
    cev_table_free(sure);
    cev_table_free(bare);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* A loaded estimator believes what the saved one did. */
START_TEST(beliefs_are_saved)
{
    static char bytes[65536];
    int64_t size = 0;
    cev_ctx *ctx = new_ctx();
    dice d = {79};
    crowd c = draw_crowd(&d, 300, 0);
    const cev_table *customers = crowd_table(ctx, &c);
    cev_table *known = known_of(ctx, "dropout: vip", -0.5, 0.01);
    cev_estimator *fit = unfitted(ctx, CEV_BGNBD), *loaded = NULL;
    must(ctx, cev_estimator_prior(fit, known));
    must(ctx, cev_estimator_fit(fit, customers));
    must(ctx, cev_estimator_save(fit, bytes, sizeof bytes, &size));
    must(ctx, cev_estimator_load(ctx, bytes, size, &loaded));
    must(ctx, cev_estimator_fit(fit, customers));
    must(ctx, cev_estimator_fit(loaded, customers));
    cev_table *one = summary_of(ctx, fit), *two = summary_of(ctx, loaded);
    ck_assert(figure(one, "dropout: vip") == figure(two, "dropout: vip"));
    ck_assert_near(figure(one, "dropout: vip"), -0.5, 0.03);
    cev_table_free(one);
    cev_table_free(two);
    cev_table_free(known);
    cev_estimator_free(fit);
    cev_estimator_free(loaded);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

typedef struct {
    const char *kind, *name;
    double value, error;
    const char *says; /* NULL: is one */
} told_prior;

START_TEST(what_is_no_coefficient_is_named)
{
    static const told_prior told[] = {
        {CEV_BGNBD, "purchase: a", 0.0, 1.0, NULL},
        {CEV_BGNBD, "dropout: a.b = c: d", -2.0, 1.0, NULL},
        {CEV_CLV, "bgnbd.purchase: a", 0.0, 1.0, NULL},
        {CEV_CLV, "gamma_gamma.spend: a", 0.0, 1.0, NULL},
        {CEV_PARETO_NBD_DYNAMIC, "purchase: a", 0.0, 1.0, NULL},
        {CEV_BGNBD, "spend: a", 0.0, 1.0, "is no parameter of bgnbd"},
        {CEV_BGNBD, "other: a", 0.0, 1.0, "is no parameter of bgnbd"},
        {CEV_BGNBD, ": a", 0.0, 1.0, "is no parameter of bgnbd"},
        {CEV_BGNBD, "bgnbd.purchase: a", 0.0, 1.0, "is no parameter of"},
        {CEV_BGNBD, "a process of more than any letters: a", 0.0, 1.0,
         "is no parameter of bgnbd"},
        {CEV_BGNBD, "purchase: a", 0.0, 2e9,
         "value[0] = 0 and std_error[0] = 2000000000; wanted a finite"},
        {CEV_CLV, "purchase: a", 0.0, 1.0, "is no parameter of clv"},
        {CEV_CLV, "other.purchase: a", 0.0, 1.0, "is no parameter of clv"},
        {CEV_BGBB, "purchase: a", 0.0, 1.0, "is no parameter of bgbb"},
        {CEV_BGNBD, "purchase: a", (double)INFINITY, 1.0,
         "value[0] = inf and std_error[0] = 1; wanted a finite number and "},
        {CEV_BGNBD, "purchase: a", 0.0, 0.0,
         "value[0] = 0 and std_error[0] = 0; wanted a finite number and "}};
    cev_ctx *ctx = new_ctx();
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        const told_prior *t = &told[i];
        cev_estimator *fit = NULL;
        cev_table *known = known_of(ctx, t->name, t->value, t->error);
        must(ctx, cev_estimator_new(ctx, t->kind, NULL, &fit));
        int32_t status = cev_estimator_prior(fit, known);
        ck_assert_int_eq(status, t->says == NULL ? CEV_OK : CEV_ERR_DOMAIN);
        ck_assert_msg(t->says == NULL
                          || strstr(cev_ctx_message(ctx), t->says) != NULL,
                      "%s", cev_ctx_message(ctx));
        cev_table_free(known);
        cev_estimator_free(fit);
    }
    cev_ctx_free(ctx);
}
END_TEST

/* As many as a fit can hold, and one more. */
START_TEST(more_beliefs_than_there_is_room_for_are_refused)
{
    enum { MOST = 65 };
    static char words[MOST][24];
    static const char *names[MOST];
    static double values[MOST], errors[MOST];
    cev_ctx *ctx = new_ctx();
    cev_estimator *fit = NULL;
    must(ctx, cev_estimator_new(ctx, CEV_BGNBD, NULL, &fit));
    for (int i = 0; i < MOST; i++) {
        snprintf(words[i], sizeof words[i], "purchase: c%d", i);
        names[i] = words[i];
        errors[i] = 1.0;
    }
    for (int64_t n = MOST - 1; n <= MOST; n++) {
        cev_table *known = NULL;
        must(ctx, cev_table_new(ctx, n, &known));
        must(ctx, cev_table_set_column(known, "name", CEV_TEXT, names,
                                       (int64_t)sizeof *names, NULL));
        must(ctx, cev_table_set_column(known, "value", CEV_DOUBLE, values, 8,
                                       NULL));
        must(ctx, cev_table_set_column(known, "std_error", CEV_DOUBLE, errors,
                                       8, NULL));
        ck_assert_int_eq(cev_estimator_prior(fit, known),
                         n < MOST ? CEV_OK : CEV_ERR_LIMIT);
        cev_table_free(known);
    }
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "row 64 is one too many with a std_error; wanted at most "
                     "64");
    cev_estimator_free(fit);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/prior_covariates");
    TCase *cases = tcase_create("prior_covariates");
    tcase_add_loop_test(cases, what_was_found_twice_is_known_better, 0,
                        PRIOR_KINDS);
    tcase_add_test(cases, beliefs_count_as_sure_as_they_are);
    tcase_add_test(cases, beliefs_are_saved);
    tcase_add_test(cases, what_is_no_coefficient_is_named);
    tcase_add_test(cases, more_beliefs_than_there_is_room_for_are_refused);
    suite_add_tcase(s, cases);
    return s;
}
