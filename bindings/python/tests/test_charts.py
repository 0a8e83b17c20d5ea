"""Charts: every document of charts/, filled, and what is in them true."""
import json
import math
import tempfile
import unittest
from pathlib import Path

import cev
from support import ROOT, cdnow, shop

PORTFOLIO = cev.Portfolio.from_orders(shop())


def by(chart, name, **wanted):
    """Rows of a chart's data with these values."""
    return [row for row in chart.data[name]
            if wanted.items() <= row.items()]


def leaving():
    """Charts of a model of who leaves, and of one of what is spent."""
    known = {"visits": [i % 7 for i in range(40)],
             "left": [int(i % 7 + i % 3 < 4) for i in range(40)]}
    paid = dict(known, left=[float(i % 5) for i in range(40)])
    model = cev.GLM(target="left").fit(known)
    return [cev.plot.churn_lift(model.evaluate(known, "lift")),
            cev.plot.churn_calibration(model.evaluate(known, "calibration")),
            cev.plot.churn_factors(model.importance(known)),
            cev.plot.spend_ahead(cev.Hurdle(target="left").fit(paid).evaluate(
                paid, "lift"))]


def tables():
    """Charts of tables that calls answered."""
    customers = {"customer": [1, 2, 3, 4], "revenue": [9.0, 7.0, 2.0, -1.0],
                 "segment": ["a", "a", "b", "b"]}
    later = dict(customers, segment=["a", "b", "b", "b"])
    answers = {"answer": [9, 7, 10, 3, 5, 8], "speed": [8, 7, 9, 2, 6, 9],
               "price": [3, 4, 4, 5, 2, 3]}
    return [cev.plot.segment_map(cev.segments_profit(customers)),
            cev.plot.migration(
                cev.segments_migration(customers, later).moves),
            cev.plot.whale(cev.segments_whale(customers)),
            cev.plot.drivers(cev.survey_drivers(answers)), *leaving()]


