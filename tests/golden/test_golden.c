/*
 * Saved bytes of every version load for ever and answer the same to the bit.
 * CEV_GOLDEN=write (make golden) adds what the version of today lacks; what is
 * there is never written again.
 */
#include "golden/golden.h"

#include <glob.h>

static golden_frame asked, asked_periods;
static cev_table *customers, *periods;

static void open_customers(void)
{
    open_ctx();
    customers = golden_table(GOLDEN "customers.csv", &asked);
    periods = golden_table(GOLDEN "periods.csv", &asked_periods);
    expect_ok(cev_table_set_periods(customers, periods));
}

static void close_customers(void)
{
    cev_table_free(customers);
    cev_table_free(periods);
    sheet_close(asked.file);
    sheet_close(asked_periods.file);
    close_ctx();
}

/* ---- Answers ------------------------------------------------------------ */

static int32_t ask_segmenter(const void *bytes, int64_t size,
                             const char *question, cev_table **out)
{
    cev_segmenter *loaded = NULL;
    int32_t status = cev_segmenter_load(ctx, bytes, size, &loaded);
    if (status == CEV_OK && strcmp(question, "assign") == 0)
        status = cev_segmenter_assign(loaded, customers, NULL, out);
    else if (status == CEV_OK)
        status = cev_segmenter_profile(loaded, NULL, out);
    cev_segmenter_free(loaded);
    return status;
}

static int32_t ask_estimator(const void *bytes, int64_t size, cev_table **out)
{
    cev_estimator *loaded = NULL;
    int32_t status = cev_estimator_load(ctx, bytes, size, &loaded);
    if (status == CEV_OK)
        status = cev_estimator_predict(loaded, customers, NULL, out);
    cev_estimator_free(loaded);
    return status;
}

/* Any other question is the name of a ledger. */
static int32_t ask_portfolio(const void *bytes, int64_t size,
                             const char *question, cev_table **out)
{
    cev_portfolio *loaded = NULL;
    int32_t status = cev_portfolio_load(ctx, bytes, size, &loaded);
    if (status == CEV_OK && strcmp(question, "summarise") == 0)
        status = cev_portfolio_summarise(loaded, GOLDEN_AS_OF, NULL, out);
    else if (status == CEV_OK)
        status = cev_portfolio_export(loaded, question, out);
    cev_portfolio_free(loaded);
    return status;
}

static cev_table *answer_of(const void *bytes, int64_t size,
                            const char *question)
{
    cev_table *answer = NULL;
    if (strcmp(question, "predict") == 0)
        expect_ok(ask_estimator(bytes, size, &answer));
    else if (strcmp(question, "assign") == 0
             || strcmp(question, "profile") == 0)
        expect_ok(ask_segmenter(bytes, size, question, &answer));
    else
        expect_ok(ask_portfolio(bytes, size, question, &answer));
    return answer;
}

static int64_t read_bytes(const char *path, void *bytes)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s cannot be read", path);
    size_t size = fread(bytes, 1, GOLDEN_BYTES, file);
    fclose(file);
    return (int64_t)size;
}

/* One line of answers.txt in a folder. */
static void check_line(const char *folder, const char *line)
{
    static uint8_t bytes[GOLDEN_BYTES];
    char name[64], question[32], names[512], path[1024];
    uint32_t wanted;
    ck_assert_msg(sscanf(line, "%63s %31s %" SCNx32 " %511s", name, question,
                         &wanted, names)
                      == 4,
                  "%s: %s", folder, line);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int64_t size = read_bytes(path, bytes);
    cev_table *answer = answer_of(bytes, size, question);
    uint32_t seen = golden_hash(answer, names);
    if (seen != wanted)
        ck_abort_msg("%s answers %s by %08" PRIx32 ", wanted %08" PRIx32, path,
                     question, seen, wanted);
    cev_table_free(answer);
}

