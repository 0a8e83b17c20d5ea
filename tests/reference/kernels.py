"""Writes kernels.csv beside it: 50-digit values of what the published
reference points leave out.

    python3 tests/reference/kernels.py > tests/reference/kernels.csv

Needs mpmath. Every value comes from a form that the library does not use:
sums over the conditional distributions as the papers write them, numeric
integration in time, and numeric differences for the derivatives, at a working
precision that makes their cancellation harmless. Inputs are doubles in
decimal that reads back exactly; outputs have 20 digits.

Columns: quantity, p1 to p4, x, t_x, T, u, delta, value
    bgnbd_expected  u = horizon
    bgnbd_dect      u = horizon (inf allowed), delta
    bgnbd_pmf       T = age
    bgnbd_ll        the log-likelihood
    bgnbd_grad      u = place in {gradient, Hessian packed}: 0-3, 4-13
    gg_grad         p1 to p3, x, u = place: 0-2, 3-8; T = m_x
    lgamma, digamma, trigamma   x = argument
    lgamma_ratio    x, u: lgamma(x + u) - lgamma(x)
    lbeta           x, u
    normal_quantile x = probability
"""
import random
import sys

from mpmath import mp, mpf

mp.dps = 60
random.seed(20240607)


# The beta-geometric models: `first` chances to leave at the first purchase, 0
# in the BG/NBD and 1 in the MBG/NBD, and one at each of the x later ones.

def bg_ll(r, alpha, a, b, x, t_x, T, first=0):
    n, m = r + x, x + first
    common = (mp.loggamma(n) - mp.loggamma(r) + r * mp.log(alpha)
              - mp.log(mp.beta(a, b)))
    active = mp.beta(a, b + m) * (alpha + T) ** -n
    left = mp.beta(a + 1, b + m - 1) * (alpha + t_x) ** -n if m > 0 else 0
    return common + mp.log(active + left)


def bg_p_alive(r, alpha, a, b, x, t_x, T, first=0):
    m = x + first
    if m == 0:
        return mpf(1)
    return 1 / (1 + a / (b + m - 1) * ((alpha + T) / (alpha + t_x)) ** (r + x))


def rate(r, alpha, a, b, x, T, u, first):
    n, A, c = r + x, alpha + T, a + b + x + first
    v = u / A
    return n / A * (1 + v) ** -a * mp.hyp2f1(a, c - n - 1, c, v / (1 + v))


def bg_dect(r, alpha, a, b, x, t_x, T, delta, horizon, first=0):
    fastest = (r + x + 1) / (alpha + T) + delta
    end = horizon if mp.isfinite(horizon) else mpf(140) / delta
    points, edge = [mpf(0)], 1 / fastest
    while edge < end:
        points.append(edge)
        edge *= 3
    points.append(end)
    total = mp.quad(lambda u: mp.exp(-delta * u)
                    * rate(r, alpha, a, b, x, T, u, first), points)
    return bg_p_alive(r, alpha, a, b, x, t_x, T, first) * total


def bg_dert_slow(r, alpha, a, b, x, t_x, T, delta, first=0):
    """The same for ever at next to no discount: the residues of the Mellin
    transform in y, where no two poles are one."""
    n, c, y = r + x, a + b + x + first, delta * (alpha + T)
    total = mpf(0)
    for k in range(8):
        sign = mpf(-1) ** k / mp.factorial(k)
        total += sign * (
            mp.gamma(1 + k) * mp.gamma(n - k) * mp.gamma(a - 1 - k)
            * mp.rgamma(c - 1 - k) * y ** k
            + mp.gamma(n + 1 + k) * mp.gamma(a - n - 1 - k) * mp.gamma(-n - k)
            * mp.rgamma(c - n - 1 - k) * y ** (n + k)
            + mp.gamma(a + k) * mp.gamma(n + 1 - a - k) * mp.gamma(1 - a - k)
            * mp.rgamma(b + x + first - k) * y ** (a + k - 1))
    return (bg_p_alive(r, alpha, a, b, x, t_x, T, first) * n * mp.gamma(c)
            / (mp.gamma(n + 1) * mp.gamma(a)) * total)


def bg_expected(r, alpha, a, b, x, t_x, T, horizon, first=0):
    n, A, bx = r + x, alpha + T, b + x + first
    with mp.workdps(400):
        z = horizon / (A + horizon)
        bracket = 1 - (A / (A + horizon)) ** n * mp.hyp2f1(n, bx, a + bx - 1, z)
        alive = bg_p_alive(r, alpha, a, b, x, t_x, T, first)
        value = alive * (a + bx - 1) / (a - 1) * bracket
    return +value


