/*
 * The parts of the Gamma-Gompertz/NBD's log-likelihood; see ggom_jets.h.
 *
 * In course both parts are analytic in a strip of pi / 2, and they change
 * there no quicker than log A, b u and Z do. A piece is an octave long: the
 * ellipse with rho = 9.2 around it stays within, 16 points leave
 * 9.2^-15 = 4e-15.
 */
#include "../core/compiler.h"
#include "ggom_jets.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/linalg.h"
#include "../math/log1p.h"
#include "gompertz.h"

/* Fewer customers than this are worked out one by one. */
#define JETS_CUSTOMERS 24

#define PIECE 0.69314718055994530942

enum { IN_R, IN_ALPHA, IN_B, IN_S, IN_BETA };

/* An age, and how far buying and leaving have come at it. */
typedef struct ggom_age {
    double u;
    double log_A, left_A, past_A; /* log(1 + u / alpha); its shares */
    double aged;                  /* b u */
    cev__ageing at;
    double gone; /* 1 - kept */
    double risk; /* 1 / beta_u */
} ggom_age;

static ggom_age ggom_age_at(const cev__ggom_params *p, double u)
{
    ggom_age age;

    age.u = u;
    age.log_A = cev__log1p_quotient(u, p->alpha);
    age.left_A = p->alpha / (p->alpha + u);
    age.past_A = u / (p->alpha + u);
    age.aged = p->b * u;
    age.at = cev__gompertz_after(p->b, p->beta, u);
    age.gone = -cev__expm1(-age.at.wear);
    age.risk = 1.0 / age.at.now;
    return age;
}

static double *second(cev__jet *jet, int i, int j)
{
    return &jet->hessian[cev__packed(i, j)];
}

/* c(u): Z gains b u / beta_u with log b, and loses 1 - kept with log beta. */
static void active_of(const cev__ggom_params *p, double n,
                      const ggom_age *age, cev__jet *out)
{
    double r = p->r, s = p->s;
    double worn = age->aged * age->risk; /* by b */

    memset(out, 0, sizeof *out);
    out->value = -n * age->log_A - s * age->at.wear;
    out->gradient[IN_R] = *second(out, IN_R, IN_R) = -r * age->log_A;
    out->gradient[IN_ALPHA] = n * age->past_A;
    out->gradient[IN_B] = *second(out, IN_S, IN_B) = -s * worn;
    out->gradient[IN_S] = *second(out, IN_S, IN_S) = -s * age->at.wear;
    out->gradient[IN_BETA] = *second(out, IN_BETA, IN_S) = s * age->gone;
    *second(out, IN_ALPHA, IN_R) = r * age->past_A;
    *second(out, IN_ALPHA, IN_ALPHA) = -n * age->past_A * age->left_A;
    *second(out, IN_B, IN_B) =
        -s * worn * (1.0 + age->aged * (1.0 - age->risk));
    *second(out, IN_BETA, IN_B) = s * worn * age->at.kept;
    *second(out, IN_BETA, IN_BETA) = -s * age->gone * age->at.kept;
}

/* Adds g(u). log kappa gains left_A with log alpha and 1 with log b; the log
 * of beta_u gains kept with log beta and `less` with log b. */
static void add_race(const cev__ggom_params *p, const cev__gompertz_jet *g,
                     const ggom_age *age, cev__jet *out)
{
    double r = p->r, s = p->s, A = age->left_A, kept = age->at.kept;
    double less = -age->aged * (1.0 - age->risk);
    double worn = age->aged * age->risk;

    out->value += g->value;
    out->gradient[IN_R] += r * g->n;
    out->gradient[IN_ALPHA] += A * g->kappa;
    out->gradient[IN_B] += g->kappa + less * g->beta;
    out->gradient[IN_S] += s * g->s;
    out->gradient[IN_BETA] += kept * g->beta;
    *second(out, IN_R, IN_R) += r * (g->n + r * g->nn);
    *second(out, IN_ALPHA, IN_R) += A * r * g->n_kappa;
    *second(out, IN_ALPHA, IN_ALPHA) +=
        A * (A * g->kappa2 + age->past_A * g->kappa);
    *second(out, IN_B, IN_R) += r * (g->n_kappa + less * g->n_beta);
    *second(out, IN_B, IN_ALPHA) += A * (g->kappa2 + less * g->kappa_beta);
    *second(out, IN_B, IN_B) += g->kappa2
                                + less * (2.0 * g->kappa_beta
                                          + less * g->beta2
                                          + (1.0 - worn) * g->beta);
    *second(out, IN_S, IN_R) += r * s * g->ns;
    *second(out, IN_S, IN_ALPHA) += A * s * g->s_kappa;
    *second(out, IN_S, IN_B) += s * (g->s_kappa + less * g->s_beta);
    *second(out, IN_S, IN_S) += s * (g->s + s * g->ss);
    *second(out, IN_BETA, IN_R) += kept * r * g->n_beta;
    *second(out, IN_BETA, IN_ALPHA) += kept * A * g->kappa_beta;
    *second(out, IN_BETA, IN_B) +=
        kept * (g->kappa_beta + less * g->beta2 - worn * g->beta);
    *second(out, IN_BETA, IN_S) += kept * s * g->s_beta;
    *second(out, IN_BETA, IN_BETA) +=
        kept * (kept * g->beta2 + age->gone * g->beta);
}