class Charts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.train, cls.hold = PORTFOLIO.split(holdout="8w")
        cls.clv = cev.CLV(margin=0.4).fit(cls.train)
        cls.plot = cls.clv.plot
        cls.all = [
            cls.plot.tracking(cls.hold),
            cls.plot.tracking(cls.hold, cumulative=False),
            cls.plot.frequency(), cls.plot.conditional(cls.hold),
            cls.plot.deciles(), cls.plot.clv(), cls.plot.p_alive(),
            cls.plot.expected_orders(horizon="90d"), cls.plot.spend(),
            cls.plot.history("customer 08"),
            *(PORTFOLIO.plot.cohorts(show=what)
              for what in ("retention", "revenue", "margin", "clv")),
            PORTFOLIO.plot.indicators(), *tables(),
            PORTFOLIO.plot.periods(), PORTFOLIO.plot.periods(orders=True),
            PORTFOLIO.plot.gaps(),
            cev.Segmenter("rfm").fit(PORTFOLIO).plot.rfm()]

    def test_there_is_one_for_every_document(self):
        self.assertEqual(
            sorted(chart.name for chart in self.all),
            sorted(path.stem for path in (ROOT / "charts").glob("*.json")))

    def test_each_has_the_columns_that_its_document_wants(self):
        for chart in self.all:
            wanted = chart.to_dict()["usermeta"]["data"]
            self.assertEqual(set(chart.data), set(wanted), chart.name)
            for name, rows in chart.data.items():
                self.assertTrue(rows, chart.name)
                for row in rows:
                    self.assertEqual(set(row), set(wanted[name]), chart.name)

    def test_segments_stand_side_by_side(self):
        rows = tables()[0].data["segment_map"]
        self.assertEqual([(row["segment"], row["from"], row["to"],
                           row["mean"]) for row in rows],
                         [("a", 0, 0.5, 8.0), ("b", 0.5, 1.0, 0.5)])
        moved = by(tables()[1], "moves", **{"from": "a", "to": "b"})[0]
        self.assertEqual(moved["customers"], 1)
        with self.assertRaisesRegex(ValueError, "retention, revenue"):
            PORTFOLIO.plot.cohorts(show="profit")

    def test_all_who_left_are_found_at_last(self):
        rows = leaving()[0].data["churn_lift"]
        self.assertEqual((rows[0]["customers_share"], rows[0]["found_share"],
                          rows[0]["left"]), (0.0, 0.0, None))
        self.assertAlmostEqual(rows[-1]["customers_share"], 1.0)
        self.assertAlmostEqual(rows[-1]["found_share"], 1.0)

    def test_opportunities_are_whole(self):
        train, hold = PORTFOLIO.split(holdout="60d")
        for model in (cev.BGBB(time_unit="30d"),
                      cev.CLV(model="bgbb", time_unit="30d")):
            model.fit(train)
            for chart in (model.plot.p_alive(), model.plot.expected_orders()):
                rows = chart.data["map"]
                self.assertTrue(rows)
                for row in rows:
                    self.assertEqual(row["from"] % 30, 0)
            path = model.plot.history("customer 08").data["path"]
            self.assertTrue(all(0 <= row["p_alive"] <= 1 for row in path))
            for chart in (model.plot.tracking(hold),
                          model.plot.conditional(hold)):
                self.assertTrue(chart.data[next(iter(chart.data))])

    def test_notebooks_get_it_in_both_versions(self):
        for chart in self.all:
            bundle = chart._repr_mimebundle_()
            for version in (5, 6):
                made = bundle["application/vnd.vegalite.v%d+json" % version]
                self.assertIn("/v%d.json" % version, made["$schema"])
                self.assertEqual(made["datasets"], chart.data)
            self.assertIn(chart.name, bundle["text/plain"])

    def test_a_dictionary_is_the_caller_s_own(self):
        chart = PORTFOLIO.plot.periods()
        chart.to_dict()["datasets"]["periods"].clear()
        chart.to_dict()["mark"]["type"] = "line"
        self.assertEqual(chart.to_dict()["mark"]["type"], "bar")
        self.assertTrue(chart.data["periods"])

    def test_files(self):
        chart = self.plot.clv()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "clv.json")
            chart.save(path)
            self.assertEqual(json.loads(path.read_text(encoding="utf-8")),
                             chart.to_dict())
            with self.assertRaisesRegex(ValueError, "json or .html"):
                chart.save(Path(folder, "clv.png"))
            page = Path(folder, "clv.html")
            try:
                chart.save(page)
            except FileNotFoundError as error:
                self.assertFalse(page.exists())
                self.skipTest(str(error))
            made = page.read_text(encoding="utf-8")
        self.assertIn(chart.read, made)
        self.assertNotIn('src="', made.partition("<script>")[0])

    def test_a_name_cannot_leave_the_page(self):
        portfolio = cev.Portfolio.from_orders(
            [dict(order, customer="</script><b>" + order["customer"])
             for order in shop()])
        chart = cev.Segmenter("rfm").fit(portfolio).plot.rfm()
        chart.data["rfm"][0]["segment"] = "</script><!--"
        try:
            made = chart.to_html()
        except FileNotFoundError as error:
            self.skipTest(str(error))
        self.assertNotIn("</script><!--", made)


