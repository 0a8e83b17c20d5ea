/*
 * What is remembered of the BG/BB's customers while many are asked about
 * under one question. Time is in whole opportunities, so histories recur:
 * each is worked out when it is first seen, or again when another has taken
 * its place. What was asked before changes no bit of an answer.
 */
#ifndef CEV_BGBB_AHEAD_H
#define CEV_BGBB_AHEAD_H

#include "bgbb.h"

enum { CEV__BGBB_HISTORIES = 256, CEV__BGBB_AGES = 64 };

typedef struct cev__bgbb_history {
    double x, t_x, T; /* T < 0: empty */
    double p_alive;
} cev__bgbb_history;

typedef struct cev__bgbb_age {
    double T, future; /* T < 0: empty */
} cev__bgbb_age;

/* About 9 KiB, for the stack. */
typedef struct cev__bgbb_ahead {
    cev__view view;
    cev__bgbb_history histories[CEV__BGBB_HISTORIES];
    cev__bgbb_age ages[CEV__BGBB_AGES];
} cev__bgbb_ahead;

void cev__bgbb_ahead_start(cev__bgbb_ahead *ahead, const cev__view *view);

/* cev__bgbb_p_alive and cev__bgbb_look in that view, of one model. */
double cev__bgbb_ahead_alive(cev__bgbb_ahead *ahead, const cev__bgbb_params *p,
                             double x, double t_x, double T);
double cev__bgbb_ahead_at(cev__bgbb_ahead *ahead, const cev__bgbb_params *p,
                          double x, double T);

#endif