void cev__ggom_active_at(const cev__ggom_jets *jets, double u, cev__jet *out)
{
    ggom_age age = ggom_age_at(jets->p, u);

    active_of(jets->p, jets->p->r + jets->x, &age, out);
}

static void leaving_straight(const cev__ggom_jets *jets, double u,
                             cev__jet *out)
{
    const cev__ggom_params *p = jets->p;
    ggom_age age = ggom_age_at(p, u);
    cev__gompertz_race race = cev__ggom_race_at(p, jets->x, u, age.at.now);
    cev__gompertz_jet jet;

    active_of(p, p->r + jets->x, &age, out);
    cev__gompertz_jet_at(&race, &jet);
    add_race(p, &jet, &age, out);
}

void cev__ggom_jets_start(cev__ggom_jets *jets, const cev__ggom_params *p,
                          double x, int64_t customers)
{
    jets->p = p;
    jets->x = x;
    jets->is_direct = customers < JETS_CUSTOMERS;
    jets->count = 0;
}

static void fill_piece(const cev__ggom_jets *jets, cev__ggom_piece *piece)
{
    double value[CEV__GGOM_PARTS][CEV__CHEBYSHEV];
    int i, k;

    for (i = 0; i < CEV__CHEBYSHEV; i++) {
        double at = i < CEV__CHEBYSHEV / 2
                        ? cev__chebyshev_point[i]
                        : -cev__chebyshev_point[CEV__CHEBYSHEV - 1 - i];
        double course = piece->begins + 0.5 * (1.0 + at) * PIECE;
        cev__jet jet;

        leaving_straight(jets, cev__ggom_age_of(jets->p, course), &jet);
        value[0][i] = jet.value;
        for (k = 0; k < CEV__GGOM_PARAMS; k++)
            value[1 + k][i] = jet.gradient[k];
        for (k = 0; k < CEV__GGOM_PACKED; k++)
            value[1 + CEV__GGOM_PARAMS + k][i] = jet.hessian[k];
    }
    for (k = 0; k < CEV__GGOM_PARTS; k++)
        cev__chebyshev_through(value[k], piece->power[k]);
}

/* The piece, filled; NULL when there is no room for it. */
static const cev__ggom_piece *piece_of(cev__ggom_jets *jets, double begins)
{
    cev__ggom_piece *piece = jets->piece;
    int i;

    for (i = 0; i < jets->count; i++, piece++)
        if (fabs(piece->begins - begins) < 0.5 * PIECE)
            return piece;
    if (jets->count == CEV__GGOM_PIECES)
        return NULL;
    piece->begins = begins;
    fill_piece(jets, piece);
    jets->count++;
    return piece;
}

void cev__ggom_leaving_at(cev__ggom_jets *jets, double u, cev__jet *out)
{
    const cev__ggom_piece *piece = NULL;
    double course, begins, at;
    int k;

    if (!jets->is_direct) {
        course = cev__ggom_course(jets->p, u);
        begins = PIECE * floor(course / PIECE);
        piece = piece_of(jets, begins);
    }
    if (piece == NULL) {
        leaving_straight(jets, u, out);
        return;
    }
    at = 2.0 * (course - begins) / PIECE - 1.0;
    out->value = cev__chebyshev_at(piece->power[0], at);
    for (k = 0; k < CEV__GGOM_PARAMS; k++)
        out->gradient[k] = cev__chebyshev_at(piece->power[1 + k], at);
    for (k = 0; k < CEV__GGOM_PACKED; k++)
        out->hessian[k] = cev__chebyshev_at(
            piece->power[1 + CEV__GGOM_PARAMS + k], at);
}
