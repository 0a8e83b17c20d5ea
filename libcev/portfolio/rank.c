/*
 * Customers in an order that does not depend on recording, by radix sort:
 * numbers by their bits, names by eight bytes at a time behind what all of
 * them have in common.
 */
#include <string.h>

#include "../math/radix.h"
#include "cev/table.h"
#include "customers.h"

typedef struct ranking {
    const cev__customers *customers;
    cev__keyed *items; /* `index` is the customer's */
    cev__keyed *spare; /* as many */
} ranking;

/* So few names are sorted by insertion. */
enum { FEW_NAMES = 24 };

static const char *name_of(const ranking *r, int64_t i)
{
    return cev__customer_name(r->customers, r->items[i].index);
}

/* Insertion sort of few names that agree in their first `depth` bytes. */
static void sort_few(const ranking *r, int64_t begin, int64_t end,
                     int64_t depth)
{
    for (int64_t i = begin + 1; i < end; i++) {
        cev__keyed item = r->items[i];
        const char *name = name_of(r, i) + depth;
        int64_t to = i;
        while (to > begin && strcmp(name_of(r, to - 1) + depth, name) > 0) {
            r->items[to] = r->items[to - 1];
            to--;
        }
        r->items[to] = item;
    }
}

/* How many bytes beyond `depth` all names of a group have in common. */
static int64_t common_bytes(const ranking *r, int64_t begin, int64_t end,
                            int64_t depth)
{
    const char *first = name_of(r, begin) + depth;
    int64_t common = (int64_t)strlen(first);
    for (int64_t i = begin + 1; common > 0 && i < end; i++) {
        const char *name = name_of(r, i) + depth;
        int64_t same = 0;
        while (same < common && name[same] == first[same])
            same++;
        common = same;
    }
    return common;
}

/* Up to eight bytes as a number that sorts as they do; zeros past the end. */
static uint64_t name_key(const char *name)
{
    uint64_t key = 0;
    int i = 0;
    for (; i < 8 && name[i] != '\0'; i++)
        key = key << 8 | (unsigned char)name[i];
    return i == 0 ? 0 : key << 8 * (8 - i);
}

/* Sorts names that agree in their first `depth` bytes. Equal keys are longer
 * names, for no two are equal. */
static void sort_names(const ranking *r, int64_t begin, int64_t end,
                       int64_t depth)
{
    if (end - begin <= FEW_NAMES) {
        sort_few(r, begin, end, depth);
        return;
    }
    depth += common_bytes(r, begin, end, depth);
    for (int64_t i = begin; i < end; i++)
        r->items[i].key = name_key(name_of(r, i) + depth);
    cev__keyed_sort(r->items + begin, r->spare + begin, end - begin);
    for (int64_t i = begin; i < end;) {
        uint64_t key = r->items[i].key;
        int64_t same = i + 1;
        while (same < end && r->items[same].key == key)
            same++;
        if (same - i > 1)
            sort_names(r, i, same, depth + 8);
        i = same;
    }
}

/* Sorts customers that are known by number: with the sign bit turned, bits
 * sort as numbers do. */
static void sort_ids(const ranking *r)
{
    int64_t n = r->customers->count;
    for (int64_t i = 0; i < n; i++)
        r->items[i].key =
            (uint64_t)r->customers->list[i].key ^ (UINT64_C(1) << 63);
    cev__keyed_sort(r->items, r->spare, n);
}

/* Sorts all of them into `ranked`; 0 when memory is out. */
static int rank_customers(cev_ctx *ctx, const cev__customers *customers,
                          uint32_t *ranked)
{
    int64_t n = customers->count;
    cev__keyed *items = cev__alloc(ctx, 2 * n + 1, (int64_t)sizeof *items);
    if (items == NULL)
        return 0;
    ranking r = {customers, items, items + n};
    for (int64_t i = 0; i < n; i++)
        items[i].index = i;
    if (customers->type == CEV_TEXT)
        sort_names(&r, 0, n, 0);
    else
        sort_ids(&r);
    for (int64_t i = 0; i < n; i++)
        ranked[i] = (uint32_t)items[i].index;
    cev__free(ctx, items, 2 * n + 1, (int64_t)sizeof *items);
    return 1;
}

/* Whether a customer and the next stand in their order. */
static int is_in_order(const cev__customers *customers, int64_t customer)
{
    if (customers->type == CEV_INT64)
        return customers->list[customer].key
               < customers->list[customer + 1].key;
    return strcmp(cev__customer_name(customers, customer),
                  cev__customer_name(customers, customer + 1))
           < 0;
}

uint32_t *cev__customers_rank(cev_ctx *ctx, const cev__customers *customers)
{
    int64_t n = customers->count;
    int64_t sorted = customers->ordered > 1 ? customers->ordered : 1;
    uint32_t *ranked = cev__alloc(ctx, n + 1, (int64_t)sizeof *ranked);
    if (ranked == NULL) {
        cev__fail_memory(ctx);
        return NULL;
    }
    /* Those of a table of orders often are sorted already. */
    while (sorted < n && is_in_order(customers, sorted - 1))
        sorted++;
    for (int64_t i = 0; sorted >= n && i < n; i++)
        ranked[i] = (uint32_t)i;
    if (sorted < n && !rank_customers(ctx, customers, ranked)) {
        cev__free(ctx, ranked, n + 1, (int64_t)sizeof *ranked);
        cev__fail_memory(ctx);
        return NULL;
    }
    return ranked;
}