class Figures(unittest.TestCase):
    """The same figures as those of the library's tables."""

    @classmethod
    def setUpClass(cls):
        cls.whole = cev.Portfolio.from_orders(cdnow())
        cls.train, cls.hold = cls.whole.split(at="1997-09-30")
        cls.model = cev.BGNBD(time_unit="w").fit(cls.train)
        cls.clv = cev.CLV().fit(cls.train)

    def test_tracking_ends_at_what_came(self):
        chart = self.model.plot.tracking(self.hold)
        self.assertEqual(chart.data["cut"][0]["date"], "1997-09-30")
        came = by(chart, "tracking", kind="actual")[-1]
        self.assertEqual((came["date"], came["cumulative"]),
                         ("1998-06-30", 4339))
        expected = by(chart, "tracking", kind="model")
        self.assertEqual(len(expected),
                         len(by(chart, "tracking", kind="actual")))
        until = self.model.plot.tracking(self.train)
        self.assertEqual(until.data["cut"], [])
        self.assertEqual(by(until, "tracking", kind="actual")[-1]["date"],
                         "1997-09-30")

    def test_frequency_counts_everyone(self):
        chart = self.model.plot.frequency()
        for kind in ("actual", "model"):
            self.assertAlmostEqual(
                sum(row["customers"] for row
                    in by(chart, "frequency", kind=kind)), 2357, delta=1e-6)
        self.assertEqual(chart.data["frequency"][0]["customers"], 1411)
        self.assertEqual(chart.data["frequency"][-1]["purchases"], "10+")

    def test_conditional_means_add_up_to_what_came(self):
        rows = by(self.model.plot.conditional(self.hold), "conditional",
                  kind="actual")
        self.assertAlmostEqual(sum(row["mean"] * row["customers"]
                                   for row in rows), 1882, delta=1e-6)

    def test_tenths_hold_all_of_the_value(self):
        for chart in (self.clv.plot.deciles(), self.clv.plot.deciles(
                self.hold), self.model.plot.deciles()):
            rows = chart.data["deciles"]
            self.assertEqual(len(rows), 11)
            self.assertEqual(rows[0]["value_share"], 0)
            self.assertAlmostEqual(rows[-1]["value_share"], 1, delta=1e-9)
            self.assertAlmostEqual(rows[-1]["customers_share"], 1,
                                   delta=1e-12)
        self.assertIn("brought", self.clv.plot.deciles(
            self.hold).to_dict()["title"])

    def test_the_histogram_counts_everyone_and_all_value(self):
        rows = self.clv.plot.clv().data["clv_histogram"]
        values = list(self.clv.predict(self.train, interval=0)["clv"])
        self.assertEqual(sum(row["customers"] for row in rows), 2357)
        self.assertTrue(math.isclose(sum(row["value"] for row in rows),
                                     math.fsum(values), rel_tol=1e-9))

    def test_spend_is_near_what_the_model_expects(self):
        rows = self.clv.plot.spend().data["spend"]
        counted = sum(row["customers"] for row in rows)
        self.assertGreater(counted, 0.98 * 946)
        self.assertAlmostEqual(sum(row["expected"] for row in rows), counted,
                               delta=0.05 * counted)

    def test_the_map_is_what_predict_says(self):
        chart = self.model.plot.p_alive(age="38w")
        cell = by(chart, "map", orders=3)[10]
        T = 38.0
        asked = {"x": [2.0], "t_x": [T * (1 - 10.5 / 30)], "T": [T]}
        self.assertEqual(cell["p_alive"],
                         self.model.predict(asked)["p_alive"][0])
        self.assertAlmostEqual(cell["to"], 266 * 11 / 30, delta=1e-9)
        self.assertIn("266 days ago", chart.rests_on)

    def test_a_history_ends_at_what_predict_says(self):
        path = self.model.plot.history(1).data["path"]
        seen = self.model.predict(self.train.customer(1, unit="w"))
        self.assertEqual(path[-1]["p_alive"], seen["p_alive"][0])
        self.assertEqual(path[-1]["date"], "1997-09-30")

    def test_gaps_and_cohorts(self):
        rows = self.whole.plot.gaps().data["gaps"]
        self.assertEqual(sum(row["count"] for row in rows
                             if row["kind"] == "returns so far"), 4339)
        self.assertEqual(sum(row["count"] for row in rows
                             if row["kind"] == "silent now"), 1139)
        cell = by(self.whole.plot.cohorts(), "cohorts", cohort="1997-01",
                  age=1)[0]
        self.assertEqual((cell["customers"], cell["active"]), (781, 124))
        self.assertEqual(
            {row["cohort"] for row in
             self.whole.plot.cohorts("quarter").data["cohorts"]},
            {"1997-Q1"})

    def test_what_cannot_be_drawn_says_so(self):
        loaded = cev.load(self.model.save())
        with self.assertRaisesRegex(TypeError, "give them"):
            loaded.plot.p_alive()
        loaded.plot.p_alive(age="1y")
        with self.assertRaisesRegex(TypeError, "wants a portfolio"):
            self.model.plot.tracking(self.train.summarise(unit="w"))
        with self.assertRaisesRegex(TypeError, "no value"):
            self.model.plot.clv()
        with self.assertRaises(cev.StateError):
            cev.CLV().plot.clv()
        with self.assertRaisesRegex(ValueError, "five classes"):
            cev.RFM(scores=4).fit(self.train).plot.rfm()
