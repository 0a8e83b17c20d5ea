"""Writes elementary.csv beside it: the elementary functions to 32 digits.

    python3 tests/reference/elementary.py > tests/reference/elementary.csv

Needs mpmath. Arguments are doubles; a value is the double nearest to it and
what that leaves, so that errors can be told in ulps. The last rows of each are
the worst of millions against another library's 34 digits.

Columns: quantity, x, y (of atan2 alone), value, rest.
"""
import random

from mpmath import atan2, cos, erfc, exp, expm1, log, log1p, mp, mpf, sin

mp.dps = 60
random.seed(20261122)
WORST = {
    "exp": ["-0x1.68e71dedc915p-3"], "expm1": ["-0x1.3e5b14acde95p+0"],
    "log": ["0x1.020088d2eb185p+0"], "log1p": ["0x1.0075a4a43fa4p-7"],
    "sin": ["0x1.57524b807e21dp+11"], "cos": ["-0x1.232e2619cdb04p+15"],
    "erfc": ["0x1.ba2c91c7c77d6p+0", "0x1.869417c4db354p+0"],
}


def near(middle, least, most):
    """About a middle, at all distances."""
    return (middle + random.choice((-1.0, 1.0))
            * 10.0 ** random.uniform(least, most))


def show(quantity, function, x, y=0.0):
    exact = function(mpf(x)) if quantity != "atan2" else function(mpf(x),
                                                                  mpf(y))
    value = float(exact)
    print(f"{quantity},{x!r},{y!r},{value!r},{float(exact - mpf(value))!r}")


def rows(quantity, function, *draws):
    for draw in draws:
        for _ in range(40):
            show(quantity, function, draw())
    for x in WORST[quantity]:
        show(quantity, function, float.fromhex(x))


def main():
    print("quantity,x,y,value,rest")
    rows("exp", exp, lambda: random.uniform(-707, 709.7),
         lambda: near(0.0, -18, 0.5))
    rows("expm1", expm1, lambda: random.uniform(-45, 709.7),
         lambda: near(0.0, -18, 0.5))
    rows("log", log, lambda: 10.0 ** random.uniform(-322, 308),
         lambda: near(1.0, -15, -0.2))
    rows("log1p", log1p, lambda: 10.0 ** random.uniform(-3, 308),
         lambda: near(0.0, -18, -0.1), lambda: 10.0 ** random.uniform(-9, 0) - 1)
    rows("sin", sin, lambda: random.uniform(-10, 10),
         lambda: random.uniform(-1e6, 1e6), lambda: near(0.0, -18, 0))
    rows("cos", cos, lambda: random.uniform(-10, 10),
         lambda: random.uniform(-1e6, 1e6))
    rows("erfc", erfc, lambda: random.uniform(-6, 6),
         lambda: random.uniform(0, 26.5), lambda: near(0.0, -18, 0))
    for _ in range(80):
        show("atan2", atan2, near(0.0, -4, 4), near(0.0, -4, 4))
    show("atan2", atan2, float.fromhex("0x1.3e464ef355758p-4"),
         float.fromhex("0x1.fa83903a56f8dp-5"))


main()