def bg_pmf(r, alpha, a, b, x, T, first=0):
    m = x + first

    def count(j):
        return (mp.rf(r, j) / mp.factorial(j) * (alpha / (alpha + T)) ** r
                * (T / (alpha + T)) ** j)
    value = mp.beta(a, b + m) / mp.beta(a, b) * count(x)
    if m > 0:
        rest = 1 - sum(count(j) for j in range(int(x)))
        value += mp.beta(a + 1, b + m - 1) / mp.beta(a, b) * rest
    return value


def gg_ll(p, q, gamma, x, m):
    return (mp.loggamma(p * x + q) - mp.loggamma(p * x) - mp.loggamma(q)
            + q * mp.log(gamma) + (p * x - 1) * mp.log(m) + p * x * mp.log(x)
            - (p * x + q) * mp.log(x * m + gamma))


def derivatives(ll, params, digits=150, step=30):
    """Gradient and packed Hessian in log-parameters, by central differences
    with a step of 10^-step that leaves 25 digits."""
    with mp.workdps(digits):
        logs = [mp.log(v) for v in params]
        step = mpf(10) ** -step

        def at(*moves):
            moved = list(logs)
            for place, times in moves:
                moved[place] += times * step
            return ll(*[mp.exp(v) for v in moved])

        middle = at()
        size = len(params)
        out = [(at((i, 1)) - at((i, -1))) / (2 * step) for i in range(size)]
        for i in range(size):
            for j in range(i + 1):
                if i == j:
                    second = at((i, 1)) - 2 * middle + at((i, -1))
                    out.append(second / step ** 2)
                else:
                    second = (at((i, 1), (j, 1)) - at((i, 1), (j, -1))
                              - at((i, -1), (j, 1)) + at((i, -1), (j, -1)))
                    out.append(second / (4 * step ** 2))
        return out


def short(value):
    """A double with few digits, so that the table stays readable."""
    return float("%.6g" % value)


def log_uniform(low, high):
    return short(10 ** random.uniform(low, high))


def history(alpha, most):
    x = random.choice([0, 1, 2, 3, 5, 8, 13, 30, 47, 48, 49, most])
    T = short(alpha * 10 ** random.uniform(-2, 2))
    t_x = 0.0 if x == 0 else short(T * random.random() ** 0.5)
    return float(x), min(t_x, T), T


def row(quantity, params, x="", t_x="", T="", u="", delta="", value=None):
    cells = [quantity] + list(params) + [""] * (4 - len(params))
    cells += [x, t_x, T, u, delta]
    text = [c if isinstance(c, str) else repr(c) for c in cells]
    print(",".join(text + [mp.nstr(value, 20)]), flush=True)


CDNOW = (0.243, 4.414, 0.793, 2.426)


def models(count, low, high):
    yield CDNOW
    for _ in range(count):
        yield (log_uniform(low, high), log_uniform(low, high),
               log_uniform(low, high), log_uniform(low, high))


def exact(values):
    return [mpf(v) for v in values]


def bg_rows(name, first):
    """The points of one beta-geometric model."""
    for params in list(models(20, -1.5, 1.5)) + list(models(12, -6, 2)):
        x, t_x, T = history(params[1], 200)
        u = log_uniform(-3, 3)
        row(name + "_expected", params, x, t_x, T, u, value=bg_expected(
            *exact(params), int(x), *exact((t_x, T, u)), first=first))
    for params in models(24, -1.3, 1.3):
        x, t_x, T = history(params[1], 100)
        delta = log_uniform(-4, 0.5)
        u = random.choice([short(params[1] * 10 ** random.uniform(-3, 2)),
                           float("inf")])
        row(name + "_dect", params, x, t_x, T, u, delta, bg_dect(
            *exact(params), int(x), *exact((t_x, T, delta, u)), first=first))
    for params in list(models(16, -1.5, 1.5)) + list(models(8, -6, 3)):
        for x in (0, 1, 2, 7, 60, 300):
            T = short(params[1] * 10 ** random.uniform(-2, 2))
            with mp.workdps(1200):
                value = bg_pmf(*exact(params), x, mpf(T), first=first)
            if value > 1e-280:
                row(name + "_pmf", params, float(x), "", T, value=value)
    for params in list(models(12, -1.5, 1.5)) + list(models(20, -8, 12)):
        x, t_x, T = history(params[1], 400)
        with mp.workdps(150):
            value = bg_ll(*exact(params), int(x), *exact((t_x, T)),
                          first=first)
        row(name + "_ll", params, x, t_x, T, value=value)
        with mp.workdps(150):
            rows = derivatives(lambda r, alpha, a, b: bg_ll(
                r, alpha, a, b, int(x), mpf(t_x), mpf(T), first),
                exact(params))
        for place, value in enumerate(rows):
            row(name + "_grad", params, x, t_x, T, float(place), value=value)


