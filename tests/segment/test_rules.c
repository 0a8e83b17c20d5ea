/* The segmenter rules. */
#include "groups.h"

#include <stdio.h>

/* Columns x, revenue and city of six customers. */
static void draw_cities(void)
{
    static const double x[] = {0, 5, 10, 2, 7, 1};
    static const double revenue[] = {50, 900, 2000, NAN, 1200, -20};
    static const char *const city[] = {"Berlin", "Bonn", "Berlin",
                                       "Köln",   NULL,   "O'Hara"};
    data.rows = 6;
    data.columns = 2;
    data.names[0] = "x";
    data.names[1] = "revenue";
    data.texts = 1;
    data.text_names[0] = "city";
    for (int i = 0; i < 6; i++) {
        data.values[0][i] = x[i];
        data.values[1][i] = revenue[i];
        data.text[0][i] = city[i];
    }
}

static void set_rules(const char *text)
{
    static char settings[2000];
    ck_assert_uint_lt(strlen(text), sizeof settings - 10);
    strcpy(settings, "rules=");
    strcat(settings, text);
    fit_groups(CEV_RULES, settings);
}

/* Who is in "yes", a mark a customer. */
static void check_condition(const char *condition, const char *wanted)
{
    char text[600], seen[7] = "";
    ck_assert_uint_lt(strlen(condition), sizeof text - 20);
    strcpy(text, "yes: ");
    strcat(text, condition);
    set_rules(text);
    for (int64_t i = 0; i < 6; i++)
        seen[i] = strcmp(segment_of(i), "yes") == 0 ? '+' : '-';
    if (strcmp(seen, wanted) != 0)
        ck_abort_msg("%s: %s, wanted %s", condition, seen, wanted);
}

START_TEST(conditions_mean_what_they_say)
{
    static const char *const cases[][2] = {
        {"revenue > 1000 and x >= 5", "--+-+-"},
        {"revenue > 1000 or x = 0", "+-+-+-"},
        {"not revenue > 1000", "++---+"}, /* a gap is neither */
        {"not (revenue > 1000 or x = 0)", "-+---+"},
        {"x = 0 or x = 5 and revenue < 0", "+-----"}, /* and binds closer */
        {"(x = 0 or x = 5) and revenue > 0", "++----"},
        {"x + 2 * 3 = 11", "-+----"},
        {"(x + 2) * 3 >= 21", "-++-+-"},
        {"10 - x - 3 = 2", "-+----"}, /* from the left */
        {"20 / x / 2 = 2", "-+----"},
        {"revenue / x > 0", "-++-+-"}, /* by nothing is not known */
        {"-x < -4", "-++-+-"},
        {"- -x > 4", "-++-+-"},
        {"revenue is missing", "---+--"},
        {"revenue is not missing", "+++-++"},
        {"city is missing", "----+-"},
        {"city = 'Berlin'", "+-+---"},
        {"'Berlin' = city", "+-+---"},
        {"city != 'Berlin'", "-+-+-+"}, /* nor the gap */
        {"city = 'O''Hara'", "-----+"},
        {"city in ('Bonn', 'Köln')", "-+-+--"},
        {"city not in ('Bonn', 'Köln')", "+-+--+"},
        {"not city = 'Bonn' and (x > 4)", "--+---"},
        {"\"revenue\" <= .5e2", "+----+"},
        {"x != 5.0", "+-++++"},
        {"x > revenue", "-----+"},
        {"revenue < x", "-----+"},
        {"x\t>\r\n4", "-++-+-"},
        {"x / (x - 5) < 0", "---+-+"},
        {"1 < 2", "++++++"},
        {"revenue > 100 or x > 1", "-++++-"}, /* true whatever the gap is */
        {"revenue > 100 and x > 100", "------"},
    };
    draw_cities();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_condition(cases[i][0], cases[i][1]);
}
END_TEST

START_TEST(the_first_rule_decides)
{
    static const char *const wanted[] = {"small", "large", "best",
                                         "nobody knows", "best", "small"};
    draw_cities();
    set_rules("best: revenue > 1000 and x >= 5;\n"
              "large: revenue >= 900; small: x <= 1 ; small: x > 1000;"
              "else nobody knows");
    for (int64_t i = 0; i < 6; i++)
        ck_assert_str_eq(segment_of(i), wanted[i]);
    ck_assert_int_eq(cev_table_row_count(told), 4);
    ck_assert_str_eq(cev_table_text(told, "meaning", 0),
                     "revenue > 1000 and x >= 5");
    ck_assert_str_eq(cev_table_text(told, "meaning", 2),
                     "x <= 1, or x > 1000");
    ck_assert_str_eq(cev_table_text(told, "meaning", 3),
                     "whoever no rule fits");
    ck_assert_near(cev_table_double(told, "revenue", 0), 3200, 0);
    ck_assert(isnan(cev_table_double(told, "revenue", 3)));
}
END_TEST

