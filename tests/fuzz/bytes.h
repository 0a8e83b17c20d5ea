/**
 * Saved bytes from somebody who knows the layout: those of a fitted kind or of
 * a shop, damaged as the input says and sealed with a right checksum, or a
 * payload that is the input's own. A reader either refuses them, leaving
 * nothing behind, or gives an object that answers and can be saved and loaded
 * again.
 */
#ifndef TESTS_FUZZ_BYTES_H
#define TESTS_FUZZ_BYTES_H

#include "core/any_kind.h"
#include "core/seal.h"
#include "fuzz/input.h"

#include <float.h>

enum { BYTES_ROOM = 1 << 17, BYTES_SHOPS = 2, BYTES_USES = 8 };

static cev_table *bytes_customers;

/* What is saved: each kind, then shops whose customers have names or
 * numbers. */
static struct {
    uint8_t *bytes;
    int64_t size; /* 0: not made yet */
} pristine[ANY_KINDS + BYTES_SHOPS];

/* What has to go well. */
static void expect_host(int32_t status)
{
    expect_status_of(host, status, CEV_OK, "a call that makes bytes");
}

static const char *const bytes_ledgers[] = {
    CEV_ORDERS, CEV_CONTACTS, CEV_TOUCHES, CEV_SURVEYS, CEV_ATTRIBUTES,
    CEV_CANCELLATIONS};

enum { BYTES_LEDGERS = sizeof bytes_ledgers / sizeof bytes_ledgers[0] };

/* Forty orders of four or nine customers, and what else is known of them. */
static cev_portfolio *bytes_shop(int by_name)
{
    static const char *const names[] = {"Ada", "Bo", "Cem", "Zo\303\253"};
    const int64_t begin = 1600000000, step = 100000;
    cev_portfolio *shop = NULL;
    expect_host(cev_portfolio_new(host, &shop));
    for (int i = 0; i < 40; i++) {
        double amount = i % 8 == 0 ? (double)NAN : i % 5 == 0 ? -3.5 : 10.0 + i;
        int64_t time = begin + i * step;
        expect_host(by_name ? cev_portfolio_order(shop, names[i * i % 4], time,
                                                  amount)
                            : cev_portfolio_order_id(shop, i * i % 9, time,
                                                     amount));
    }
    for (int i = 1; i < BYTES_LEDGERS; i++) {
        double number = i < 4 ? 1.0 : (double)NAN;
        const char *ledger_name = bytes_ledgers[i];
        const char *text = i == 4 ? "blue" : NULL;
        expect_host(by_name ? cev_portfolio_event(shop, ledger_name, names[i % 4],
                                                  begin, "mail", number, text)
                            : cev_portfolio_event_id(shop, ledger_name, i, begin,
                                                     "mail", number, text));
    }
    return shop;
}

/* Makes and keeps the bytes of one of them. */
static void make_pristine(int which)
{
    int64_t size = 0;
    host_calls = -1000000; /* this may take its time */
    pristine[which].bytes = malloc(BYTES_ROOM);
    if (which >= any_kind_count) {
        cev_portfolio *shop = bytes_shop(which == any_kind_count);
        expect_host(cev_portfolio_save(shop, pristine[which].bytes, BYTES_ROOM,
                                      &size));
        cev_portfolio_free(shop);
    } else {
        void *fitted = NULL;
        expect_host(any_fit(host, which, bytes_customers, &fitted));
        expect_host(any_save(which, fitted, pristine[which].bytes, BYTES_ROOM,
                            &size));
        any_free(which, fitted);
    }
    pristine[which].size = size;
}

static void bytes_open(void)
{
    if (host != NULL)
        return;
    host_open();
    list_any_kinds();
    bytes_customers = any_customers(host);
}

/* ---- Damage -------------------------------------------------------------- */

/* A number that readers tend to stumble over. */
static void plant_number(uint8_t *at)
{
    static const int64_t wholes[] = {
        0,         1,         -1,        2,          7,
        INT64_MAX, INT64_MIN, INT32_MAX, 4294967296, INT64_MAX / 8};
    static const double numbers[] = {NAN,      INFINITY, -INFINITY, -0.0,
                                     -1.0,     DBL_MAX,  -DBL_MAX,  4.9e-324,
                                     1e-300,   1e290,    0.0,       1e17};
    cev__writer writer = {at, 8, 0};
    int byte = next_byte();
    if (byte < 100)
        cev__write_i64(&writer, wholes[byte % 10]);
    else if (byte < 220)
        cev__write_double(&writer, numbers[byte % 12]);
    else
        cev__write_double(&writer, next_number());
}

/* Takes some bytes out, or puts some in twice; returns the payload's size. */
static int64_t shift_bytes(uint8_t *payload, int64_t size, int64_t from)
{
    int byte = next_byte();
    int64_t length = 1 + byte / 2 % (size - from < 16 ? size - from : 16);
    if (byte % 2 == 0) {
        memmove(payload + from, payload + from + length,
                (size_t)(size - from - length));
        return size - length;
    }
    memmove(payload + from + length, payload + from, (size_t)(size - from));
    return size + length;
}

