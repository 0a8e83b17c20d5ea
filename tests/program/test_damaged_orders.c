/**
 * The stream of orders from files that were damaged.
 */
#include "program/reading.h"

/* Reads damaged bytes, whole orders or each product's part: whatever comes, it
 * comes in order. */
static void read_damaged(const char *bytes, size_t n, int by_product)
{
    static seen s;
    orders_options options;
    orders_sink sink = {&s, see_order, see_skip, NULL};
    orders_report report;
    const char *path = write_file(bytes, n);
    int code;

    orders_options_init(&options);
    options.by_product = by_product;
    s.n = 0;
    s.orders = s.skips = 0;
    code = orders_read(&path, 1, &options, &sink, &report);
    unlink(path);
    ck_assert(code == ORDERS_OK || code == ORDERS_UNUSABLE);
    ck_assert((code == ORDERS_OK) == (report.error[0] == '\0'));
    orders_report_free(&report);
}

/* A Shopify file of more than 4 kB: the shared one, or the rows above. */
static size_t sample(char *out, size_t room)
{
    char path[SHARED_PATH_SIZE];
    size_t n = 0;
    FILE *file = NULL;

    if (shared_path(path, "exports/shopify_orders_export.csv"))
        file = fopen(path, "rb");
    if (file != NULL) {
        n = fread(out, 1, room, file);
        fclose(file);
        return n;
    }
    n = strlen(shopify);
    memcpy(out, shopify, n);
    while (n + strlen(shopify) < room) {
        const char *rows = strchr(shopify, '\n') + 1;

        memcpy(out + n, rows, strlen(rows));
        n += strlen(rows);
    }
    return n;
}

START_TEST(a_file_cut_anywhere_is_read_as_far_as_it_goes)
{
    char bytes[4096];
    size_t n = sample(bytes, sizeof bytes);

    for (size_t cut = 0; cut <= n; cut++)
        read_damaged(bytes, cut, cut % 2);
}
END_TEST

START_TEST(a_flipped_byte_does_no_harm)
{
    static const char evil[] = {'"', ',', '\n', '\r', '\0', '\xff', '-', '9'};
    char bytes[4096];
    size_t n = sample(bytes, sizeof bytes);

    for (size_t i = 0; i < n; i++) {
        char kept = bytes[i];

        bytes[i] = evil[i % sizeof evil];
        read_damaged(bytes, n, 1);
        bytes[i] = (char)(kept ^ (1 << i % 8));
        read_damaged(bytes, n, 0);
        bytes[i] = kept;
    }
}
END_TEST

START_TEST(plain_files_survive_damage_too)
{
    static const char text[] =
        "email,date,time,total,currency\n"
        "\"a@x\",2024-01-05,10:00,\"1,000.10\",EUR\n"
        "b@x,3/4/2024,9:00 pm,($2.50),USD\n"
        "c@x,\"Mar 3, 2024\",,1e3,JPY\nd@x,20240303,12:00:01,,\n";
    char bytes[sizeof text];

    memcpy(bytes, text, sizeof text);
    for (size_t i = 0; i < sizeof text - 1; i++) {
        read_damaged(bytes, i, 0);
        for (int value = 0; value < 256; value += 3) {
            bytes[i] = (char)value;
            read_damaged(bytes, sizeof text - 1, 0);
        }
        bytes[i] = text[i];
    }
}
END_TEST

Suite *suite(void)
{
    TCase *damage = tcase_create("damage");
    Suite *s = suite_create("program/damaged_orders");

    tcase_set_timeout(damage, 600);
    tcase_add_test(damage, a_file_cut_anywhere_is_read_as_far_as_it_goes);
    tcase_add_test(damage, a_flipped_byte_does_no_harm);
    tcase_add_test(damage, plain_files_survive_damage_too);
    suite_add_tcase(s, damage);
    return s;
}
