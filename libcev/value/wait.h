/*
 * A customer's silence since t_x, where he may leave at any time. Either he
 * leaves before another purchase could have come, by the chance G(t_x), or
 * that would have come after T. Beside the chance to be active at T and not
 * to have bought, that of the whole silence is
 *     exp(gap) G(t_x) + 1 - G(T),
 * where exp(gap) is how much likelier it is to be active at t_x than to be so
 * at T after the silence: nothing cancels, the sum is at least 1.
 */
#ifndef CEV_WAIT_H
#define CEV_WAIT_H

/* The chance to be active still: 1 over the sum, from G(t_x) and G(T). */
double cev__wait_alive(double gap, double left_then, double left_now);

#endif
