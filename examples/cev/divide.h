/*
 * An order among its products: where rows name products but have no money of
 * their own, each product gets a part of the order's.
 */
#ifndef CEV_PROGRAM_DIVIDE_H
#define CEV_PROGRAM_DIVIDE_H

#include "group.h"

/* Append a product to those of an order; 0 without memory. */
int divide_pack(text_buffer *products, const row_product *product);

/**
 * Put the order being combined among the orders once for each of its products,
 * in g->now.products. Money, in what is smallest of the currency, and discount
 * are divided as the products' worth, alike where none has any; they add up to
 * the order's. A product that gets nothing is an order of nothing. Returns a code.
 */
int divide_order(grouping *g, const packed *whole, const char *id);

#endif
