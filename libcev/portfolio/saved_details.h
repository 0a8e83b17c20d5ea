/* The details of orders as bytes and back; their layout is told in saved.c. */
#ifndef CEV__SAVED_DETAILS_H
#define CEV__SAVED_DETAILS_H

#include "../core/blob.h"
#include "histories.h"

/* The texts of details in the order of their bytes, and the place of each in
 * that order. */
typedef struct cev__detail_order {
    uint32_t *texts[CEV__TEXT_DETAILS];
    uint32_t *places[CEV__TEXT_DETAILS];
} cev__detail_order;

int32_t cev__detail_order_make(const cev_portfolio *portfolio,
                               cev__detail_order *order);
void cev__detail_order_free(const cev_portfolio *portfolio,
                            cev__detail_order *order);

/* Of all orders, which stand as they were written. */
void cev__details_write(const cev__histories *histories,
                        const cev__detail_order *order, cev__writer *writer);

/* Of a portfolio whose orders have been read. What is not as it must be marks
 * the reader as failed. */
int32_t cev__details_read(cev__blob *blob, cev_portfolio *portfolio);

#endif
