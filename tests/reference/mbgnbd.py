"""Writes mbgnbd.csv beside it: 50-digit values of the MBG/NBD.

    python3 tests/reference/mbgnbd.py > tests/reference/mbgnbd.csv

Needs mpmath. Forms and columns are those of kernels.py, with a chance to leave
at the first purchase; quantities are mbgnbd_expected, _dect, _pmf, _ll and
_grad.
"""
import random
import sys

from mpmath import mp, mpf

from kernels import HEADER, bg_ll, bg_rows, exact, rare_rows, row, slow_rows


def main():
    random.seed(20070924)
    print(HEADER)
    bg_rows("mbgnbd", 1)
    rare_rows("mbgnbd", 1)
    # Nothing bought again in hardly any time, or by somebody who hardly ever
    # leaves: the log-likelihood is nearly 0.
    for params, T in (((0.243, 4.414, 0.793, 2.426), 1e-9),
                      ((0.5, 10.0, 3.0, 1e-5), 20.0),
                      ((0.5, 10.0, 1e-7, 2.0), 1e-3),
                      ((1e-6, 10.0, 0.5, 0.5), 50.0),
                      ((40.0, 1.0, 2.0, 6.0), 1e4)):
        with mp.workdps(150):
            value = bg_ll(*exact(params), 0, mpf(0), mpf(T), first=1)
        row("mbgnbd_ll", params, 0.0, 0.0, T, value=value)
    slow_rows("mbgnbd", 1)


if __name__ == "__main__":
    sys.exit(main())