# Rates that hardly anybody has, over long horizons: the chance to leave
# matters from A / horizon upwards, however small r is.
RARE = (((2.67445e-06, 0.2, 0.0291974, 9.01914), 0.04, 2e5),
        ((4.5e-08, 50.0, 0.106229, 4.02412), 7.5, 5e7),
        ((1e-4, 4.4, 0.8, 2.4), 30.0, 5200.0),
        ((0.02, 1.0, 1e-4, 0.3), 12.0, 1e6),
        ((1e-7, 300.0, 3e-6, 2e-3), 60.0, 1e9))


def rare_rows(name, first):
    for params, T, u in RARE:
        row(name + "_expected", params, 0.0, 0.0, T, u, value=bg_expected(
            *exact(params), 0, *exact((0.0, T, u)), first=first))


# Discount rates next to 0, where what there is for ever is finite (a > 1) or a
# power of the rate.
SLOW = (((0.243, 4.414, 0.793, 2.426), 2.0, 30.5, 38.9, 1e-5),
        ((0.243, 4.414, 1.793, 2.426), 2.0, 30.5, 38.9, 1e-12),
        ((0.033, 0.91, 0.0123, 0.71), 0.0, 0.0, 3.3, 1e-20),
        ((0.334, 0.09, 0.702, 0.0377), 40.0, 0.107, 0.742, 8.24e-60),
        ((1.83, 0.54, 3.37, 0.0202), 40.0, 0.143, 0.243, 2.75e-100),
        ((3.25, 0.67, 0.0998, 8.79), 3.0, 0.797, 0.806, 7.69e-250),
        ((0.0906, 0.012, 0.0122, 0.131), 1.0, 0.005, 0.0098, 6.1e-280))


def slow_rows(name, first):
    for params, x, t_x, T, delta in SLOW:
        with mp.workdps(100):
            value = bg_dert_slow(*exact(params), int(x),
                                 *exact((t_x, T, delta)), first=first)
        if delta > 1e-6:
            other = bg_dect(*exact(params), int(x), *exact((t_x, T, delta)),
                            mp.inf, first=first)
            assert abs(other / value - 1) < mpf(10) ** -20, (other, value)
        row(name + "_dect", params, x, t_x, T, float("inf"), delta, value)


HEADER = "quantity,p1,p2,p3,p4,x,t_x,T,u,delta,value"


def main():
    print(HEADER)
    bg_rows("bgnbd", 0)
    for params in list(models(12, -1.5, 2)) + list(models(16, -8, 12)):
        x = float(random.choice([1, 2, 5, 20, 300]))
        m = short(params[2] * 10 ** random.uniform(-2, 2))
        rows = derivatives(lambda p, q, gamma: gg_ll(p, q, gamma, int(x), mpf(m)),
                           exact(params[:3]))
        for place, value in enumerate(rows):
            row("gg_grad", params[:3], x, "", m, float(place), value=value)
    for _ in range(60):
        x = log_uniform(-8, 12)
        row("lgamma", (), x, value=mp.loggamma(mpf(x)))
        row("digamma", (), x, value=mp.digamma(mpf(x)))
        row("trigamma", (), x, value=mp.polygamma(1, mpf(x)))
        u = log_uniform(-8, 12)
        row("lgamma_ratio", (), x, u=u,
            value=mp.loggamma(mpf(x) + mpf(u)) - mp.loggamma(mpf(x)))
        row("lbeta", (), x, u=u, value=mp.loggamma(mpf(x))
            + mp.loggamma(mpf(u)) - mp.loggamma(mpf(x) + mpf(u)))
    for x in (0.75, 0.999, 1.0 + 2.0 ** -40, 1.25, 1.5, 1.75, 2.0 - 2.0 ** -40,
              2.0 + 2.0 ** -30, 2.25, 2.5, 2.75, 15.999, 16.0):
        row("lgamma", (), x, value=mp.loggamma(mpf(x)))
    for p in (1e-300, 1e-20, 1e-5, 0.01, 0.025, 0.05, 0.3, 0.49999, 0.5,
              0.500001, 0.75, 0.975, 0.999999):
        quantile = mp.sqrt(2) * mp.erfinv(2 * mpf(p) - 1) if p > 1e-6 else \
            mp.findroot(lambda z: mp.log(mp.ncdf(z) / mpf(p)),
                        -mp.sqrt(-2 * mp.log(mpf(p))))
        row("normal_quantile", (), p, value=quantile)
    rare_rows("bgnbd", 0)
    slow_rows("bgnbd", 0)


if __name__ == "__main__":
    sys.exit(main())