START_TEST(rules_that_fit_nobody_are_told)
{
    draw_cities();
    set_rules("all: x >= 0; none: x < 1; else rest");
    ck_assert_int_eq(cev_table_row_count(told), 1);
    ck_assert(has_verdict("empty_segment"));
}
END_TEST

/* RULES-POINT-1 */
START_TEST(errors_point_at_the_character)
{
    static const char *const cases[][2] = {
        {"", "option rules ends at character 1; wanted a name of 1 to 200 "
             "bytes"},
        {"vip", "option rules ends at character 4; wanted \":\" between name "
                "and condition"},
        {"vip; x > 1", "option rules, character 4: \"; x > 1\"; wanted \":\" "
                       "between name and condition"},
        {"vip:", "option rules ends at character 5; wanted a number, a "
                 "column, a 'text' or \"(\""},
        {"vip: x >", "option rules ends at character 9; wanted a number, a "
                     "column, a 'text' or \"(\""},
        {"vip: x > and y > 1", "option rules, character 10: \"and\"; wanted a "
                               "number, a column, a 'text' or \"(\""},
        {"vip: x", "option rules, character 6: \"x\"; wanted a condition, "
                   "such as revenue > 100"},
        {"vip: x > 1 x", "option rules, character 12: \"x\"; wanted an "
                         "operator or \";\""},
        {"vip: (x > 1", "option rules ends at character 12; wanted \")\" or "
                        "an operator"},
        {"vip: x > 'a'", "option rules, character 8: \">\"; wanted = or != "
                         "beside a text"},
        {"vip: x + 'a' > 1", "option rules, character 10: \"'a'\"; wanted a "
                             "number or a column of numbers"},
        {"vip: 1 = 'a'", "option rules, character 6: \"1\"; wanted a column, "
                         "to compare with a text"},
        {"vip: (x > 1) > 2", "option rules, character 6: \"(\"; wanted a "
                             "number or a column of numbers"},
        {"vip: x and y > 1", "option rules, character 6: \"x\"; wanted a "
                             "condition, such as revenue > 100"},
        {"vip: x is 1", "option rules, character 11: \"1\"; wanted "
                        "\"missing\""},
        {"vip: x in 1", "option rules, character 11: \"1\"; wanted \"(\" and "
                        "texts joined by commas"},
        {"vip: x in ('a' 1", "option rules, character 16: \"1\"; wanted \",\" "
                             "or \")\""},
        {"vip: city = 'Köl", "option rules, character 13: \"'Köl\"; wanted a "
                             "number, a column, a 'text' or \"(\""},
        {"größe: x > 1 # 2", "option rules, character 14: \"# 2\"; wanted an "
                             "operator or \";\""},
        {"a: x > 12abc", "option rules, character 8: \"12abc\"; wanted a "
                         "number, a column, a 'text' or \"(\""},
        {"a: x > 1; else b; c: x > 2", "option rules, character 19: \"c\"; "
                                       "wanted nothing behind else"},
        {"a\nb: x > 1; : x > 2", "option rules, character 13: \": x > 2\"; "
                                 "wanted a name of 1 to 200 bytes"},
        {"a: x > 1; else b; else c: x", "option rules, character 19: "
                                        "\"else\"; wanted nothing behind "
                                        "else"},
        {"a: x > 1; else b c : d", "option rules, character 20: \": d\"; "
                                   "wanted \";\" or the end"},
        {"a: city = ('b')", "option rules, character 4: \"city\"; wanted a "
                            "column, to compare with a text"},
        {"a: 'b' = 'c'", "option rules, character 10: \"'c'\"; wanted a "
                         "column, to compare with a text"},
        {"a: 'b' = 1", "option rules, character 10: \"1\"; wanted a column, "
                       "to compare with a text"},
        {"a: x > 1 ~ 2", "option rules, character 10: \"~ 2\"; wanted an "
                         "operator or \";\""},
        {"a: 1 < (x > 2)", "option rules, character 8: \"(\"; wanted a "
                           "number or a column of numbers"},
        {"a: x > 1 asmanylettersasnobodywouldeverwishtoreads",
         "option rules, character 10: \"asmanylettersasnobodywouldeverwishtoread"
         "\"; wanted an operator or \";\""},
        {"a: x > 1; else", "option rules ends at character 15; wanted a name "
                           "of 1 to 200 bytes"},
    };
    draw_cities();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char settings[200] = "rules=";
        strcat(settings, cases[i][0]);
        fit_fails(CEV_RULES, settings, CEV_ERR_OPTION, cases[i][1]);
    }
}
END_TEST

