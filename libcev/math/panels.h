/*
 * Quadrature over time, from 0 to wherever, for functions that decay like
 * mixtures of exponentials: a first panel as long as the quickest of them
 * lives, and panels that grow, taken in the logarithm of time.
 */
#ifndef CEV_PANELS_H
#define CEV_PANELS_H

#define CEV__PANEL 16

/* A function that falls at first like exp(-v) has its first panel this long:
 * it is 3 at most, so that (1 + v)^-n, n > 0, whose singularity stands at
 * v = -1, leaves 3^-32 = 5e-16. */
#define CEV__PANEL_FIRST 3.0

/* Places in time with their weights in an integral. */
typedef struct cev__panel {
    double end;
    double v[CEV__PANEL], weight[CEV__PANEL];
} cev__panel;

/* From 0 to `end`. */
void cev__panel_first(cev__panel *panel, double end);

/* From where the panel ended to `end`, evenly. */
void cev__panel_even(cev__panel *panel, double end);

/* From where the panel ended, eight times as far, but not beyond `last`. */
void cev__panel_next(cev__panel *panel, double last);

/* Takes exp(-y v) into the weights. */
void cev__panel_decay(cev__panel *panel, double y);

#endif
