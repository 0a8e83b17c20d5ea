/**
 * The text of rules: read, and if it is one, run on a few customers, with gaps
 * and texts among what they know.
 */
#ifndef TESTS_FUZZ_RULES_H
#define TESTS_FUZZ_RULES_H

#include "fuzz/input.h"
#include "segment/rules.h"

enum { RULES_CUSTOMERS = 6, RULES_BYTES = 4000 };

/* Customers with the columns x, T, town and é. */
static cev_table *rules_customers(void)
{
    static const double x[] = {0, 1, 2, NAN, 1e308, -0.0};
    static const double T[] = {1, 30, 365, 365, NAN, INFINITY};
    static const char *const towns[] = {"a", "b", "it's", NULL, "", "x"};
    static cev_table *made;
    if (made == NULL
        && (cev_table_new(host, RULES_CUSTOMERS, &made) != CEV_OK
            || cev_table_set_column(made, "x", CEV_DOUBLE, x, 8, NULL) != CEV_OK
            || cev_table_set_column(made, "T", CEV_DOUBLE, T, 8, NULL) != CEV_OK
            || cev_table_set_column(made, "\303\251", CEV_DOUBLE, x, 8, NULL)
                   != CEV_OK
            || cev_table_set_column(made, "town", CEV_TEXT, towns,
                                    sizeof towns[0], NULL)
                   != CEV_OK))
        abort();
    return made;
}

/* Each customer is in a group that the rules name. */
static void run_rules(const cev__rules *rules)
{
    int32_t group[RULES_CUSTOMERS];
    int32_t status = cev__rules_place(host, rules, rules_customers(), group);
    check_status(status);
    for (int i = 0; status == CEV_OK && i < RULES_CUSTOMERS; i++)
        if (group[i] < 0 || group[i] >= rules->names.count)
            abort();
}

/** The input is the text; options are UTF-8, or they are refused before. */
static void try_input(const uint8_t *data, size_t size)
{
    static char text[RULES_BYTES + 1];
    cev__rules rules;
    if (host == NULL)
        host_open();
    (void)rules_customers();
    int64_t held = host_held;
    if (size > RULES_BYTES)
        size = RULES_BYTES;
    memcpy(text, data, size);
    text[size] = '\0';
    if (!cev__utf8_valid(text))
        return;
    int32_t status = cev__rules_parse(host, text, &rules);
    check_status(status);
    if (status == CEV_ERR_MEMORY)
        abort();
    if (status == CEV_OK) {
        run_rules(&rules);
        cev__rules_free(host, &rules);
    }
    if (host_held != held)
        abort();
}

#endif