START_TEST(saved_bytes_of_every_version_answer_as_they_did)
{
    glob_t found;
    char line[1024];
    int lines = 0;
    ck_assert_int_eq(glob(GOLDEN "*/answers.txt", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *path = found.gl_pathv[i];
        FILE *file = fopen(path, "r");
        ck_assert_ptr_nonnull(file);
        *strrchr(path, '/') = '\0';
        for (; fgets(line, sizeof line, file) != NULL; lines++)
            check_line(path, line);
        fclose(file);
    }
    globfree(&found);
    ck_assert_int_gt(lines, any_kind_count);
}
END_TEST

static int is_there(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

/* The file of a name in the folder of today's version. */
static void path_of(char path[128], const char *name)
{
    snprintf(path, 128, GOLDEN "%d.%d/%s.cev", CEV_VERSION_MAJOR,
             CEV_VERSION_MINOR, name);
}

START_TEST(every_kind_of_today_is_there)
{
    char path[128];
    for (int k = 0; k < any_kind_count; k++) {
        path_of(path, any_kinds[k].name);
        if (!is_there(path))
            ck_abort_msg("%s is not there yet: make golden", path);
    }
}
END_TEST

/* ---- Writing ------------------------------------------------------------ */

static void write_table(const char *path, const cev_table *table)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    int64_t columns = cev_table_column_count(table);
    for (int64_t c = 0; c < columns; c++)
        fprintf(file, "%s%s", c > 0 ? "," : "", cev_table_name(table, c));
    for (int64_t i = 0; i < cev_table_row_count(table); i++) {
        for (int64_t c = 0; c < columns; c++) {
            const char *name = cev_table_name(table, c);
            const char *text = cev_table_text(table, name, i);
            double number = cev_table_double(table, name, i);
            fputs(c > 0 ? "," : "\n", file);
            if (text != NULL)
                fputs(text, file);
            else if (!isnan(number))
                fprintf(file, "%.17g", number);
        }
    }
    fputc('\n', file);
    fclose(file);
}

/* What bytes answer to a question now, as a line. */
static void write_answer(FILE *lines, const char *name, const void *bytes,
                         int64_t size, const char *question)
{
    char names[512] = "";
    cev_table *answer = answer_of(bytes, size, question);
    for (int64_t c = 0; c < cev_table_column_count(answer); c++) {
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", c > 0 ? "," : "",
                 cev_table_name(answer, c));
    }
    fprintf(lines, "%s.cev %s %08" PRIx32 " %s\n", name, question,
            golden_hash(answer, names), names);
    cev_table_free(answer);
}

