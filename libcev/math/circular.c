/* Sines, cosines and angles; see elementary.h. */
#include "../core/compiler.h"
#include "elementary.h"

#include "circular_tables.h"

/* Added and taken away again it leaves the nearest integer. */
#define WHOLE_TURNS 0x1.8p52

enum { ANGLES = 16 };

/* x = quarters pi / 2 + first + second, |first| <= pi / 4. */
typedef struct turned_angle {
    int quarters; /* modulo 4 */
    double first, second;
} turned_angle;

static turned_angle turn_back(double x)
{
    double count = x * quarter[0] + WHOLE_TURNS - WHOLE_TURNS;
    double less = x - count * quarter[1], more = count * quarter[2];
    double first = less - more;
    return (turned_angle){(int)(count - 4.0 * floor(0.25 * count)), first,
                    less - first - more - count * quarter[3]};
}

static double sine_near(const turned_angle *t)
{
    double x = t->first, s = x * x, sum = sin_terms[6];
    for (int i = 5; i >= 0; i--)
        sum = sum * s + sin_terms[i];
    return x + (x * s * sum + t->second * (1.0 - 0.5 * s));
}

static double cosine_near(const turned_angle *t)
{
    double x = t->first, s = x * x, sum = cos_terms[5];
    for (int i = 4; i >= 0; i--)
        sum = sum * s + cos_terms[i];
    double half = 0.5 * s, most = 1.0 - half;
    return most + ((1.0 - most - half) + (s * s * sum - x * t->second));
}

/* The sine of an angle and of so many right angles more. */
static double sine_after(double x, int more)
{
    if (!(fabs(x) <= 1e6))
        return NAN;
    turned_angle t = turn_back(x);
    int quarters = (t.quarters + more) % 4;
    double value = quarters % 2 == 0 ? sine_near(&t) : cosine_near(&t);
    return quarters < 2 ? value : -value;
}

double cev__sin(double x)
{
    return x == 0.0 ? x : sine_after(x, 0);
}

double cev__cos(double x)
{
    return sine_after(x, 1);
}

/*
 * The angle of a point with 0 <= y <= x, x > 0, from the nearest of sixteenths:
 * tan(u - v) = (tan u - tan v) / (1 + tan u tan v).
 */
static double angle_up_to_half(double y, double x)
{
    int nearest = (int)(y / x * ANGLES + 0.5);
    double slope = nearest / (double)ANGLES;
    double t = (y - slope * x) / (x + slope * y), s = t * t;
    double sum = atan_terms[0]
                 + s * (atan_terms[1] + s * (atan_terms[2] + s * atan_terms[3]));
    return atan_parts[nearest][0]
           + (t + (t * s * sum + atan_parts[nearest][1]));
}

/* The angle of a point with y >= 0, out to the right, or the left, by |x|. */
static double angle_above(double y, double x, int is_left)
{
    if (y > x) {
        double over = angle_up_to_half(x, y);
        return is_left ? right_angle[0] + (over + right_angle[1])
                       : right_angle[0] - (over - right_angle[1]);
    }
    double angle = x == 0.0 ? 0.0 : angle_up_to_half(y, x);
    return is_left ? 2.0 * right_angle[0] - (angle - 2.0 * right_angle[1])
                   : angle;
}

double cev__atan2(double y, double x)
{
    double up = fabs(y), out = fabs(x);
    if (isnan(x) || isnan(y))
        return NAN;
    if (isinf(up) || isinf(out)) {
        up = isinf(up) ? 1.0 : 0.0;
        out = isinf(out) ? 1.0 : 0.0;
    }
    if (up > 1e300 || out > 1e300) {
        up *= 0x1p-60;
        out *= 0x1p-60;
    } else if (up < 1e-200 && out < 1e-200) {
        up *= 0x1p400;
        out *= 0x1p400;
    }
    double angle = angle_above(up, out, signbit(x) != 0);
    return signbit(y) ? -angle : angle;
}
