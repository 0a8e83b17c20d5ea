/*
 * The time V from a customer's last purchase to the next, in the Pareto/GGG
 * and for a given regularity k: k V / A is a quotient of gamma variates of
 * shapes k and n. Integrals under its density.
 */
#ifndef CEV_GGG_WAITING_H
#define CEV_GGG_WAITING_H

/* V; and the time U after which he leaves, 1 + U / B being a Pareto variate of
 * shape s. All are positive. */
typedef struct cev__waiting_law {
    double k, n, A, s, B;
} cev__waiting_law;

/* The law around the peak of V's density in tau = log(V / peak). */
typedef struct cev__waiting {
    cev__waiting_law law;
    double p, q; /* k / (k + n) and n / (k + n) */
    double peak; /* A / n */
    double log_height; /* of the density in tau there */
    double pole; /* log(B / peak): the real part of the singularity at -B */
    double gone; /* by then all have left, as far as doubles tell */
    double own;  /* log(A / (k peak)), that of the one at -A / k */
} cev__waiting;

cev__waiting cev__waiting_of(const cev__waiting_law *law);

/* A place in an integral, with the density in its weight. */
typedef struct cev__waiting_node {
    double v, weight;
    double growth; /* log((A + k v) / A) - log((n + k) / n) */
    double pull;   /* k (n v - A) / (A + k v): what log A does to it */
} cev__waiting_node;

/* What sums nodes up: `add` keeps `watched`, two sums that grow, and the
 * integral ends when a panel adds less than a share `negligible` to both; that
 * is also how exact it is, down to 1e-15. */
typedef struct cev__waiting_sums {
    void (*add)(struct cev__waiting_sums *sums, const cev__waiting *waiting,
                const cev__waiting_node *node);
    double watched[2], negligible;
    /* The integrand is V's density times powers of growth and pull, and
     * nothing that happens at B. */
    int is_plain;
    /* What is watched is at most the density; the first of it all that. */
    int is_bounded;
    /* How far a panel may lead at most for what the density stands over; 0:
     * any far. */
    double longest;
} cev__waiting_sums;

/* From tau `start` outwards from the peak, as far as `end`, infinite at
 * most; to the right only where the sums are plain. */
void cev__waiting_side(const cev__waiting *waiting, double start, double end,
                       cev__waiting_sums *sums);

/* All from `start` to a greater `end`, where the integrand is not smooth: what
 * is left to `end` is y^power of it, and y what nodes are spread over. */
void cev__waiting_last(const cev__waiting *waiting, double start, double end,
                       double power, cev__waiting_sums *sums);

/* How far a panel from tau to the left may lead. */
double cev__waiting_panel(const cev__waiting *waiting, double tau,
                          const cev__waiting_sums *sums);

#endif