START_TEST(columns_must_be_there_and_of_their_type)
{
    draw_cities();
    fit_fails(CEV_RULES, "rules=a: profit > 1", CEV_ERR_COLUMN,
              "the table has no column \"profit\"; wanted one of doubles or "
              "int64");
    fit_fails(CEV_RULES, "rules=a: city > 1", CEV_ERR_COLUMN,
              "column \"city\" is text; wanted doubles or int64");
    fit_fails(CEV_RULES, "rules=a: x = 'a'", CEV_ERR_COLUMN,
              "column \"x\" holds numbers; wanted texts");
}
END_TEST

/* As deep as it may be, and too deep. */
START_TEST(depth_is_limited)
{
    static char settings[2048];
    draw_cities();
    for (int depth = 50; depth <= 500; depth += 450) {
        strcpy(settings, "rules=a: ");
        for (int i = 0; i < depth; i++)
            strcat(settings, _i == 0 ? "(" : _i == 1 ? "not " : "-");
        strcat(settings, _i == 1 ? "x > 3" : "x");
        for (int i = 0; i < depth && _i == 0; i++)
            strcat(settings, ")");
        strcat(settings, _i == 1 ? "" : " > 3");
        free_groups();
        expect_ok(new_groups(ctx, CEV_RULES, settings, &groups));
        expect_ok(frame_table(ctx, &data, &rows_table));
        ck_assert_int_eq(cev_segmenter_fit(groups, rows_table),
                         depth == 50 ? CEV_OK : CEV_ERR_OPTION);
    }
}
END_TEST

/* Fits rules of any length. */
static int32_t fit_rules(const char *rules)
{
    cev_options *options = NULL;
    free_groups();
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, CEV_OPT_RULES, rules));
    int32_t status = cev_segmenter_new(ctx, CEV_RULES, options, &groups);
    cev_options_free(options);
    if (status == CEV_OK)
        status = frame_table(ctx, &data, &rows_table);
    return status == CEV_OK ? cev_segmenter_fit(groups, rows_table) : status;
}

START_TEST(numbers_of_groups_columns_and_bytes_are_limited)
{
    static char many[101000];
    char *at = many;
    draw_cities();
    for (int i = 0; i < 99; i++)
        at += sprintf(at, "g%d: x > %d; ", i, i);
    expect_ok(fit_rules(many));
    sprintf(at, "g99: x > 99; g100: x > 100");
    expect_failure(fit_rules(many), CEV_ERR_LIMIT,
                   "option rules names more than 100 groups");
    at = many + sprintf(many, "a: x > 0");
    for (int i = 0; i < 100; i++)
        at += sprintf(at, " or c%d > 0", i);
    expect_failure(fit_rules(many), CEV_ERR_LIMIT,
                   "option rules names more than 100 columns");
    memset(many, ' ', 100001);
    memcpy(many, "a: x > 0", 8);
    many[100000] = '\0';
    expect_ok(fit_rules(many));
    many[100000] = ' ';
    many[100001] = '\0';
    expect_failure(fit_rules(many), CEV_ERR_LIMIT,
                   "option rules has 100001 bytes; wanted at most 100000");
}
END_TEST

/* What stands in a profile is cut, between rules. */
START_TEST(long_rules_are_told_in_part)
{
    static char rules[2000];
    char *at = rules;
    draw_cities();
    for (int i = 0; i < 40; i++)
        at += sprintf(at, "a: x < %d; ", 1000 + i);
    expect_ok(fit_rules(rules));
    expect_ok(cev_segmenter_profile(groups, NULL, &told));
    const char *said = cev_table_text(told, "meaning", 0);
    ck_assert_ptr_nonnull(said);
    ck_assert_uint_lt(strlen(said), 400);
    ck_assert_str_eq(said + strlen(said) - 8, ", or ...");
}
END_TEST

START_TEST(long_names_are_refused)
{
    static char rules[300];
    draw_cities();
    memset(rules, 'a', 200);
    strcpy(rules + 200, ": x > 1");
    expect_ok(fit_rules(rules));
    memset(rules, 'a', 201);
    strcpy(rules + 201, ": x > 1");
    expect_failure(fit_rules(rules), CEV_ERR_OPTION,
                   "option rules, character 1: \"aaaaaaaaaaaaaaaaaaaa\"; "
                   "wanted a name of 1 to 200 bytes");
}
END_TEST

/* Saves the rules of `groups` with words of theirs replaced by others, as long,
 * and sealed: loading them fails so. */
