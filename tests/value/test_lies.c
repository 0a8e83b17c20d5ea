/* Saved estimators in which somebody wrote other numbers: refused, in words, or
   harmless. */
#include "core/any_kind.h"
#include "value/lies.h"

/* Kinds whose bytes differ, what their refusals say, and how often they do at
 * least. */
static const struct {
    const char *kind, *message;
    int64_t refused;
} lied_about[] = {{CEV_GAMMA_GAMMA, "hold no fitted spend model", 100},
                  {CEV_SBG, "hold no fitted", 60},
                  {CEV_BDW, "hold no fitted", 60},
                  {CEV_BGBB, "hold no fitted", 100},
                  {CEV_CLV, "hold no", 200},
                  {CEV_PARETO_NBD_DYNAMIC, "hold no", 100}};

START_TEST(no_lie_about_a_model_does_harm)
{
    int k = 0;
    void *fitted = NULL;
    while (strcmp(any_kinds[k].name, lied_about[_i].kind) != 0)
        k++;
    cev_table *customers = any_customers(ctx);
    expect_ok(any_fit(ctx, k, customers, &fitted));
    ck_assert_int_ge(lies_refused(ctx, fitted, lied_about[_i].message),
                     lied_about[_i].refused);
    cuts_are_refused(ctx, fitted);
    any_free(k, fitted);
    free_any_customers(customers);
}
END_TEST

Suite *suite(void)
{
    list_any_kinds();
    TCase *cases = case_with_ctx("lies");
    tcase_add_loop_test(cases, no_lie_about_a_model_does_harm, 0,
                        sizeof lied_about / sizeof lied_about[0]);
    Suite *s = suite_create("value/lies");
    suite_add_tcase(s, cases);
    return s;
}