/* One damage; returns the payload's size. */
static int64_t damage(uint8_t *payload, int64_t size)
{
    int what = next_byte() % 6;
    int64_t at = (next_byte() << 8 | next_byte()) % size;
    switch (what) {
    case 0:
        payload[at] ^= (uint8_t)(1 << next_byte() % 8);
        return size;
    case 1:
        payload[at] = (uint8_t)next_byte();
        return size;
    case 2:
    case 3:
        if (at + 8 <= size)
            plant_number(payload + at);
        return size;
    case 4:
        return shift_bytes(payload, size, at);
    default:
        return at + 1;
    }
}

/* ---- What is loaded ------------------------------------------------------ */

static int32_t load_bytes(int which, const uint8_t *bytes, int64_t size,
                          void **out)
{
    if (which < any_kind_count)
        return any_load(host, which, bytes, size, out);
    cev_portfolio *shop = NULL;
    int32_t status = cev_portfolio_load(host, bytes, size, &shop);
    *out = shop;
    return status;
}

static void use_shop(const cev_portfolio *shop)
{
    cev_table *out = NULL;
    for (int i = 0; i < BYTES_LEDGERS; i++) {
        int32_t status = cev_portfolio_export(shop, bytes_ledgers[i], &out);
        check_answer(status, out);
        out = NULL;
    }
    int32_t status = cev_portfolio_report(shop, CEV_LATEST, NULL, &out);
    check_answer(status, out);
    out = NULL;
    status = cev_portfolio_features(shop, CEV_LATEST, NULL, &out);
    check_answer(status, out);
}

/* What it foresees of customers, if it is an estimator. */
static void use_model(int which, const void *object)
{
    cev_table *out = NULL;
    if (any_kinds[which].segmenter)
        return;
    int32_t status =
        cev_estimator_predict(object, bytes_customers, NULL, &out);
    check_answer(status, out);
}

/* Asks an object all it answers, saves and loads it. Asking may end in a
 * refusal, of parameters that are absurd, or be stopped; it never takes
 * memory without measure. */
static void use_bytes(int which, void *object)
{
    static uint8_t again[BYTES_ROOM];
    int64_t size = 0;
    void *second = NULL;
    int32_t status = CEV_OK;
    host_calls = 0;
    if (which >= any_kind_count) {
        use_shop(object);
    } else {
        use_model(which, object);
        status = any_use(which, object, bytes_customers);
    }
    if (status != CEV_OK && status != CEV_ERR_CANCELLED)
        abort();
    status = which < any_kind_count
                 ? any_save(which, object, again, sizeof again, &size)
                 : cev_portfolio_save(object, again, sizeof again, &size);
    if (status != CEV_OK
        || load_bytes(which, again, size, &second) != CEV_OK)
        abort();
    if (which < any_kind_count)
        any_free(which, second);
    else
        cev_portfolio_free(second);
}

/* Integrals of Pareto/GGG take hours where its parameters are absurd, as t far
 * from 1 or alpha next to 0 (docs/reliability.md): it is loaded and not
 * asked. */
static int is_asked(int which)
{
    return which >= any_kind_count
           || strcmp(any_kinds[which].name, CEV_PARETO_GGG) != 0;
}

/* Loads bytes, which either are refused as such or give an object; they take no
 * more memory than a multiple of theirs. */
static void try_bytes(int which, const uint8_t *bytes, int64_t size, int asks)
{
    void *object = NULL;
    int64_t held = host_peak = host_held;
    int32_t status = load_bytes(which, bytes, size, &object);
    check_status(status);
    if (host_peak - held > 100 * size + 100000)
        abort();
    if ((status == CEV_OK) != (object != NULL)
        || (status != CEV_OK && status != CEV_ERR_FORMAT
            && status != CEV_ERR_KIND && status != CEV_ERR_OPTION))
        abort();
    if (object == NULL)
        return;
    if (asks && is_asked(which))
        use_bytes(which, object);
    if (which < any_kind_count)
        any_free(which, object);
    else
        cev_portfolio_free(object);
}

static void try_input(const uint8_t *data, size_t size)
{
    static uint8_t bytes[2 * BYTES_ROOM];
    bytes_open();
    input_begin(data, size);
    int which = next_byte() % (any_kind_count + BYTES_SHOPS);
    int how = next_byte();
    if (pristine[which].size == 0)
        make_pristine(which);
    int64_t held = host_held;
    int64_t payload = pristine[which].size - SEAL_HEAD - SEAL_TAIL;
    memcpy(bytes, pristine[which].bytes, (size_t)pristine[which].size);
    if (how == 255)
        for (payload = 0; input_at < input_end && payload < BYTES_ROOM;)
            bytes[SEAL_HEAD + payload++] = (uint8_t)next_byte();
    else
        for (int times = 1 + how % 3; times > 0 && payload > 16; times--)
            payload = damage(bytes + SEAL_HEAD, payload);
    try_bytes(which, bytes, seal(bytes, payload), how / 3 % BYTES_USES == 0);
    if (host_held != held)
        abort();
}

#endif
