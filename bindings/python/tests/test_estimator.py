"""Estimators and segmenters: published fits, conventions, threads, Ctrl-C."""
import copy
import gc
import itertools
import json
import os
import pickle
import random
import signal
import threading
import unittest
import warnings

import cev
from cev import _context
from support import (cdnow, installed, needs_numpy, needs_pandas, np, pd, shop,
                     shared_rows)

SHOP = cev.Portfolio.from_orders(shop())


def rows(table):
    return list(table.rows())


def market(customers=20_000):
    """Histories in which no two are alike, so that a fit takes its time."""
    chance = random.Random(4)
    x = [float(chance.randrange(6)) for _ in range(customers)]
    T = [chance.uniform(100, 200) for _ in x]
    return {"x": x, "T": T, "t_x": [0.0 if purchases == 0 else
                                    chance.uniform(1, age)
                                    for purchases, age in zip(x, T)]}


class LeftOut(unittest.TestCase):
    """Customers left out in turn, whatever the estimator learns from."""

    def setUp(self):
        chance = random.Random(5)
        visits = [chance.randrange(9) for _ in range(90)]
        self.customers = {
            "visits": visits, "house": ["h%d" % (i // 3) for i in range(90)],
            "value": [float(i) for i in range(90)],
            "left": ["no" if chance.random() * 9 < seen else "yes"
                     for seen in visits]}

    def test_scores_read_them_as_they_are(self):
        model = cev.GLM(target="left", features=["visits"])
        out = model.validate(self.customers, folds=5, grouped_by="house")
        self.assertEqual(list(out["value"]), self.customers["value"])
        folds = list(out["fold"])
        self.assertEqual(folds[0::3], folds[2::3])
        self.assertEqual(set(folds), {1, 2, 3, 4, 5})
        scores = cev.scores_evaluate(out, "scores")
        auc = dict(zip(scores["metric"], scores["value"]))["auc"]
        self.assertGreater(auc, 0.7)
        again = model.validate(self.customers, folds=5, grouped_by="house",
                               seed=1)
        self.assertNotEqual(folds, list(again["fold"]))
        with self.assertRaises(cev.StateError):
            model.predict(self.customers)


class Parts(unittest.TestCase):
    def setUp(self):
        self.customers = market(900)
        self.branches = [{name: column[first::3] for name, column
                          in self.customers.items()} for first in range(3)]

    def test_parts_fit_as_the_whole_does(self):
        one = cev.BGNBD().fit(self.customers)
        whole = cev.BGNBD().fit_parts(lambda question: [
            cev.BGNBD().part(branch, question) for branch in self.branches])
        for name, value in one.params_.items():
            self.assertAlmostEqual(whole.params_[name] / value, 1, delta=1e-9)
        self.assertEqual(whole.verdict_, one.verdict_)

    def test_parts_travel_as_text(self):
        def sent(table):
            return json.loads(json.dumps(
                {name: list(table[name]) for name in table}))
        whole = cev.BGNBD().fit_parts(lambda question: [
            sent(cev.BGNBD().part(branch, sent(question)))
            for branch in self.branches])
        one = cev.BGNBD().fit(self.customers)
        for name, value in one.params_.items():
            self.assertAlmostEqual(whole.params_[name] / value, 1, delta=1e-9)

    def test_a_missing_part_is_told(self):
        asked = []

        def answers(question):
            asked.append(question)
            return [cev.BGNBD().part(branch, question)
                    for branch in self.branches[len(asked) > 2:]]
        whole = cev.BGNBD()
        with self.assertRaisesRegex(cev.StateError, "600 of 900 customers"):
            whole.fit_parts(answers)
        with self.assertRaises(cev.StateError):
            whole.params_


class Again(unittest.TestCase):
    """A fit goes on from the last one."""

    def setUp(self):
        self.customers = market(900)

    def turns(self, model):
        return [row["value"] for row in rows(model.summary_)
                if row["name"] == "iterations"][0]

    def test_a_fit_begins_where_the_last_ended(self):
        left = [131, 126, 90, 60, 42, 34, 26, 491]
        contracts = {"T": [1, 2, 3, 4, 5, 6, 7, 7], "customers": left,
                     "churned": [1, 1, 1, 1, 1, 1, 1, 0]}
        first = cev.SBG(penalty=1.0).fit(contracts)
        for model in (cev.load(first.save()), copy.deepcopy(first)):
            model.fit(contracts)
            self.assertLess(self.turns(model), self.turns(first))
            for name, value in first.params_.items():
                self.assertAlmostEqual(model.params_[name] / value, 1,
                                       delta=1e-9)

    def test_other_options_begin_anew(self):
        model = cev.BGNBD(penalty=1.0).fit(self.customers)
        model.set_params(penalty=30.0).fit(self.customers)
        fresh = cev.BGNBD(penalty=30.0).fit(self.customers)
        self.assertEqual(model.save(), fresh.save())

    def test_what_was_believed_is_kept_until_taken_away(self):
        def believes(model):
            return any(row["name"] == "prior_given"
                       for row in rows(model.summary_))
        other = cev.BGNBD().fit(self.customers)
        model = cev.load(cev.BGNBD().prior(other).fit(self.customers).save())
        self.assertTrue(believes(model.fit(self.customers)))
        self.assertFalse(believes(model.prior(None).fit(self.customers)))
        self.assertFalse(believes(model.fit(self.customers)))


class Published(unittest.TestCase):
    """Fader, Hardie & Lee (2005) and Fader & Hardie (2013), on CDNOW: every
    digit, or 1e-5 of the value where more are printed."""

    def fitted(self, orders, wanted, spend):
        train, _ = cev.Portfolio.from_orders(cdnow(orders)).split(
            at="1997-09-30")
        for made, values in ((cev.BGNBD(time_unit="w"), wanted),
                             (cev.GammaGamma(), spend)):
            made.fit(train)
            seen = list(made.params_.values()) + [
                row["value"] for row in rows(made.summary_)
                if row["name"] == "log_likelihood"]
            self.assertEqual(len(seen), len(values))
            for a, b in zip(seen, values):
                last_digit = 10.0 ** -len(b.partition(".")[2])
                self.assertAlmostEqual(a, float(b), delta=max(
                    0.5 * last_digit, 1e-5 * abs(a)))

    def test_sample(self):
        self.fitted("cdnow_sample.csv",
                    [".2426", "4.4136", ".7929", "2.4259", "-9582.429"],
                    ["6.2496", "3.7442", "15.4435", "-4055.918"])

    def test_all_customers(self):
        self.fitted("cdnow_master.csv",
                    [".251624", "4.788945", ".723433", "2.161087",
                     "-95368.44393"],
                    ["6.275359", "3.624450", "14.983689", "-40763.47626"])

    def test_scores_of_all_purchase_models(self):
        train, _ = cev.Portfolio.from_orders(cdnow()).split(at="1997-09-30")
        for row in shared_rows("mle_reference.csv"):
            kind = "pareto_nbd" if row["model"] == "pnbd" else row["model"]
            gives = cev.kinds().get(kind, {"gives": []})["gives"]
            if row["dataset"] != "cdnow_sample" or \
                    "expected_purchases" not in gives:
                continue
            model = cev.Estimator(kind, time_unit="w").fit(train)
            scores = model.predict(train.summarise(unit="w"), horizon="39w")
            self.assertAlmostEqual(
                sum(scores["expected_purchases"]),
                float(row["sum_cond_exp"]), delta=1e-3, msg=kind)


class Conventions(unittest.TestCase):
    def test_parameters(self):
        clv = cev.CLV(model="bgnbd", margin=0.4)
        self.assertEqual(clv.get_params()["purchases"], "bgnbd")
        self.assertEqual(repr(clv), "CLV(margin=0.4, purchases='bgnbd')")
        again = type(clv)(**clv.get_params())
        for name, value in again.get_params().items():
            self.assertIs(value, clv.get_params()[name])
        generic = cev.Estimator("clv", margin=0.4)
        self.assertEqual(generic.get_params()["kind"], "clv")
        self.assertEqual(cev.Estimator(**generic.get_params()).kind, "clv")
        self.assertIs(clv.set_params(discount=0.2), clv)
        with self.assertRaisesRegex(TypeError, "did you mean 'margin'"):
            cev.CLV(marign=0.4)

    def test_an_option_named_by_a_word_of_python_s_own(self):
        wanted = [(kind, name) for kind, entry in cev.kinds().items()
                  for name in entry["options"] if name == "lambda"]
        for kind, name in wanted:
            model = cev.Estimator(kind, lambda_=0.5)
            self.assertEqual(model.get_params()["lambda_"], 0.5)
            self.assertEqual(
                cev.Estimator(kind, **{name: 0.5}).get_params(),
                model.get_params())

    def test_scikit_learn_clones(self):
        base = installed("sklearn.base")
        if base is None:
            raise unittest.SkipTest("scikit-learn is not installed")
        self.assertEqual(base.clone(cev.CLV(margin=0.4)).get_params(),
                         cev.CLV(margin=0.4).get_params())

    def test_scikit_learn_checks_what_applies(self):
        """Its other checks fit to matrices; these models want columns by
        name, and their tags say so."""
        checks = installed("sklearn.utils.estimator_checks")
        if checks is None or not hasattr(installed("sklearn.utils"), "Tags"):
            raise unittest.SkipTest("scikit-learn 1.6 is not installed")
        for made in (cev.CLV, cev.BGNBD, cev.RFM):
            with warnings.catch_warnings(record=True):
                checks.check_estimator(made())
            for check in (checks.check_no_attributes_set_in_init,
                          checks.check_parameters_default_constructible,
                          checks.check_get_params_invariance,
                          checks.check_set_params, checks.check_estimator_repr,
                          checks.check_valid_tag_types):
                check(made.__name__, made())

    def test_fit_returns_self_and_errors_leave_the_last_fit(self):
        clv = cev.CLV()
        self.assertFalse(hasattr(clv, "summary_"))
        with self.assertRaises(cev.StateError):
            clv.predict(SHOP)
        self.assertIs(clv.fit(SHOP), clv)
        before = clv.save()
        with self.assertRaisesRegex(cev.DomainError, r"T\[0\] = 2"):
            clv.fit({"x": [1], "t_x": [3.0], "T": [2.0], "m_x": [1.0]})
        clv.set_params(margin=1e9)
        with self.assertRaisesRegex(cev.OptionError, "margin"):
            clv.fit(SHOP)
        self.assertEqual(clv.save(), before)

    def test_a_summary_is_shown_whole(self):
        model = cev.CLV(model="bgnbd").fit(SHOP)
        shown, page = repr(model.summary_), model.summary_._repr_html_()
        for name, value in model.params_.items():
            self.assertRegex(shown, r"\b%s +%.6g" % (name, value))
        self.assertTrue(shown.endswith("\n".join(model.verdict_)))
        self.assertNotIn("section", shown)
        self.assertIn("<p>%s</p>" % model.verdict_[0], page)

    def test_copies_and_pickles(self):
        for model in (cev.CLV(margin=0.4).fit(SHOP), cev.BGNBD(),
                      cev.Segmenter("rfm").fit(SHOP)):
            for again in (pickle.loads(pickle.dumps(model)),
                          copy.deepcopy(model)):
                self.assertEqual(again.kind, model.kind)
                self.assertIn(("margin", model.get_params().get("margin")),
                              list(again.get_params().items())
                              + [("margin", None)])
                if model._handle is not None:
                    self.assertEqual(again.save(), model.save())

    def test_units_are_not_mixed(self):
        weeks = SHOP.summarise(unit="w")
        with self.assertRaisesRegex(ValueError, "time_unit=604800"):
            cev.BGNBD().fit(weeks)
        by_week = cev.BGNBD(time_unit="w").fit(weeks)
        seen = by_week.predict(weeks, horizon="52w")
        again = cev.BGNBD(time_unit=604800).fit(SHOP).predict(weeks,
                                                              horizon=52)
        self.assertEqual(rows(seen), rows(again))

    def test_likelihoods_add_up(self):
        told = SHOP.summarise()
        model = cev.BGNBD(purchase_covariates="T", uncertainty="laplace",
                          draws=50).fit(told)
        each = model.evaluate(told, "likelihood")
        whole = [row["value"] for row in rows(model.summary_)
                 if row["name"] == "log_likelihood"]
        self.assertAlmostEqual(sum(each["log_likelihood"]), whole[0], 8)
        self.assertIn("purchase: T",
                      [row["name"] for row in rows(model.summary_)
                       if row["section"] == "draws"])

    def test_options_of_predict(self):
        clv = cev.CLV(margin=0.4).fit(SHOP)
        bare = clv.predict(SHOP.summarise(), interval=0)
        self.assertNotIn("clv_lo", bare)
        year = clv.predict(SHOP.summarise(), horizon="12mo", interval=0)
        self.assertEqual(list(year["clv"]), list(bare["clv"]))
        named = clv.predict(SHOP.summarise(), quantities=["p_any", "dert"])
        self.assertEqual([name for name in named if "_" not in name[-3:]],
                         ["customer", "p_any", "dert"])
        with self.assertRaisesRegex(cev.OptionError, "interval"):
            clv.predict(SHOP, interval=2)
        with self.assertRaisesRegex(cev.OptionError, "horizont"):
            clv.predict(SHOP, horizont=3)
        with self.assertRaises(TypeError):
            clv.predict(SHOP.summarise(), as_of="2020-01-01")

    def test_options_at_hand_are_those_of_the_question(self):
        model, one = cev.BGNBD().fit(SHOP), SHOP.customer("customer 07")

        def asked(horizon):
            return model.predict(one, horizon=horizon, interval=0)[
                "expected_purchases"][0]

        first = [asked(days) for days in range(1, 50)]
        self.assertEqual(first, sorted(set(first)))
        self.assertEqual([asked(float(days)) for days in range(1, 50)], first)
        self.assertEqual(asked("1w"), first[6])
        again = cev.BGNBD(horizon=7).fit(SHOP)
        self.assertEqual(again.predict(one)["expected_purchases"][0],
                         first[6])
        with self.assertRaises(TypeError):
            model.predict(one, horizon=[7])

    def test_a_fitted_model_wants_the_columns_that_it_was_fitted_with(self):
        customers = SHOP.summarise().to_dict()
        customers["shade"] = [float(row % 3) for row in range(40)]
        model = cev.BGNBD(purchase_covariates=["shade"]).fit(customers)
        before = list(model.predict(customers, interval=0)["p_alive"])
        model.set_params(purchase_covariates=None)
        for same in (model, cev.load(model.save()),
                     pickle.loads(pickle.dumps(model))):
            self.assertEqual(
                list(same.predict(customers, interval=0)["p_alive"]), before)

    def test_a_loaded_model_says_the_same(self):
        clv = cev.CLV(margin=0.4, time_unit="w").fit(SHOP)
        again = cev.load(clv.save(), time_unit="w")
        self.assertIsInstance(again, cev.CLV)
        self.assertEqual(again.predict(SHOP), clv.predict(SHOP))
        with self.assertRaisesRegex(cev.FormatError, "not a bgnbd"):
            cev.BGNBD.load(clv.save())
        with self.assertRaises(cev.FormatError):
            cev.Segmenter.load(clv.save())

    def test_the_model_may_choose_itself(self):
        train, hold = cev.Portfolio.from_orders(
            cdnow("cdnow_sample.csv")).split(at="1997-09-30")
        clv = cev.CLV(model="auto", time_unit="w").fit(train)
        table = clv.evaluate(train, "comparison")
        compared = [dict(zip(table, row)) for row in zip(*table.values())]
        chosen = [row for row in compared if row["is_chosen"]]
        self.assertEqual(len(chosen), 1)
        self.assertEqual(chosen[0]["why"], "chosen")
        # A third of 39 weeks is held back, and all are asked for the same.
        self.assertGreater(chosen[0]["actual"], 600)
        told = [row for row in compared if row["rmse"] == row["rmse"]]
        self.assertGreater(len(told), 1)
        self.assertEqual(len({row["actual"] for row in told}), 1)
        self.assertIn("model_by_forecast",
                      [row["name"] for row in rows(clv.summary_)])
        named = cev.CLV(model=chosen[0]["model"], time_unit="w").fit(train)
        self.assertEqual(list(clv.predict(train)["clv"]),
                         list(named.predict(train)["clv"]))

    def test_cuts_are_lists_of_lengths(self):
        customers = {"x": [0, 1, 2, 5], "t_x": [0, 20, 100, 300],
                     "T": [400, 100, 120, 310], "revenue": [5, 20, 60, 300]}
        for cuts in ("14,60,120,365", "2w, 60d, 120, 1y", [14, 60, 120, 365],
                     ("14d", 60, "120d", "365d")):
            placed = cev.Segmenter("rfm", recency_cuts=cuts,
                                   frequency_cuts=[2, 3, 4, 5]).fit(
                                       customers).assign(customers)
            self.assertEqual(list(placed["r"]), [1, 3, 4, 5])
            self.assertEqual(list(placed["f"]), [1, 2, 3, 5])
        with self.assertRaisesRegex(ValueError, "no length of time"):
            cev.Segmenter("rfm", recency_cuts="14,x").fit(customers)

    def test_segments(self):
        segmenter = cev.Segmenter("rfm").fit(SHOP)
        groups = segmenter.assign(SHOP)
        self.assertEqual(len(groups), 40)
        self.assertEqual(sum(segmenter.profile_["customers"]), 40)
        self.assertEqual({row["segment"] for row in groups},
                         set(segmenter.profile_["segment"]))
        self.assertEqual(cev.RFM().fit(SHOP).save(), segmenter.save())

    def test_evaluations(self):
        train, hold = SHOP.split(holdout="8w")
        clv = cev.CLV().fit(train)
        for what in ("holdout", "frequency", "tracking", "conditional",
                     "deciles"):
            self.assertTrue(clv.evaluate(hold, what))
        last = clv.evaluate(hold, "tracking")[-1]
        self.assertEqual(last["time"], 56)
        with self.assertRaises(cev.KindError):
            clv.evaluate(hold, "nonsense")
        with self.assertRaises(cev.ColumnError):
            clv.evaluate(train)


class Periods(unittest.TestCase):
    """Covariates that change in time."""

    def setUp(self):
        dice = random.Random(5)
        count = 200
        self.customers = {"customer": list(range(count)), "x": [], "t_x": [],
                          "T": [20.0] * count}
        self.periods = {name: [] for name in ("customer", "from", "to", "x",
                                              "sale")}
        for one in range(count):
            sales = [float(dice.random() < 0.5) for _ in range(8)]
            bought = [dice.randrange(1 + int(2 * sale)) for sale in sales[:5]]
            weeks = [k for k in range(5) if bought[k]]
            self.customers["x"].append(float(sum(bought)))
            self.customers["t_x"].append(4.0 * weeks[-1] + 2 if weeks else 0.0)
            for k, sale in enumerate(sales):
                row = (one, 4.0 * k, 4.0 * (k + 1),
                       float(bought[k]) if k < 5 else 0.0, sale)
                for name, value in zip(self.periods, row):
                    self.periods[name].append(value)

    def test_sales_tell(self):
        model = cev.ParetoNBDDynamic(purchase_covariates=["sale"], horizon=12)
        model.fit(self.customers, periods=self.periods)
        self.assertGreater(model.params_["purchase: sale"], 1)
        scores = model.predict(self.customers, periods=self.periods)
        self.assertEqual(len(scores["expected_purchases"]), 200)
        again = cev.Estimator.load(model.save())
        self.assertEqual(
            list(again.predict(self.customers,
                               periods=self.periods)["p_alive"]),
            list(scores["p_alive"]))
        with self.assertRaisesRegex(cev.Error, "cev_table_set_periods"):
            model.predict(self.customers)


class Frames(unittest.TestCase):
    def test_first_purchases_count_where_nobody_came_back(self):
        nobody = {"x": [0.0] * 9, "t_x": [0.0] * 9, "T": [9.0] * 9,
                  "m_x": [None] * 9, "revenue": [20.0 + i for i in range(9)]}
        for made in (cev.CLV(), cev.GammaGamma()):
            spend = made.fit(nobody).predict(nobody)["expected_spend"]
            self.assertTrue(all(20 < each < 30 for each in spend))

    def test_what_was_held_back_is_learnt_from(self):
        train, hold = SHOP.split(holdout="90d")
        model = cev.CohortAverage(horizon="30d").fit(hold)
        same = cev.CohortAverage(horizon="30d").fit(hold.compared())
        self.assertEqual(model.predict(train), same.predict(train))

    def test_rows(self):
        self.assertEqual(set(cev.CLV().fit(SHOP).predict(SHOP)[0]) & {
            "customer", "clv", "clv_lo"}, {"customer", "clv", "clv_lo"})
        customers = rows(SHOP.summarise())
        seen = cev.CLV().fit(customers).predict(customers)
        self.assertEqual(seen, cev.CLV().fit(SHOP).predict(SHOP))

    @needs_numpy
    def test_arrays(self):
        customers = SHOP.summarise().to_dict()
        seen = cev.CLV().fit(customers).predict(customers)
        self.assertIsInstance(seen["clv"], np.ndarray)

    @needs_pandas
    def test_pandas(self):
        customers = SHOP.summarise().to_pandas().assign(other=[[]] * 40)
        seen = cev.CLV().fit(customers).predict(customers)
        self.assertIsInstance(seen, pd.DataFrame)
        self.assertEqual(seen["clv"].tolist(),
                         [row["clv"] for row
                          in cev.CLV().fit(SHOP).predict(SHOP)])


class Running(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.market = market()

    def test_progress_is_told_and_may_stop(self):
        stages = []
        model = cev.BGNBD().fit(SHOP)
        before = model.save()
        model.fit(self.market, progress=lambda stage, done: stages.append(
            (stage, done)))
        self.assertTrue(stages)
        self.assertTrue(all(0 <= done <= 1 for _, done in stages))
        after = model.save()
        self.assertNotEqual(before, after)
        with self.assertRaises(cev.CancelledError):
            model.fit(self.market, progress=lambda stage, done: True)
        self.assertEqual(model.save(), after)

    def test_what_progress_raises_comes_out(self):
        def broken(stage, done):
            raise ZeroDivisionError("mine")

        with self.assertRaisesRegex(ZeroDivisionError, "mine"):
            cev.BGNBD().fit(self.market, progress=broken)

    def test_progress_cannot_use_the_object_at_work(self):
        portfolio = cev.Portfolio()

        def nosy(stage, done):
            len(portfolio)

        with self.assertRaisesRegex(RuntimeError, "at work"):
            portfolio.record(shop(30_000), progress=nosy)

    def test_ctrl_c_stops_a_fit(self):
        handler = signal.getsignal(signal.SIGINT)
        if handler is not signal.default_int_handler:
            raise unittest.SkipTest("SIGINT is handled by somebody else")
        model = cev.BGNBD().fit(SHOP)
        before = model.save()

        def hit(stage, done):
            os.kill(os.getpid(), signal.SIGINT)

        with self.assertRaises(KeyboardInterrupt):
            model.fit(self.market, progress=hit)
        timer = threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGINT))
        with self.assertRaises(KeyboardInterrupt):
            timer.start()
            for _ in itertools.repeat(None):
                cev.BGNBD(tol=1e-15).fit(self.market)
        self.assertEqual(model.save(), before)
        self.assertIs(signal.getsignal(signal.SIGINT), handler)

    def test_threads_fit_at_once(self):
        wanted = cev.BGNBD().fit(self.market).save()
        customers = SHOP.summarise()
        small = cev.CLV().fit(customers).save()
        seen, errors = [], []
        inside, together = [], threading.Event()

        def watch(stage, done):
            # Both are in the middle of a fit once both have been here.
            if threading.get_ident() not in inside:
                inside.append(threading.get_ident())
            if len(inside) == 2:
                together.set()
            together.wait(20)

        def work():
            try:
                seen.append(cev.BGNBD().fit(self.market,
                                            progress=watch).save() == wanted)
                seen.append(cev.CLV().fit(customers).save() == small)
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((errors, seen), ([], [True] * 4))
        self.assertTrue(together.is_set())

    def test_one_model_asked_by_many_threads(self):
        clv = cev.CLV().fit(SHOP)
        customers = SHOP.summarise()
        wanted = rows(clv.predict(customers))
        wrong = []

        def work():
            for _ in range(50):
                if rows(clv.predict(customers)) != wanted:
                    wrong.append(1)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])


class Freeing(unittest.TestCase):
    def setUp(self):
        gc.freeze()  # collections look at what is made here alone
        self.addCleanup(gc.unfreeze)

    def test_any_order(self):
        for order in itertools.permutations(range(5)):
            portfolio = cev.Portfolio.from_orders(shop(3))
            train, hold = portfolio.split(at=17010 * 86400)
            table = portfolio.summarise()
            objects = [portfolio, train, hold, table, table["x"]]
            del portfolio, train, hold, table
            for place in order:
                objects[place] = None
                gc.collect()

    def test_what_is_dropped_during_a_call_is_freed_after_it(self):
        context = _context.Context()
        freed = []
        context._acquire()
        context.discard(freed.append, 7)
        self.assertEqual(freed, [])
        context._release()
        self.assertEqual(freed, [7])
