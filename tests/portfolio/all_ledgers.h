/**
 * The ledgers besides that of orders, for tests of what becomes of events.
 */
#ifndef TESTS_PORTFOLIO_ALL_LEDGERS_H
#define TESTS_PORTFOLIO_ALL_LEDGERS_H

#include "portfolio/shop.h"

static const char *const ledgers[] = {CEV_CONTACTS, CEV_TOUCHES, CEV_SURVEYS,
                                      CEV_ATTRIBUTES, CEV_CANCELLATIONS};
enum { LEDGERS = 5 };

#endif
