/*
 * Many orders of numbered customers at once. Customers and ledger are together
 * far larger than what lies close to a processor, so that rows taken in as they
 * come wait for memory most of the time. Shops count their customers: where the
 * numbers lie close, the rows are sorted by them first, and each customer is
 * looked up once.
 */
#ifndef CEV__INTAKE_H
#define CEV__INTAKE_H

#include "record.h"

/* Rows of nothing but a customer, a time and, where that is not NULL, an
 * amount, which have been checked. */
typedef struct cev__intake {
    const cev__column *customer, *time; /* int64, without gaps */
    const cev__numbers *amount;
    int64_t rows;
    int64_t least, most; /* numbers of customers */
    int64_t earliest, latest; /* times */
} cev__intake;

/* Whether it is worth while. */
int cev__intake_pays(const cev__intake *intake);

/* Takes them in; room is reserved. What a failure leaves behind, the caller takes
 * back with a mark of before. */
int32_t cev__intake_take(cev_portfolio *portfolio, const cev__intake *intake);

#endif
