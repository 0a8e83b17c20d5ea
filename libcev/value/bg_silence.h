/*
 * Silence since the last purchase, where a purchase is every k-th tick of a
 * customer's clock: n ticks are known, and in the time after the last, a share
 * y of all the time they are known by, there were at most k - 1. Set against
 * hearing no tick at all that is
 *     S = sum over j < k of (n)_j / j! y^j >= 1,
 * the term j being for those who have j ticks towards their next purchase.
 */
#ifndef CEV_BG_SILENCE_H
#define CEV_BG_SILENCE_H

/* No k is greater. */
enum { CEV__TICKS_MOST = 12 };

/* log S. */
double cev__silence_log(int k, double n, double y);

/* The k terms as shares of S. */
void cev__silence_shares(int k, double n, double y,
                         double shares[CEV__TICKS_MOST]);

/* log S and its derivatives in log r and log alpha, where n = r + k x and
 * y = (T - t_x) / (alpha + T): of_A is alpha / (alpha + T). */
typedef struct cev__silence_jet {
    double value, r, alpha, rr, r_alpha, alpha2;
} cev__silence_jet;

void cev__silence_jet_at(int k, double n, double y, double r, double of_A,
                         cev__silence_jet *out);

#endif
