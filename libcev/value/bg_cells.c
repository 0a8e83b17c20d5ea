/*
 * Interpolated futures; see bg_cells.h.
 *
 * A cell is half an octave of A: [1, 1.5] or [1.5, 2] times a power of two.
 * With p the chance to leave, undiscounted purchases by t are the mean of
 * (1 - (1 + p t / A)^-n) / p, analytic for Re A > 0 and there at most
 * min(n t / |A|, 2 / p); discounting takes means of that over shorter t. The
 * cell's interval [1, 1.5] has 0 on its ellipse with rho = 9.9; on that with
 * rho = 8, Re A >= 0.23 and the values are at most some 25 times those on the
 * interval. So interpolation in 16 Chebyshev points is off by at most
 * 4 * 25 * 8^-15 / 7 = 4e-13 of the value; what is seen is below 1e-14.
 */
#include "../core/compiler.h"
#include "bg_cells.h"

#include <float.h>
#include <string.h>

#include "bg_future.h"

#define POINTS CEV__BG_CELL_POINTS

/* Histories with more purchases are rare and not worth a cell. */
#define CELL_PURCHASES 64.0

/* Bits of a double below those that name its half octave. */
#define CELL_SHIFT 51

/* cos((2 i + 1) pi / 32); the other eight points are their negatives. */
static const double chebyshev_point[POINTS / 2] = {
    0.99518472667219688624, 0.95694033573220886494, 0.88192126434835502971,
    0.77301045336273696081, 0.63439328416364549822, 0.47139673682599764856,
    0.29028467725446236764, 0.098017140329560601994,
};

void cev__bg_cells_start(cev__bg_cells *cells, double r, double a, double b,
                         double delta, double horizon)
{
    int i;

    cells->r = r;
    cells->a = a;
    cells->b = b;
    cells->delta = delta;
    cells->horizon = horizon;
    for (i = 0; i < CEV__BG_CELLS; i++)
        cells->cell[i].id = 0;
}

static double future_at(const cev__bg_cells *cells, double x, double A)
{
    cev__bg_state s;

    s.n = cells->r + x;
    s.A = A;
    s.a = cells->a;
    s.b = cells->b + x;
    return cev__bg_discounted(&s, cells->delta, cells->horizon);
}

/* The edge of a half octave. */
static double cell_edge(uint64_t half_octave)
{
    uint64_t bits = half_octave << CELL_SHIFT;
    double edge;

    memcpy(&edge, &bits, sizeof edge);
    return edge;
}

/* The coefficients of the interpolating polynomial in Chebyshev's T_k:
 * 2 / POINTS times the sum over the points of value T_k(point). */
static void chebyshev_coefficients(const double value[POINTS],
                                   double coefficient[POINTS])
{
    int i, k;

    for (k = 0; k < POINTS; k++)
        coefficient[k] = 0.0;
    for (i = 0; i < POINTS; i++) {
        double point = i < POINTS / 2 ? chebyshev_point[i]
                                      : -chebyshev_point[POINTS - 1 - i];
        double before = point, now = 1.0, next;

        for (k = 0; k < POINTS; k++) {
            coefficient[k] += value[i] * now * (2.0 / POINTS);
            next = 2.0 * point * now - before;
            before = now;
            now = next;
        }
    }
    coefficient[0] *= 0.5;
}

/* From T_k to powers, by T_{k+1} = 2 s T_k - T_{k-1}. The powers' numbers
 * grow like 2.4^k, but the coefficients fall like 9.9^-k. */
static void powers_of(const double chebyshev[POINTS], double power[POINTS])
{
    double before[POINTS + 1] = {0.0}, now[POINTS + 1] = {1.0};
    int i, k;

    for (i = 0; i < POINTS; i++)
        power[i] = 0.0;
    for (k = 0; k < POINTS; k++) {
        double next[POINTS + 1];

        for (i = 0; i <= k; i++)
            power[i] += chebyshev[k] * now[i];
        next[0] = -before[0];
        for (i = 1; i <= POINTS; i++)
            next[i] = (k == 0 ? 1.0 : 2.0) * now[i - 1] - before[i];
        memcpy(before, now, sizeof before);
        memcpy(now, next, sizeof now);
    }
}

static void fill_cell(const cev__bg_cells *cells, double x,
                      uint64_t half_octave, double coefficient[POINTS])
{
    double low = cell_edge(half_octave), high = cell_edge(half_octave + 1);
    double middle = 0.5 * (low + high), half = 0.5 * (high - low);
    double value[POINTS], chebyshev[POINTS];
    int i;

    for (i = 0; i < POINTS / 2; i++) {
        double away = half * chebyshev_point[i];

        value[i] = future_at(cells, x, middle + away);
        value[POINTS - 1 - i] = future_at(cells, x, middle - away);
    }
    chebyshev_coefficients(value, chebyshev);
    powers_of(chebyshev, coefficient);
}

/* Even and odd powers apart, which halves the wait for each other. */
static double polynomial_at(const double coefficient[POINTS], double s)
{
    double y = s * s;
    double even = coefficient[POINTS - 2], odd = coefficient[POINTS - 1];
    int i;

    for (i = POINTS - 4; i >= 0; i -= 2) {
        even = even * y + coefficient[i];
        odd = odd * y + coefficient[i + 1];
    }
    return even + s * odd;
}

/* Neighbouring cells of the frequent small x fall on different places. */
static int place_of(uint64_t half_octave, unsigned purchases)
{
    return (int)((half_octave * 21 + purchases) % CEV__BG_CELLS);
}

double cev__bg_cells_at(cev__bg_cells *cells, double x, double A)
{
    uint64_t half_octave, id;
    double low, high;
    cev__bg_cell *cell;

    if (!(x < CELL_PURCHASES && A >= 2.0 * DBL_MIN && A < 0.25 * DBL_MAX))
        return future_at(cells, x, A);
    memcpy(&half_octave, &A, sizeof half_octave);
    half_octave >>= CELL_SHIFT;
    id = half_octave * (uint64_t)CELL_PURCHASES + (uint64_t)x + 1;
    cell = &cells->cell[place_of(half_octave, (unsigned)x)];
    if (cell->id != id) {
        fill_cell(cells, x, half_octave, cell->coefficient);
        cell->id = id;
    }
    low = cell_edge(half_octave);
    high = cell_edge(half_octave + 1);
    return polynomial_at(cell->coefficient,
                         ((A - low) - (high - A)) / (high - low));
}
