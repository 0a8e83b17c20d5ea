"""The report page, where the program and its page are built."""
import json
import os
import re
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import cev
from support import cdnow, shop


class Pages(unittest.TestCase):
    def page(self, portfolio, *more, **given):
        """The data in the page."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "report.html")
            try:
                cev.report(path, portfolio, *more, **given)
            except cev.Error as error:
                if not re.search("without the page|is not here", str(error)):
                    raise
                self.skipTest(str(error))
            found = re.search(
                '<script[^>]*id="data"[^>]*>(.*?)</script>',
                path.read_text(encoding="utf-8"), re.S)
        return json.loads(found[1])

    def test_it_is_of_this_portfolio_and_these_options(self):
        train, _ = cev.Portfolio.from_orders(shop(), tz="UTC").split(
            holdout="4w")
        clv = cev.CLV(model="mbgnbd", margin=0.4, discount=0.2,
                      horizon="26w", time_unit="w").fit(train)
        seg = cev.Segmenter("rfm").fit(train)
        data = self.page(train, clv, seg, title="Ours", pseudonymise=True)
        self.assertEqual(
            [data[name] for name in ("title", "pseudonymised", "margin",
                                     "discount", "horizon_days", "unit")],
            ["Ours", True, 0.4, 0.2, 182, "weeks"])
        self.assertEqual(data["quality"]["sales"], train.orders)
        names = [row[0] for row in data["parameters"]["rows"]]
        self.assertIn("mbgnbd.r", names)

    def test_customers_that_are_numbers(self):
        data = self.page(cev.Portfolio.from_orders(cdnow()), cev.BGNBD().fit(
            cev.Portfolio.from_orders(cdnow())), holdout=0)
        self.assertEqual(data["quality"]["sales"], 6919)
        self.assertEqual(data["as_of"], "1998-06-30")

    def lively(self):
        """A shop of 120 customers, of whom some stay away."""
        everyone = range(120)
        orders = [(c, "%d-%02d-%02d" % (2023 + month // 12, month % 12 + 1,
                                        1 + c % 28))
                  for c in everyone
                  for month in range(c % 3, 3 + c * 5 % 17, 1 + c % 2)]
        calls = [(c, "2023-%02d-15" % (month + 3))
                 for c in everyone for month in range(c % 5)]
        portfolio = cev.Portfolio.from_orders({
            "customer": [c for c, _ in orders],
            "time": [day for _, day in orders],
            "amount": [10.0 + c % 7 for c, _ in orders]})
        portfolio.record_events("attributes", {
            "customer": list(everyone),
            "town": ["Ulm" if c % 2 else "Bonn" for c in everyone],
            "age": [20.0 + c % 50 for c in everyone],
            "base": [float(c % 2) for c in everyone],
            "customers": [0.0] * len(everyone)})
        portfolio.record_events("contacts", {
            "customer": [c for c, _ in calls],
            "time": [day for _, day in calls],
            "kind": ["complaint"] * len(calls)})
        return portfolio

    def test_learners_are_shown_as_they_were_given(self):
        portfolio = self.lively()
        known = portfolio.features(as_of="2023-12-31", holdout="90d",
                                   outcomes="left bought spent")
        today = portfolio.features()
        learners = [
            cev.GLM(target="left", features="overdue,town,base").fit(known),
            cev.Propensity(target="bought").fit(known),
            cev.Nearest(target="spent").fit(known)]
        data = self.page(portfolio, cev.CLV(model="mbgnbd").fit(portfolio),
                         None, learners, within="90d", holdout=0)
        churn, buys, spends = (data["churn"], data["buyers"]["given"],
                               data["ahead"])
        self.assertEqual(
            [churn["given"], buys["given"], spends["given"], churn["days"]],
            ["glm", "propensity", "nearest", 90])
        self.assertEqual(data["not_shown"], [])
        told = {row[0] for row in data["data"]["churn_factors"]["rows"]}
        self.assertTrue(told and told <= {"overdue", "town", "base"}, told)
        self.assertTrue(data["data"]["churn_lift"]["rows"])
        self.assertTrue(data["data"]["churn_calibration"]["rows"])
        names = [str(name) for name in today["customer"]]
        for learner, model in zip(learners, (churn, buys, spends)):
            foretold = dict(zip(names, learner.predict(today)["prediction"]))
            self.assertTrue(model["customers"]["rows"])
            for name, said, *_, reasons in model["customers"]["rows"]:
                self.assertAlmostEqual(said, foretold[name],
                                       delta=1e-4 * max(1, said))
                self.assertTrue(reasons or model is not buys)

    def test_learners_that_cannot_be_shown_are_an_error(self):
        portfolio = self.lively()
        known = portfolio.features(as_of="2023-12-31", holdout="90d",
                                   outcomes="left bought treatment")
        made = dict(known, mine=known["x"])
        clv = cev.CLV(model="mbgnbd").fit(portfolio)
        for told, learner in [
                ("learns \"x\"", cev.GLM(target="x").fit(known)),
                ("as .*glm-1.cev does",
                 [cev.GLM(target="left").fit(known)] * 2),
                ("no column \"mine\"",
                 cev.GLM(target="left", features="mine").fit(made)),
                ("not bgnbd", cev.BGNBD().fit(portfolio))]:
            with self.assertRaisesRegex(
                    cev.Error, told + "|without the page|is not here"):
                cev.report(os.devnull, portfolio, clv, None, learner,
                           holdout=0)

    def test_a_learner_of_a_shop_too_small_to_test_it(self):
        portfolio = cev.Portfolio.from_orders(shop())
        learner = cev.GLM(target="bought", rare=1).fit(portfolio.features(
            as_of="2016-12-31", holdout="20d",
            outcomes="bought"))
        data = self.page(portfolio, None, None, learner, holdout=0)
        self.assertEqual(data["not_shown"], ["bought"])

    def test_who_leaves_is_learnt_from_all_ledgers(self):
        portfolio = self.lively()
        data = self.page(portfolio, cev.CLV(model="mbgnbd").fit(portfolio),
                         None, cev.Churn(offer=3.0, sensitive="age"))
        churn = data["churn"]
        self.assertIsNone(churn["why_not"])
        self.assertEqual(churn["offer"], 3.0)
        told = [row[0] for row in data["data"]["churn_factors"]["rows"]]
        reasons = [name for row in churn["customers"]["rows"]
                   for name, _ in row[-1]]
        self.assertGreater(churn["learnt_from"], 100)
        self.assertTrue({"town", "base", "contacts=complaint"}
                        & {*told, *reasons}, (told, reasons))
        self.assertNotIn("age", [*told, *reasons])
        self.assertEqual(data["buyers"], {})

    def test_who_buys_is_learnt_where_there_are_leads_and_campaigns(self):
        everyone = range(360)
        begin = [c * 7 % 30 for c in everyone]
        day = "{}-{:02}-{:02}".format
        orders, touches = [], []
        for c in everyone:
            for month in range(24):
                turn = (c * 13 + month * 5) % 11
                if turn < 4:
                    touches.append((c, month))
                if month >= begin[c] and turn < 3 + c % 4:
                    orders.append((c, month))
        when = [day(2023 + month // 12, month % 12 + 1, 1 + c % 28)
                for c, month in orders]
        portfolio = cev.Portfolio.from_orders({
            "customer": [c for c, _ in orders], "time": when,
            "amount": [10.0] * len(orders)})
        portfolio.record_events("attributes", {
            "customer": list(everyone),
            "visits": [float(c % 4) for c in everyone]})
        portfolio.record_events("touches", {
            "customer": [c for c, _ in touches],
            "time": [day(2023 + month // 12, month % 12 + 1, 1 + c % 28)
                     for c, month in touches],
            "campaign": ["letter"] * len(touches),
            "treated": [1.0] * len(touches)})
        data = self.page(portfolio, cev.CLV(model="mbgnbd").fit(portfolio),
                         None, cev.Churn(sensitive="age"), holdout=0)
        buyers = data["buyers"]
        self.assertEqual(set(buyers), {"leads", "reached"})
        bought = {c for c, _ in orders}
        for name, model in buyers.items():
            chances = [chance for _, chance, _ in model["customers"]["rows"]]
            self.assertEqual(chances, sorted(chances, reverse=True))
            self.assertTrue(0 <= chances[-1] <= chances[0] <= 1)
            self.assertGreaterEqual(model["bought"], 10)
        for name, *_ in buyers["leads"]["customers"]["rows"]:
            self.assertNotIn(int(name), bought)

    def test_what_cannot_be_shown_is_an_error(self):
        portfolio = cev.Portfolio.from_orders(shop())
        with self.assertRaisesRegex(ValueError, "five classes"):
            cev.report(os.devnull, portfolio, None,
                       cev.RFM(scores=3).fit(portfolio))
        with self.assertRaisesRegex(ValueError, "by the recipe churn alone"):
            cev.report(os.devnull, portfolio, None, None, cev.GLM())
        with self.assertRaisesRegex(ValueError, "not of gamma_gamma"):
            cev.report(os.devnull, portfolio, cev.GammaGamma().fit(portfolio))
        with self.assertRaisesRegex(ValueError, "days, weeks or years"):
            cev.report(os.devnull, portfolio,
                       cev.BGNBD(time_unit="mo").fit(portfolio))
        with self.assertRaisesRegex(ValueError, "no orders"):
            cev.report(os.devnull, cev.Portfolio())
        with self.assertRaises(cev.StateError):
            cev.report(os.devnull, portfolio, cev.CLV())

    def test_what_the_program_refuses_is_an_error(self):
        portfolio = cev.Portfolio.from_orders(shop())
        with mock.patch.dict(os.environ, CEV_PROGRAM="/nonexistent/cev"):
            with self.assertRaisesRegex(cev.Error, "CEV_PROGRAM"):
                cev.report(os.devnull, portfolio)
        with self.assertRaisesRegex(cev.Error, "customers|not here"):
            cev.report(os.devnull, portfolio, customers=-1)
