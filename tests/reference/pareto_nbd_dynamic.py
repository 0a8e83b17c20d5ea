"""Writes pareto_nbd_dynamic.csv beside it: 50-digit values of the Pareto/NBD
whose rates change in time.

    python3 tests/reference/pareto_nbd_dynamic.py \
        > tests/reference/pareto_nbd_dynamic.csv

Needs mpmath. Two traits: the first makes a customer buy exp(g z1) times and
leave exp(d1 z1) times as fast, the second leave exp(d2 z2) times as fast.
Integrals over the time of leaving and over the time ahead are taken
numerically; for the first rows the likelihood is also integrated over both
rates themselves, and must be the same.

Columns: r alpha s beta g d1 d2 x, before silent ahead (how many stretches),
length z1 z2 (of each, joined by blanks), bought1 bought2 (sums of the traits
over purchases), delta; log_likelihood log_odds p_alive, expected discounted
(purchases ahead if active, plain and at the rate delta)
"""
import random

from mpmath import mp, mpf
from pareto_nbd import integral, panels

mp.dps = 60
random.seed(20261122)

NAMES = ("r alpha s beta g d1 d2 x before silent ahead length z1 z2 bought1 "
         "bought2 delta log_likelihood log_odds p_alive expected discounted")


def paces(case):
    buying = [mp.exp(case["g"] * z) for z in case["z1"]]
    leaving = [mp.exp(case["d1"] * z1 + case["d2"] * z2)
               for z1, z2 in zip(case["z1"], case["z2"])]
    return buying, leaving


def walk(case, scale, pace):
    """The scale at the beginning of each stretch and at the end of the last."""
    totals = [scale]
    for length, factor in zip(case["length"], pace):
        totals.append(totals[-1] + factor * length)
    return totals


def bought_by(case):
    return case["g"] * case["bought1"]


def standing(case):
    buying, leaving = paces(case)
    A, B = walk(case, case["alpha"], buying), walk(case, case["beta"], leaving)
    n, s = case["r"] + case["x"], case["s"]
    end = case["before"] + case["silent"]
    left = mpf(0)
    for k in range(case["before"], end):
        fastest = n * buying[k] / A[k] + (s + 1) * leaving[k] / B[k]
        left += s * leaving[k] * integral(
            lambda v: (A[k] + buying[k] * v) ** -n
            * (B[k] + leaving[k] * v) ** -(s + 1),
            panels(mpf(0), case["length"][k], fastest))
    active = A[end] ** -n * B[end] ** -s
    value = (mp.loggamma(n) - mp.loggamma(case["r"])
             + case["r"] * mp.log(case["alpha"]) + s * mp.log(case["beta"])
             + bought_by(case) + mp.log(left + active))
    return value, mp.log(left / active), active / (active + left)


def ahead(case, delta):
    buying, leaving = paces(case)
    A, B = walk(case, case["alpha"], buying), walk(case, case["beta"], leaving)
    now = case["before"] + case["silent"]
    total, time = mpf(0), mpf(0)
    for k in range(now, now + case["ahead"]):
        fastest = case["s"] * leaving[k] / B[k] + delta + mpf(1) / 1000
        total += buying[k] * integral(
            lambda v: ((B[k] + leaving[k] * v) / B[now]) ** -case["s"]
            * mp.exp(-delta * (time + v)),
            panels(mpf(0), case["length"][k], fastest))
        time += case["length"][k]
    return (case["r"] + case["x"]) / A[now] * total


def over_rates(case):
    """The log-likelihood, integrated over lambda and mu."""
    buying, leaving = paces(case)
    time, risk = walk(case, mpf(0), buying), walk(case, mpf(0), leaving)
    r, alpha, s, beta = (case[k] for k in ("r", "alpha", "s", "beta"))
    end = case["before"] + case["silent"]

    def given(rate, mu):
        value = mp.exp(-rate * time[end] - mu * risk[end])
        for k in range(case["before"], end):
            speed = rate * buying[k] + mu * leaving[k]
            value += (mu * leaving[k] / speed
                      * mp.exp(-rate * time[k] - mu * risk[k])
                      * -mp.expm1(-speed * case["length"][k]))
        return value * rate ** case["x"]

    # Through logs, so that the gammas' beginnings do no harm.
    def density(shape, scale, y):
        return mp.exp(shape * (y + mp.log(scale)) - scale * mp.exp(y)
                      - mp.loggamma(shape))

    with mp.workdps(20):
        value = mp.quad(
            lambda y: density(r, alpha, y) * mp.quad(
                lambda w: density(s, beta, w) * given(mp.exp(y), mp.exp(w)),
                [-40, -20, -10, -5, -3, -1, 1, 4]),
            [-40, -20, -10, -5, -3, -1, 1, 4])
        return mp.log(value) + bought_by(case)


def exact(value):
    return mpf(float(value))


def draw(kind):
    u = random.uniform
    case = {"r": u(0.2, 3), "alpha": u(2, 30), "s": u(0.2, 3),
            "beta": u(2, 40), "g": u(-1, 1), "d1": u(-1, 1), "d2": u(-1, 1),
            "x": random.randint(0, 12), "delta": u(0.0005, 0.1)}
    counts = [random.randint(0, 4), random.randint(0, 4), random.randint(1, 4)]
    span = 8.0
    if kind == "extreme":
        for name in ("r", "alpha", "s", "beta"):
            case[name] = 10 ** u(-2, 3)
        for name in ("g", "d1", "d2"):
            case[name] = u(-4, 4)
        case["x"] = random.choice([0, 1, 30, 400])
        span = 10 ** u(-3, 3)
    if case["x"] == 0:
        counts[0] = 0
    elif counts[0] == 0:
        counts[0] = 1
    total = sum(counts)
    case = {name: exact("%.6g" % value) for name, value in case.items()}
    for name, low, high in (("length", 0.05, 1), ("z1", -1, 1), ("z2", 0, 1)):
        scale = span if name == "length" else 1
        case[name] = [exact("%.6g" % (scale * u(low, high)))
                      for _ in range(total)]
    case.update(zip(("before", "silent", "ahead"), counts))
    for name in ("bought1", "bought2"):
        case[name] = exact("%.6g" % (float(case["x"]) * u(-1, 1)))
    return case


def text(value):
    if isinstance(value, list):
        return " ".join(text(item) for item in value)
    return repr(float(value)) if isinstance(value, mpf) else str(value)


def main():
    print(NAMES.replace(" ", ","))
    for i in range(80):
        case = draw("usual" if i < 50 else "extreme")
        value, odds, alive = standing(case)
        if i < 3:
            assert abs(over_rates(case) - value) < mpf(10) ** -10
        out = (value, odds if mp.isfinite(odds) else mpf("-inf"), alive,
               ahead(case, mpf(0)), ahead(case, case["delta"]))
        print(",".join([text(case[name]) for name in NAMES.split()[:17]]
                       + [mp.nstr(item, 20) for item in out]))


if __name__ == "__main__":
    main()
