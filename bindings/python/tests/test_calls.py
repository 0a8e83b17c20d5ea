"""Calls by rule, and that no function of C is out of reach."""
import ctypes as c
import inspect
import unittest

import cev
from cev import _api, _calls
from cev._context import Context
from cev._table import Table
from support import needs_pandas, pd, shop

SHOP = cev.Portfolio.from_orders(shop())

#: Functions that the binding does without, and the one that it uses instead.
INSTEAD = {
    "cev_table_set_column": "cev_table_set_columns",
    "cev_table_name": "cev_table_columns",
    "cev_table_column": "cev_table_columns",
    "cev_table_double": "cev_table_columns",
    "cev_table_int64": "cev_table_columns",
    "cev_table_text": "cev_table_columns",
}


def tour():
    """A walk past all that is not bound by rule."""
    by_number, portfolio = cev.Portfolio(), cev.Portfolio()
    by_number.add(7, 0, 1.0)
    by_number.history(7), by_number.customer(7), by_number.erase(7)
    portfolio.add("ada", 0, 1.0)
    portfolio.record({"customer": ["bob"], "time": [86400], "amount": [2.0]})
    portfolio.history("ada"), portfolio.customer("ada"), portfolio.export()
    portfolio.split(at=0), len(portfolio)
    portfolio.merge(cev.Portfolio.load(portfolio.save()))
    portfolio.erase("ada")
    for what in ("report", "summarise", "cohorts", "periods", "indicators",
                 "gaps", "tracking"):
        portfolio._table(what, None)
    table = SHOP.summarise()
    table.top("x", 3).__arrow_c_stream__()
    read = cev.load(cev.BGNBD(uncertainty="delta", penalty=1.5,
                              max_iter=400).prior(None).fit(SHOP).save())
    read.prior(read).fit(table, periods={"sale": [1.0]}).summary_
    read.predict(table)
    read.predict(ByStream(table)), read.predict(ByArray(table))
    cev.BGNBD().fit_parts(lambda question: [read.part(table, question)])
    cev.BGNBD().fit(table, periods={"from": [0.0]})
    read.evaluate(SHOP.split(holdout="8w")[1])
    segmenter = cev.load(cev.RFM().fit(SHOP).save())
    segmenter.assign(table), segmenter.profile_
    cev.set_threads(2)
    cev.Portfolio()
    cev.set_threads(1)
    cev.library_version(), cev.kinds(), cev.options()
    try:
        portfolio.customer("nobody")
    except cev.NotFoundError:
        pass


class ByStream:
    def __init__(self, table):
        self._table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__()


class ByArray:
    """A frame that is one array of Arrow."""

    def __init__(self, table):
        self._copy = Table(table.lent(Context()))
        self._memory = [(c.c_int64 * 10)(), (c.c_int64 * 10)()]

    def __arrow_c_array__(self, requested_schema=None):
        handle = self._copy._handle
        handle.context.call("cev_table_to_arrow", handle.pointer, None, 0,
                            *self._memory)
        handle.pointer = 0  # it is gone into the structs
        make = c.PYFUNCTYPE(c.py_object, c.c_void_p, c.c_char_p, c.c_void_p)(
            ("PyCapsule_New", c.pythonapi))
        return tuple(make(c.addressof(memory), name, None) for memory, name
                     in zip(self._memory, (b"arrow_schema", b"arrow_array")))


class Reach(unittest.TestCase):
    def test_no_function_is_out_of_reach(self):
        functions = _api.find_description()["functions"]
        tour()
        used = {name for name in vars(_api.api()) if name in functions}
        for name, entry in functions.items():
            with self.subTest(name):
                shape = entry.get("shape")
                if shape == "kernel":
                    self.assertTrue(callable(getattr(cev.kernels, name[4:])))
                elif shape != "call" or name not in by_rule():
                    self.assertIn(INSTEAD.get(name, name), used)


def by_rule():
    """The calls that are bound by rule, by their names in C."""
    holders = {"ctx": cev, "portfolio": SHOP, "estimator": cev.BGNBD(),
               "segmenter": cev.RFM()}
    found = set()
    for noun, holder in holders.items():
        for name in _calls.names(noun):
            if callable(getattr(holder, name, None)):
                found.add("cev_" + ("" if noun == "ctx" else noun + "_")
                          + name)
    return found


