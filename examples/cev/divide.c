/* An order among its products. */
#include "divide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A product as it is packed, before its name. */
typedef struct packed_product {
    double worth, items;
    uint32_t name_length;
} packed_product;

/* Products of one name, unpacked. */
typedef struct share {
    const char *name; /* not closed by NUL */
    uint32_t name_length;
    double worth, items;
} share;

int divide_pack(text_buffer *products, const row_product *product)
{
    packed_product p;

    memset(&p, 0, sizeof p);
    p.worth = product->worth > 0 ? product->worth : 0;
    p.items = product->items;
    p.name_length = (uint32_t)strlen(product->name);
    return buffer_add(products, &p, sizeof p) &&
           buffer_add(products, product->name, p.name_length);
}

/* By name, the shorter first. */
static int compare_shares(const void *a, const void *b)
{
    const share *s = a, *t = b;

    if (s->name_length != t->name_length)
        return s->name_length < t->name_length ? -1 : 1;
    return memcmp(s->name, t->name, s->name_length);
}

/* Unpacks products, counting them only where `out` is NULL. */
static size_t unpack(const text_buffer *products, share *out)
{
    size_t at = 0, n = 0;

    while (at < products->length) {
        packed_product p;

        memcpy(&p, products->text + at, sizeof p);
        at += sizeof p;
        if (out != NULL)
            out[n] = (share){products->text + at, p.name_length, p.worth,
                             p.items};
        at += p.name_length;
        n++;
    }
    return n;
}

/* One for each name; returns how many are left. Where a row does not tell its
 * items, those of the name are unknown. */
static size_t join_names(share *shares, size_t n)
{
    size_t kept = 0;

    qsort(shares, n, sizeof *shares, compare_shares);
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && compare_shares(&shares[kept - 1], &shares[i]) == 0) {
            shares[kept - 1].worth += shares[i].worth;
            shares[kept - 1].items += shares[i].items;
        } else {
            shares[kept++] = shares[i];
        }
    }
    return kept;
}

/* Put one product's part of the order among the orders: what lies between two
 * shares of it. */
static int add_part(grouping *g, const packed *whole, const char *id,
                    const share *s, double from, double to)
{
    packed part = *whole;
    text_buffer *name = &g->products;

    part.paid = money_part(whole->paid, from, to,
                           money_decimals(whole->currency));
    part.numbers[ORDER_ITEMS] = s->items;
    part.numbers[ORDER_DISCOUNT] *= to - from;
    if (part.paid.units == 0 && !whole->no_amount &&
        !g->r->options->keep_zero)
        part.reason = SKIP_ZERO_VALUE;
    if (!buffer_set(name, s->name, s->name_length))
        return reader_fail(g->r, ORDERS_FAILED, "out of memory");
    return grouping_add_order(g, &part, id, g->now.customer.text, "",
                              g->now.channel.text, name->text);
}

int divide_order(grouping *g, const packed *whole, const char *id)
{
    const text_buffer *products = &g->now.products;
    size_t n = unpack(products, NULL);
    share *shares = malloc((n + 1) * sizeof *shares);
    double worth = 0, seen = 0, from = 0;

    if (shares == NULL)
        return reader_fail(g->r, ORDERS_FAILED, "out of memory");
    unpack(products, shares);
    n = join_names(shares, n);
    for (size_t i = 0; i < n; i++)
        worth += shares[i].worth;
    for (size_t i = 0; i < n && g->r->code == ORDERS_OK; i++) {
        double to;

        seen += worth > 0 ? shares[i].worth : 1;
        to = i + 1 < n ? seen / (worth > 0 ? worth : (double)n) : 1;
        add_part(g, whole, id, &shares[i], from, to);
        from = to;
    }
    free(shares);
    return g->r->code;
}
