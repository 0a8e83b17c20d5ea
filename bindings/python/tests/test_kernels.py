"""Kernels through the binding: reference values, shapes, refusals."""
import math
import unittest
from array import array

import cev
from support import needs_numpy, np, shared_rows

CDNOW = [0.243, 4.414, 0.793, 2.426]
MODELS = {"bgnbd": "bgnbd", "mbgnbd": "mbgnbd", "pnbd": "pareto_nbd"}
# Published for the CDNOW sample (Fader, Hardie & Lee 2005): x, t_x, T of its
# first two customers.
X, T_X, T = [2, 1], [30.43, 1.71], [38.86, 38.86]


def number(text):
    return float(text) if text else math.nan


class Reference(unittest.TestCase):
    """1e-12 of 50-digit values; a log-likelihood whose terms cancel has an
    error of 1e-14 of the largest of them, which is of the size of (r + x)
    log(alpha + T)."""

    def check(self, seen, wanted, where, slack=0.0):
        self.assertLessEqual(abs(seen - wanted),
                             1e-12 * abs(wanted) + slack + 1e-300, where)

    def test_purchase_models(self):
        rows = shared_rows("reference_vectors.csv")
        for row in rows:
            model = MODELS.get(row["model"])
            if model is None or model + "_p_alive" not in dir(cev.kernels):
                continue
            params = [float(row["p%d" % i]) for i in (1, 2, 3, 4)]
            history = [[float(row[name])] for name in ("x", "t_x", "T")]

            def kernel(name, *more):
                made = getattr(cev.kernels, model + "_" + name)
                return made(params, *history, *more)[0]

            slack = 1e-14 * (params[0] + history[0][0] + params[3]) * max(
                1.0, abs(math.log(params[1] + history[2][0])))
            self.check(kernel("p_alive"), number(row["p_alive"]), row)
            self.check(kernel("log_likelihood"), number(row["loglik"]), row,
                       slack)
            self.check(kernel("expected", float(row["t"])),
                       number(row["cond_exp"]), row)
            if row["dert"]:
                self.check(kernel("dert", float(row["delta"])),
                           number(row["dert"]), row)

    def test_gamma_gamma(self):
        for row in shared_rows("reference_vectors.csv"):
            if row["model"] != "gg" or not row["cond_exp"]:
                continue
            params = [float(row["p%d" % i]) for i in (1, 2, 3)]
            x, m_x = float(row["x"]), number(row["m_x"])
            if params[0] * x + params[1] <= 1 or math.isinf(
                    float(row["cond_exp"])):
                continue
            self.check(cev.kernels.gamma_gamma_expected(
                params, [x], [0.0 if x == 0 else m_x])[0],
                float(row["cond_exp"]), row)


class Calls(unittest.TestCase):
    def test_published_probabilities(self):
        seen = cev.kernels.bgnbd_p_alive(CDNOW, X, T_X, T)
        self.assertEqual(["%.3f" % value for value in seen],
                         ["0.727", "0.212"])

    def test_parameters_by_name_and_arguments_by_name(self):
        named = dict(a=CDNOW[2], b=CDNOW[3], r=CDNOW[0], alpha=CDNOW[1])
        self.assertEqual(
            list(cev.kernels.bgnbd_expected(named, X, t_x=T_X, T=T,
                                            horizon=39)),
            list(cev.kernels.bgnbd_expected(CDNOW, X, T_X, T, 39)))

    def test_outputs_by_name(self):
        """Wilson (1927): 15 in 25."""
        seen = cev.kernels.wilson_interval(0.95, [15, 0], 25)
        self.assertEqual(["%.5f" % value[0] for value in seen],
                         ["0.40739", "0.76597"])
        self.assertIs(seen.lower, seen[0])
        self.assertEqual(len(seen.upper), 2)

    def test_outputs_of_their_own_length(self):
        a, b = cev.kernels.beta_binomial_fit([1, 5, 9], [10, 10, 10])
        self.assertAlmostEqual(a / (a + b), 0.5, places=6)
        self.assertEqual(cev.kernels.bootstrap_acceleration([1, 1, 1]), 0.0)
        low, high = cev.kernels.bootstrap_interval(0.9, 2.5, 0.0, [1, 2, 3, 4])
        self.assertLess(low, high)

    def test_a_count_where_no_array_has_it(self):
        seen = cev.kernels.bootstrap_counts(seed=1, resample=0, n=5)
        self.assertEqual((len(seen), sum(seen)), (5, 5))

    def test_a_number_stands_for_all_rows(self):
        self.assertEqual(
            list(cev.kernels.bgnbd_p_alive(CDNOW, X, T_X, 38.86)),
            list(cev.kernels.bgnbd_p_alive(CDNOW, X, T_X, T)))
        self.assertEqual(len(cev.kernels.bgnbd_pmf(CDNOW, 0, 38.86)), 1)

    def test_no_rows(self):
        self.assertEqual(len(cev.kernels.bgnbd_p_alive(CDNOW, [], [], [])), 0)

    def test_buffers(self):
        self.assertEqual(
            list(cev.kernels.bgnbd_p_alive(
                array("d", CDNOW), array("q", X), array("d", T_X),
                memoryview(array("d", T)))),
            list(cev.kernels.bgnbd_p_alive(CDNOW, X, T_X, T)))

    @needs_numpy
    def test_strides(self):
        wide = np.array(T_X[::-1])[::-1]
        self.assertEqual(
            list(cev.kernels.bgnbd_p_alive(CDNOW, np.array(X, "i4"), wide, T)),
            list(cev.kernels.bgnbd_p_alive(CDNOW, X, T_X, T)))

    def test_refusals(self):
        with self.assertRaisesRegex(ValueError, "r, alpha, a, b"):
            cev.kernels.bgnbd_p_alive(CDNOW[:3], X, T_X, T)
        with self.assertRaisesRegex(ValueError, "t_x has 1 rows"):
            cev.kernels.bgnbd_p_alive(CDNOW, X, T_X[:1], T)
        with self.assertRaises(cev.DomainError):
            cev.kernels.bgnbd_p_alive(CDNOW, X, T, T_X)
        with self.assertRaises(TypeError):
            cev.kernels.bgnbd_p_alive(CDNOW, X, T_X)
