#!/usr/bin/env python3
"""Writes tests/reference/mixing.csv: R-hat and effective sample sizes of
chains, as ArviZ 0.19 has them.

The chains are autoregressive, chain[i] = rho chain[i - 1] + e[i], plus a shift
and times a spread that grow with the number of the chain; e[i] is the sum of
twelve uniform numbers less 6, from the generator x -> 6364136223846793005 x +
1442695040888963407 (mod 2^64), top 32 bits, begun at `seed`, chain after chain;
with `coarse` above 0 draws are rounded to multiples of it, so that many are
equal. tests/math/test_mixing.c makes the same.

    pip install "arviz<0.20" "numpy<2" "scipy<1.13" "matplotlib<3.9"
    python3 tests/reference/mixing.py > tests/reference/mixing.csv
"""
import math

import arviz
import numpy

CASES = [  # seed, chains, length, rho, shift, spread, coarse
    (1, 4, 250, 0.0, 0.0, 0.0, 0.0),
    (2, 4, 250, 0.5, 0.0, 0.0, 0.0),
    (3, 4, 1000, 0.95, 0.0, 0.0, 0.0),
    (4, 4, 500, -0.6, 0.0, 0.0, 0.0),
    (5, 2, 101, 0.3, 0.5, 0.0, 0.0),
    (6, 4, 400, 0.2, 0.0, 1.0, 0.0),
    (7, 3, 77, 0.999, 0.0, 0.0, 0.0),
    (8, 4, 200, 0.4, 0.0, 0.0, 0.5),
    (9, 2, 300, 0.1, 0.0, 0.0, 0.0),
    (10, 6, 50, 0.8, 1.0, 0.5, 0.25),
]


def chains_of(seed, chains, length, rho, shift, spread, coarse):
    state = seed
    out = numpy.empty((chains, length))
    for c in range(chains):
        value = 0.0
        for i in range(length):
            total = 0.0
            for _ in range(12):
                state = (state * 6364136223846793005 + 1442695040888963407) \
                    % 2 ** 64
                total += (state >> 32) / 4294967296.0
            value = rho * value + (total - 6.0)
            draw = shift * c + (1.0 + spread * c) * value
            if coarse > 0.0:
                draw = coarse * math.floor(draw / coarse + 0.5)
            out[c, i] = draw
    return out


print("seed,chains,length,rho,shift,spread,coarse,r_hat,bulk,tail")
for case in CASES:
    draws = chains_of(*case)
    found = (arviz.rhat(draws, method="rank"), arviz.ess(draws, method="bulk"),
             arviz.ess(draws, method="tail"))
    print(",".join(f"{value:.17g}" for value in case + found))