class ByRule(unittest.TestCase):
    def test_a_question_to_a_portfolio(self):
        moves = SHOP.recency(period="month", states=3)
        self.assertEqual({row["from"] for row in moves}, {"1", "2", "3+"})
        self.assertEqual(list(moves[0]), ["from", "to", "count", "money"])
        early = SHOP.recency("2016-12-31", states=3)
        self.assertLess(sum(row["count"] for row in early),
                        sum(row["count"] for row in moves))

    def test_a_question_to_no_object(self):
        chain = cev.markov_estimate(SHOP.recency(states=3), margin=0.4)
        self.assertEqual(chain._fields, ("transitions", "rewards"))
        values = cev.markov_value(*chain, horizon=3, interval=0)
        self.assertEqual([row["state"] for row in values], ["1", "2", "3+"])
        self.assertGreater(values[0]["value"], values[2]["value"])

    def test_what_is_not_wanted_is_left_out(self):
        moves = [{"from": "a", "to": "b"}, {"from": "b", "to": "b"}]
        with self.assertRaisesRegex(cev.ColumnError, "money"):
            cev.markov_estimate(moves)
        told = cev.markov_estimate(moves, without="rewards")
        self.assertIsNone(told.rewards)
        self.assertEqual(told.transitions[0]["count"], 1)
        with self.assertRaisesRegex(TypeError, "transitions, rewards"):
            cev.markov_estimate(moves, without="nonsense")

    def test_published_values(self):
        """Pfeifer & Carraway (2000), all who bought are mailed for ever."""
        moves, rewards = [], []
        for at, buys in enumerate((0.3, 0.2, 0.15, 0.05)):
            moves += [{"from": str(at + 1), "to": "1", "probability": buys},
                      {"from": str(at + 1), "to": str(at + 2),
                       "probability": 1 - buys}]
        moves.append({"from": "5", "to": "5", "probability": 1.0})
        for state, reward in zip("12345", (36, -4, -4, -4, 0)):
            rewards.append({"state": state, "reward": reward})
        values = cev.markov_value(moves, rewards, discount=0.2, interval=0,
                                  time_unit=31557600)
        for row, wanted in zip(values, (52.320, 5.554, 1.251, -1.820, 0)):
            self.assertAlmostEqual(row["value_ever"], wanted, delta=5e-4)

    @needs_pandas
    def test_answers_are_of_the_caller_s_kind(self):
        moves = pd.DataFrame(SHOP.recency(states=3))
        chain = cev.markov_estimate(moves)
        self.assertIsInstance(chain.rewards, pd.DataFrame)

    def test_wrong_arguments_are_named(self):
        with self.assertRaisesRegex(TypeError, "rewards"):
            cev.markov_value([])
        with self.assertRaisesRegex(TypeError, "margin"):
            cev.markov_value([], [], margin=0.4)
        with self.assertRaises(cev.ColumnError):
            cev.markov_value([{"from": "a"}], [{"state": "a"}])
        with self.assertRaisesRegex(TypeError, "no names of columns"):
            cev.markov_value([1], [2])
        with self.assertRaises(cev.StateError):
            cev.BGNBD().explain(SHOP)

    def test_they_can_be_looked_up(self):
        self.assertIn("markov_value", dir(cev))
        self.assertIn("recency", dir(SHOP))
        self.assertIn("transition", cev.markov_value.__doc__)
        self.assertGreater(len(cev.selftest()), 10)
        self.assertEqual(list(inspect.signature(cev.markov_value).parameters)[
            :2], ["transitions", "rewards"])
        for holder in (cev, SHOP, cev.BGNBD()):
            with self.assertRaises(AttributeError):
                holder.nonsense

    def test_progress(self):
        moves = [{"from": str(a), "to": str((a * 7 + b) % 300)}
                 for a in range(300) for b in range(3)]
        chain = cev.markov_estimate(moves, without="rewards").transitions
        rewards = [{"state": str(a), "reward": float(a)} for a in range(300)]
        with self.assertRaises(cev.CancelledError):
            cev.markov_value(chain, rewards, discount=0.1,
                             progress=lambda stage, done: True)


class Beforehand(unittest.TestCase):
    """What a model is told before it is fitted."""

    def test_a_prior_pulls_and_says_so(self):
        few = cev.Portfolio.from_orders(shop(12))
        alone, known = cev.BGNBD().fit(few), cev.BGNBD().fit(SHOP)
        for prior in (known, known.summary_, list(known.summary_.rows())):
            pulled = cev.BGNBD().prior(prior).fit(few)
            self.assertTrue(any("beforehand" in each
                                for each in pulled.verdict_))
            self.assertNotEqual(pulled.params_, alone.params_)
        self.assertEqual(pulled.prior(None).fit(few).params_, alone.params_)

    def test_periods_go_with_the_customers(self):
        """Covariates that do not change say what fixed ones do."""
        customers = SHOP.summarise().to_dict()
        shade = [float(row % 3) for row in range(40)]
        fixed = cev.ParetoNBD(purchase_covariates=["shade"]).fit(
            {**customers, "shade": shade})
        periods = {"customer": customers["customer"], "from": [0.0] * 40,
                   "to": [T + 400.0 for T in customers["T"]],
                   "x": customers["x"], "shade": shade}
        model = cev.ParetoNBDDynamic(purchase_covariates=["shade"])
        with self.assertRaises(cev.Error):
            model.fit(customers)
        model.fit(customers, periods=periods)
        seen = model.predict(customers, periods=periods, interval=0)
        wanted = fixed.predict({**customers, "shade": shade}, interval=0)
        for a, b in zip(seen["p_alive"], wanted["p_alive"]):
            self.assertAlmostEqual(a, b, delta=2e-3)

    def test_threads_change_nothing(self):
        alone = cev.CLV(model="bgnbd").fit(SHOP)
        self.addCleanup(cev.set_threads, 1)
        cev.set_threads(3)
        shared = cev.CLV(model="bgnbd").fit(SHOP)
        self.assertEqual(shared.save(), alone.save())
        self.assertEqual(shared.predict(SHOP), alone.predict(SHOP))
        with self.assertRaises(ValueError):
            cev.set_threads(0)

    def test_a_seed_is_taken(self):
        self.assertEqual(cev.BGNBD().fit(SHOP, seed=7).params_,
                         cev.BGNBD().fit(SHOP, seed=7).params_)
