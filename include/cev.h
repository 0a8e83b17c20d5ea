/**
 * libcev: what each customer is worth, who is leaving, who is like whom.
 *
 * This header includes the rest. Read in this order they teach the library:
 *
 *   cev/base.h        status codes, version, how calls report
 *   cev/ctx.h         the context: allocator, message, progress, threads, seed
 *   cev/options.h     values under text keys, and their list
 *   cev/table.h       named columns: how data comes in and results go out
 *   cev/arrow.h       tables to and from other programs' columns
 *   cev/portfolio.h   customers and their orders
 *   cev/markov.h      chains: customers who move from state to state
 *   cev/estimator.h   anything fitted that predicts
 *   cev/segmenter.h   anything that groups customers
 *   cev/segments.h    what sets segments apart, what they bring, who moves
 *   cev/scores.h      how good predictions were, and which are better
 *   cev/gate.h        whether a model is worth it here
 *   cev/surveys.h     how content customers are, and what moves it
 *   cev/kinds.h       the names of estimators and segmenters
 *   cev/kernels.h     one pure function for one equation
 *   cev/contracts.h   the same of who renews a contract
 *   cev/formulas.h    value by formula, where rates and margins are given
 *   cev/statistics.h  intervals, tests, shrinkage, power
 *   cev/selftest.h    whether this build computes what it should
 *
 * The library computes. It does not read files, open sockets, keep time,
 * print or start threads; it needs the C library and libm.
 */
#ifndef CEV_H
#define CEV_H

#include "cev/base.h"
#include "cev/ctx.h"
#include "cev/options.h"
#include "cev/table.h"
#include "cev/arrow.h"
#include "cev/portfolio.h"
#include "cev/markov.h"
#include "cev/estimator.h"
#include "cev/segmenter.h"
#include "cev/segments.h"
#include "cev/scores.h"
#include "cev/gate.h"
#include "cev/surveys.h"
#include "cev/kinds.h"
#include "cev/kernels.h"
#include "cev/contracts.h"
#include "cev/formulas.h"
#include "cev/statistics.h"
#include "cev/selftest.h"

#endif
