#!/usr/bin/env python3
"""models_lifetimes.py FILE.csv [--pareto]: the value models by lifetimes.

Fits BG/NBD and Gamma-Gamma (with --pareto the Pareto/NBD as well, which takes
minutes) to the columns x, t_x, T, m_x, predicts P(alive) and purchases of the
next 39 weeks for everybody, and prints the lines that models.c prints, without
memory: lifetimes KIND TASK PROCESSOR WALL - RESULT.
"""
import sys
import time
import warnings

import lifetimes
import pandas as pd

HORIZON = 39.0


def timed(kind, task, work, result):
    """Runs it, prints its line and hands on what it gave."""
    processor, wall = time.process_time(), time.perf_counter()
    given = work()
    processor = time.process_time() - processor
    wall = time.perf_counter() - wall
    print(f"lifetimes {kind} {task} {processor:.6f} {wall:.6f} - "
          f"{result(given):.10g}", flush=True)
    return given


def purchases(kind, fitter, t):
    x, t_x, T = t["x"], t["t_x"], t["T"]

    def predict():
        fitter.conditional_probability_alive(x, t_x, T)
        return fitter.conditional_expected_number_of_purchases_up_to_time(
            HORIZON, x, t_x, T)

    timed(kind, "fit", lambda: fitter.fit(x, t_x, T),
          lambda f: f.params_["r"])
    timed(kind, "predict", predict, sum)


def main():
    warnings.simplefilter("ignore")
    t = pd.read_csv(sys.argv[1])
    purchases("bgnbd", lifetimes.BetaGeoFitter(), t)
    if "--pareto" in sys.argv:
        purchases("pareto_nbd", lifetimes.ParetoNBDFitter(), t)
    repeat = t[t["x"] > 0]  # it takes no others
    spend = lifetimes.GammaGammaFitter()
    timed("gamma_gamma", "fit",
          lambda: spend.fit(repeat["x"], repeat["m_x"]),
          lambda f: f.params_["q"])


main()
