/*
 * What a shop wants to know of its customers, in short. Three stand for all:
 * one who never came back; one who did, as often and as lately as is usual
 * among those; and one who has just come. How many are active, of the first
 * two? And how often will each buy in as much time as they have been watched?
 */
#ifndef CEV_PURCHASE_AIMS_H
#define CEV_PURCHASE_AIMS_H

#include "purchase.h"

enum { CEV__AIM_ONCE, CEV__AIM_BACK, CEV__AIM_NEW, CEV__AIM_CUSTOMERS };

typedef struct cev__purchase_aims {
    const cev__purchase_kind *kind;
    double whole, horizon;
    cev__history history[CEV__AIM_CUSTOMERS];
    double weight[CEV__AIM_CUSTOMERS];
} cev__purchase_aims;

/* Of so many customers, those who came back, their repeat purchases and the
 * mean age of all, in the unit of the parameters, of a model of continuous
 * time. */
cev__purchase_aims cev__purchase_aims_of(const cev__purchase_kind *kind,
                                         double whole, double customers,
                                         double repeat_customers,
                                         double repeat_purchases, double age);

/* The logarithm of one of them around log-parameters, as cev__aims wants it. */
void cev__purchase_aims_at(const void *state, int which, const double *logs,
                           cev__local *out);

#endif