/* A file that is not there yet, and what it answers to each question. */
static void write_golden(const char *name, const void *bytes, int64_t size,
                         const char *const *questions)
{
    char path[128];
    path_of(path, name);
    FILE *file = fopen(path, "wb");
    ck_assert_msg(file != NULL, "%s cannot be written", path);
    ck_assert_uint_eq(fwrite(bytes, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    strcpy(strrchr(path, '/'), "/answers.txt");
    FILE *lines = fopen(path, "a");
    ck_assert_ptr_nonnull(lines);
    for (; *questions != NULL; questions++)
        write_answer(lines, name, bytes, size, *questions);
    fclose(lines);
}

static void write_kinds(void)
{
    static const char *const of_estimators[] = {"predict", NULL};
    static const char *const of_segmenters[] = {"assign", "profile", NULL};
    static uint8_t bytes[GOLDEN_BYTES];
    char path[128];
    for (int k = 0; k < any_kind_count; k++) {
        int64_t size = 0;
        void *fitted = NULL;
        path_of(path, any_kinds[k].name);
        if (is_there(path))
            continue;
        expect_ok(any_fit(ctx, k, customers, &fitted));
        expect_ok(any_save(k, fitted, bytes, sizeof bytes, &size));
        any_free(k, fitted);
        write_golden(any_kinds[k].name, bytes, size,
                     any_kinds[k].segmenter ? of_segmenters : of_estimators);
    }
}

/* Sixty orders of nine customers; of those known by number the names are not
 * used. */
static void record_orders(cev_portfolio *shop, int by_name)
{
    static const char *const names[9] = {"Ada", "Bo",  "Cem", "Di", "Eve",
                                         "Flo", "Gus", "Hal", "Zo\303\253"};
    for (int i = 0; i < 60; i++) {
        int64_t time = INT64_C(1600000000) + i * 100000;
        double amount = i % 8 == 0   ? (double)NAN
                        : i % 5 == 0 ? -3.5
                                     : 10.0 + i;
        expect_ok(by_name ? cev_portfolio_order(shop, names[i * i % 9], time,
                                                amount)
                          : cev_portfolio_order_id(shop, i * i % 9 - 4, time,
                                                   amount));
    }
}

/* A few events in each ledger. */
static void record_events(cev_portfolio *shop)
{
    static const char *const ledgers[] = {CEV_CONTACTS, CEV_TOUCHES,
                                          CEV_SURVEYS, CEV_CANCELLATIONS};
    static const char *const keys[] = {"call", "spring", "nps", NULL};
    for (int i = 0; i < 12; i++)
        expect_ok(cev_portfolio_event(
            shop, ledgers[i % 4], i % 2 ? "Ada" : "Ida",
            INT64_C(1600000000) + i * 5000, keys[i % 4],
            i % 4 == 3 ? (double)NAN : (double)(i % 4 == 1 ? i / 4 % 2 : i),
            NULL));
    expect_ok(cev_portfolio_event(shop, CEV_ATTRIBUTES, "Ada", CEV_ALWAYS,
                                  "town", (double)NAN, "Ulm"));
    expect_ok(cev_portfolio_event(shop, CEV_ATTRIBUTES, "Bo",
                                  INT64_C(1600000000), "age", 41.0, NULL));
}

/* Orders with all that can be told of them. */
static void record_details(cev_portfolio *shop)
{
    static const char *const who[4] = {"Ada", "Bo", "Ada", "Cem"};
    static const char *const channel[4] = {"web", "till", NULL, "web"};
    static const char *const product[4] = {"tea", NULL, "tea", "mug"};
    static const int64_t time[4] = {1600000000, 1600500000, 1601000000,
                                    1602000000};
    static const double amount[4] = {20.0, 7.5, 12.25, -4.0};
    static const double items[4] = {2.0, 1.0, (double)NAN, -1.0};
    static const double discount[4] = {0.1, (double)NAN, 0.0, 0.0};
    static const double cost[4] = {9.0, 3.0, 6.0, -1.5};
    cev_table *orders = frame_of(ctx, 4);
    put_texts(orders, "customer", who);
    expect_ok(cev_table_set_column(orders, "time", CEV_INT64, time, 8, NULL));
    put_numbers(orders, "amount", amount);
    put_texts(orders, "channel", channel);
    put_texts(orders, "product", product);
    put_numbers(orders, "items", items);
    put_numbers(orders, "discount", discount);
    put_numbers(orders, "cost", cost);
    expect_ok(cev_portfolio_record(shop, CEV_ORDERS, orders));
    cev_table_free(orders);
}

static void write_shops(void)
{
    static const char *const names[] = {"shop_names", "shop_numbers",
                                        "shop_events", "shop_details"};
    static const char *const questions[][8] = {
        {"summarise", CEV_ORDERS},
        {"summarise", CEV_ORDERS},
        {"summarise", CEV_ORDERS, CEV_CONTACTS, CEV_TOUCHES, CEV_SURVEYS,
         CEV_ATTRIBUTES, CEV_CANCELLATIONS},
        {"summarise", CEV_ORDERS, CEV_SURVEYS}};
    static uint8_t bytes[GOLDEN_BYTES];
    for (int i = 0; i < 4; i++) {
        char path[128];
        int64_t size = 0;
        cev_portfolio *shop = NULL;
        path_of(path, names[i]);
        if (is_there(path))
            continue;
        expect_ok(cev_portfolio_new(ctx, &shop));
        record_orders(shop, i != 1);
        if (i >= 2)
            record_events(shop);
        if (i == 3)
            record_details(shop);
        expect_ok(cev_portfolio_save(shop, bytes, sizeof bytes, &size));
        cev_portfolio_free(shop);
        write_golden(names[i], bytes, size, questions[i]);
    }
}

/* The customers are those of any_kind.h; their logarithms are written down. */
START_TEST(what_is_not_there_is_written)
{
    cev_table *made = any_customers(ctx);
    if (!is_there(GOLDEN "customers.csv"))
        write_table(GOLDEN "customers.csv", made);
    if (!is_there(GOLDEN "periods.csv"))
        write_table(GOLDEN "periods.csv", any_periods);
    free_any_customers(made);
    close_ctx();
    open_customers();
    write_kinds();
    write_shops();
    close_customers();
    open_ctx();
}
END_TEST

Suite *suite(void)
{
    const char *told = getenv("CEV_GOLDEN");
    list_any_kinds();
    Suite *s = suite_create("golden");
    if (told != NULL && strcmp(told, "write") == 0) {
        TCase *writing = case_with_ctx("writing");
        tcase_add_test(writing, what_is_not_there_is_written);
        suite_add_tcase(s, writing);
    }
    TCase *cases = tcase_create("golden");
    tcase_add_checked_fixture(cases, open_customers, close_customers);
    tcase_add_test(cases, saved_bytes_of_every_version_answer_as_they_did);
    tcase_add_test(cases, every_kind_of_today_is_there);
    suite_add_tcase(s, cases);
    return s;
}