static void load_other_words(const char *words, const char *others,
                             const char *message)
{
    static uint8_t bytes[200000];
    cev_segmenter *loaded = NULL;
    int64_t size = 0;
    expect_ok(cev_segmenter_save(groups, bytes, sizeof bytes, &size));
    size_t length = strlen(words);
    int64_t at = size - (int64_t)length; /* behind the options */
    while (at > 0 && memcmp(bytes + at, words, length) != 0)
        at--;
    ck_assert_int_gt(at, 0);
    memcpy(bytes + at, others, length);
    seal(bytes, size - SEAL_HEAD - SEAL_TAIL);
    expect_failure(cev_segmenter_load(ctx, bytes, size, &loaded),
                   CEV_ERR_FORMAT, message);
    ck_assert_ptr_null(loaded);
}

START_TEST(saved_rules_of_other_groups_are_refused)
{
    static char many[3000];
    char *at = many;
    draw_cities();
    expect_ok(fit_rules("a: x > 3; else b"));
    load_other_words("else b", "else a",
                     "the bytes hold other groups than their rules");
    load_other_words("else b", "elbe b",
                     "the bytes hold rules that cannot be read");
    for (int i = 0; i < 99; i++)
        at += sprintf(at, "g%d: x > %d; ", i, i);
    strcpy(at, "g98 : x > 100");
    expect_ok(fit_rules(many));
    load_other_words("g98 : x > 100", "g99a: x > 100",
                     "the bytes hold rules that cannot be read");
}
END_TEST

/* Words in any order are read or refused, never more. */
START_TEST(hostile_texts_are_read_or_refused)
{
    static const char *const words[] = {
        "x",   "revenue", "city", "'a'", "1",   "2.5e3", "(",   ")",  "and",
        "or",  "not",     "is",   "in",  ",",   "<",     ">=",  "!=", "=",
        "+",   "-",       "*",    "/",   ":",   ";",     "else", "a:", "missing",
        "'",   "\"",      "\"x\"", "#",  "é",   "..",    "1e999"};
    uint64_t seed = 11;
    draw_cities();
    for (int i = 0; i < 3000; i++) {
        char settings[700] = "rules=a: ";
        int count = (int)(chance(&seed) * 14);
        for (int k = 0; k < count; k++) {
            strcat(settings, words[(int)(chance(&seed) * 34)]);
            strcat(settings, chance(&seed) < 0.8 ? " " : "");
        }
        free_groups();
        if (new_groups(ctx, CEV_RULES, settings, &groups) != CEV_OK)
            continue;
        expect_ok(frame_table(ctx, &data, &rows_table));
        int32_t status = cev_segmenter_fit(groups, rows_table);
        ck_assert(status == CEV_OK || status == CEV_ERR_OPTION
                  || status == CEV_ERR_COLUMN);
    }
}
END_TEST

START_TEST(any_order_of_rows_gives_the_same_bytes)
{
    draw_heaps(1000, 3);
    check_any_order(CEV_RULES, "rules=a: x > 3; b: revenue < 4; else c");
}
END_TEST

START_TEST(small_shops_have_tables)
{
    data.columns = 1;
    data.names[0] = "x";
    check_small_shops(CEV_RULES, "rules=a: x > 3; else b");
}
END_TEST

START_TEST(models_are_saved_and_loaded)
{
    draw_cities();
    check_saving(CEV_RULES, "rules=a: x > 3 and city = 'Berlin'; else b");
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    static const char *const life[] = {
        CEV_RULES, "rules=a: x > 3 and city in ('Bonn', 'Köln') or city != "
                   "'Ulm' or city != 'a' or city != 'b' or city != 'c' or "
                   "city != 'd' or city != 'e' or city != 'f' or city != 'g' "
                   "or city != 'h' or city != 'i' or city != 'j'; else b"};
    draw_cities();
    fail_each_allocation(groups_life, (void *)life);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_groups("rules");
    tcase_add_test(cases, conditions_mean_what_they_say);
    tcase_add_test(cases, the_first_rule_decides);
    tcase_add_test(cases, rules_that_fit_nobody_are_told);
    tcase_add_test(cases, errors_point_at_the_character);
    tcase_add_test(cases, columns_must_be_there_and_of_their_type);
    tcase_add_loop_test(cases, depth_is_limited, 0, 3);
    tcase_add_test(cases, numbers_of_groups_columns_and_bytes_are_limited);
    tcase_add_test(cases, long_rules_are_told_in_part);
    tcase_add_test(cases, long_names_are_refused);
    tcase_add_test(cases, saved_rules_of_other_groups_are_refused);
    tcase_add_test(cases, hostile_texts_are_read_or_refused);
    tcase_add_test(cases, any_order_of_rows_gives_the_same_bytes);
    tcase_add_test(cases, small_shops_have_tables);
    tcase_add_test(cases, models_are_saved_and_loaded);
    tcase_add_test(cases, every_allocation_may_fail);
    Suite *all = suite_create("rules");
    suite_add_tcase(all, cases);
    return all;
}
