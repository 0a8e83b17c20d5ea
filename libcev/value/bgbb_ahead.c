/* Remembered histories; see bgbb_ahead.h. */
#include "../core/compiler.h"
#include "bgbb_ahead.h"

void cev__bgbb_ahead_start(cev__bgbb_ahead *ahead, const cev__view *view)
{
    ahead->view = *view;
    for (int i = 0; i < CEV__BGBB_HISTORIES; i++)
        ahead->histories[i].T = -1.0;
    for (int i = 0; i < CEV__BGBB_AGES; i++)
        ahead->ages[i].T = -1.0;
}

/* Neighbouring histories fall on different places. */
static cev__bgbb_history *place_of_history(cev__bgbb_ahead *ahead, double x,
                                           double t_x, double T)
{
    uint64_t place = (uint64_t)x * 37 + (uint64_t)t_x + (uint64_t)T * 101;
    return &ahead->histories[place % CEV__BGBB_HISTORIES];
}

double cev__bgbb_ahead_alive(cev__bgbb_ahead *ahead, const cev__bgbb_params *p,
                             double x, double t_x, double T)
{
    double t = x > 0.0 ? t_x : 0.0;
    cev__bgbb_history *history = place_of_history(ahead, x, t, T);
    if (history->T == T && history->t_x == t && history->x == x)
        return history->p_alive;
    history->x = x;
    history->t_x = t;
    history->T = T;
    history->p_alive = cev__bgbb_p_alive(p, x, t, T);
    return history->p_alive;
}

double cev__bgbb_ahead_at(cev__bgbb_ahead *ahead, const cev__bgbb_params *p,
                          double x, double T)
{
    cev__bgbb_age *age = &ahead->ages[(uint64_t)T % CEV__BGBB_AGES];
    const cev__view *view = &ahead->view;
    if (view->what != CEV__VIEW_PURCHASES)
        return cev__bgbb_look(p, x, T, view);
    if (age->T != T) {
        age->future = cev__bgbb_future(p, T, view->delta, view->horizon);
        age->T = T;
    }
    return cev__bgbb_p_buy(p, x, T) * age->future;
}
