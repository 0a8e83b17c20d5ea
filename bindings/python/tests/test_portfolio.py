"""Portfolios: records in from all kinds of frames, and what comes back."""
import math
import tempfile
import unittest
from collections import namedtuple
from pathlib import Path

import cev
from support import cdnow, needs_numpy, needs_pandas, np, pd, shop

ORDERS = shop()
COLUMNS = {name: [row[name] for row in ORDERS] for name in ORDERS[0]}


def rows(table):
    return list(table.rows())


class Frames(unittest.TestCase):
    """The same orders in any form make the same portfolio."""

    def setUp(self):
        self.saved = cev.Portfolio.from_orders(ORDERS).save()

    def check(self, orders, **names):
        portfolio = cev.Portfolio.from_orders(orders, **names)
        self.assertEqual(portfolio.save(), self.saved)
        return portfolio

    def test_dictionaries_and_objects(self):
        Order = namedtuple("Order", "email created_at total")
        self.check(COLUMNS)
        portfolio = self.check(
            [Order(row["customer"], row["time"], row["amount"])
             for row in ORDERS],
            customer="email", time="created_at", amount="total")
        self.assertIsInstance(portfolio.gaps(), list)

    def test_one_by_one(self):
        portfolio = cev.Portfolio()
        for row in ORDERS:
            portfolio.add(row["customer"], row["time"], row["amount"])
        self.assertEqual(portfolio.save(), self.saved)
        self.assertIsInstance(portfolio.gaps(), cev.Table)

    @needs_numpy
    def test_arrays(self):
        portfolio = self.check({name: np.array(values) for name, values
                                in COLUMNS.items()})
        self.assertIsInstance(portfolio.gaps(), dict)
        self.check(np.array([tuple(row.values()) for row in ORDERS],
                            [("customer", "O"), ("time", "M8[s]"),
                             ("amount", "f8")]))

    @needs_pandas
    def test_pandas(self):
        frame = pd.DataFrame(COLUMNS)
        self.check(frame)
        self.check(frame.astype({"customer": "string", "amount": "Float64"}))
        self.check(frame.assign(time=pd.to_datetime(frame["time"],
                                                    unit="s")))
        again = self.check(frame.sample(frac=1, random_state=7))
        self.assertIsInstance(again.cohorts(), pd.DataFrame)
        self.assertEqual(str(again.export()["time"].dtype), "datetime64[s]")
        self.check(again.export())

    def test_a_table_goes_back_in(self):
        portfolio = cev.Portfolio.load(self.saved)
        self.check(portfolio.export())

    def test_columns_that_are_not_there(self):
        with self.assertRaisesRegex(KeyError, "there are: customer, time"):
            cev.Portfolio.from_orders(COLUMNS, amount="total")


class Gaps(unittest.TestCase):
    def test_rows_without_customer_or_time_are_left_out_and_counted(self):
        portfolio = cev.Portfolio.from_orders({
            "customer": ["ada", None, "", "bob", "bob"],
            "time": [0, 86400, None, None, 86400],
            "amount": [1.0, 2.0, 3.0, 4.0, None]})
        report = portfolio.report
        self.assertEqual(report["rows_read"], 5)
        self.assertEqual(report["skipped"], {"no customer": 2, "no time": 1})
        self.assertEqual((report["orders"], report["unknown_amounts"]),
                         (2, 1))
        self.assertIn("2: no customer, 1: no time", repr(report))

    @needs_pandas
    def test_numbers_that_a_gap_made_doubles(self):
        portfolio = cev.Portfolio.from_orders(pd.DataFrame({
            "customer": [17, None, 18], "time": pd.to_datetime(
                ["2024-01-01", "2024-01-02", None])}), amount=None)
        self.assertEqual(portfolio.history(17)["customer"].tolist(), [17])
        self.assertEqual(portfolio.report["skipped"],
                         {"no customer": 1, "no time": 1})
        with self.assertRaisesRegex(ValueError, "17.5 is no whole"):
            cev.Portfolio.from_orders(pd.DataFrame({
                "customer": [17.5], "time": [0]}), amount=None)

    def test_all_or_nothing(self):
        portfolio = cev.Portfolio()
        with self.assertRaisesRegex(cev.DomainError, r"amount\[1\]"):
            portfolio.record({"customer": ["a", "b"], "time": [0, 0],
                              "amount": [1.0, math.inf]})
        self.assertEqual((len(portfolio), portfolio.report["rows_read"]),
                         (0, 0))


class Answers(unittest.TestCase):
    def setUp(self):
        self.portfolio = cev.Portfolio.from_orders(ORDERS)

    def test_texts_are_told_from_numbers(self):
        portfolio = cev.Portfolio()
        with self.assertRaisesRegex(TypeError, "customer is 5.*order_id"):
            portfolio.order(5, 86400, 1.0)
        with self.assertRaisesRegex(ValueError, "NUL"):
            portfolio.order("ada\0", 86400, 1.0)
        self.assertEqual(len(portfolio.order_id(5, 86400, 1.0)), 1)

    def test_counts(self):
        self.assertEqual(len(self.portfolio), 40)
        self.assertEqual(self.portfolio.orders, len(ORDERS))
        self.assertEqual(repr(self.portfolio),
                         "<cev.Portfolio: 40 customers, 120 orders>")
        self.assertTrue(cev.Portfolio())

    def test_an_empty_one_has_a_report(self):
        report = cev.Portfolio().report
        self.assertEqual((report["orders"], report["first"]), (0, None))
        self.assertIn("skipped", report._repr_html_())

    def test_summary_in_units(self):
        days = self.portfolio.summarise()
        weeks = self.portfolio.summarise(unit="w")
        for a, b in zip(days["T"], weeks["T"]):
            self.assertAlmostEqual(a / 7, b)
        self.assertEqual(weeks.unit, 7 * 86400)
        one = self.portfolio.customer("customer 07", unit="w")
        self.assertEqual(rows(one), [row for row in rows(weeks)
                                     if row["customer"] == "customer 07"])

    def test_series(self):
        self.assertEqual(sum(row["customers_new"] for row
                             in self.portfolio.periods("week")), 40)
        shop = self.portfolio.indicators("month", interval=0.9)
        self.assertEqual(sum(row["customers_new"] for row in shop), 40)
        self.assertLess(shop[1]["retention_rate_lo"],
                        shop[1]["retention_rate_hi"])
        for name in ("revenue_change", "change_customers", "change_frequency",
                     "change_value"):
            self.assertLess(shop[1][name + "_lo"], shop[1][name])
            self.assertLess(shop[1][name], shop[1][name + "_hi"])
        self.assertEqual(sum(row["repeat"] for row
                             in self.portfolio.tracking()),
                         sum(self.portfolio.summarise()["x"]))

    def test_empty_lists_are_a_shop_of_nobody(self):
        nobody = {"customer": [], "time": [], "amount": [], "source": [],
                  "segment": [], "revenue": []}
        portfolio = cev.Portfolio.from_orders(nobody, channel="source")
        self.assertEqual(len(portfolio.indicators("month")["period"]), 0)
        by_segment = self.portfolio.indicators_by(nobody, period="year")
        self.assertEqual({row["segment"] for row in by_segment}, {None})
        apart = cev.segments_profile(nobody)
        self.assertEqual(len(apart["segment"]), 0)
        moves, mix = cev.segments_migration(nobody, nobody)
        self.assertEqual((len(moves["from"]), len(mix["segment"])),
                         (0, 0))

    def test_numbers_of_products_are_texts(self):
        portfolio = cev.Portfolio.from_orders({
            "customer": ["ann", "bob", "cid"], "amount": [1, 2, 4],
            "time": ["2024-01-01", "2024-02-01", "2024-03-01"],
            "sku": [4711, 9, None]}, product="sku")
        portfolio.add("dot", "2024-04-01", 8, product=9)
        year = portfolio.indicators("year", by="product")
        self.assertEqual(dict(zip(year["product"], year["revenue"])),
                         {"4711": 1, "9": 10, None: 4})

    def test_channels_and_what_orders_had_in_them(self):
        frame = {"customer": ["ann", "ann", "bob", "cid"],
                 "time": ["2024-01-01", "2024-02-01", "2024-02-02",
                          "2024-02-03"],
                 "amount": [10, 30, 20, 5], "source": ["web", "till", "web",
                                                       None],
                 "pieces": [1, 2, 3, None], "cogs": [4, 10, 10, 5]}
        portfolio = cev.Portfolio.from_orders(
            frame, channel="source", items="pieces", cost="cogs")
        one_by_one = cev.Portfolio()
        for row in zip(*frame.values()):
            one_by_one.add(*row[:3], channel=row[3], items=row[4],
                           cost=row[5])
        self.assertEqual(one_by_one.save(), portfolio.save())
        year = portfolio.indicators("year", by="channel")
        self.assertEqual(list(year["channel"]), ["till", "web", None])
        self.assertEqual(list(year["margin"]), [20, 16, 0])
        self.assertEqual(list(year["items_per_purchase"])[:2], [2, 2])
        cohorts = portfolio.cohorts("year", by="channel")
        self.assertEqual(list(cohorts["customers"]), [1, 2, 1])
        with self.assertRaisesRegex(TypeError, "no column 'weight'"):
            portfolio.add("dora", 0, 1, weight=3)
        with self.assertRaises(cev.DomainError):
            portfolio.add("dora", 0, 1, items=-3)

    def test_segments_and_what_they_cost(self):
        names = list(self.portfolio.summarise()["customer"])
        segments = {"customer": names[1:],
                    "segment": ["web", "store", "web"] * 13}
        whole = self.portfolio.indicators("month")
        parts = self.portfolio.indicators_by(segments, period="month")
        self.assertEqual({row["segment"] for row in parts},
                         {"web", "store", None})
        for row in whole:
            self.assertEqual(row["customers_active"], sum(
                part["customers_active"] for part in parts
                if part["period"] == row["period"]))
        cohorts = self.portfolio.cohorts("month", margin=0.5)
        self.assertLess(cohorts[0]["cumulative_clv_lo"],
                        cohorts[0]["cumulative_clv_hi"])
        by = self.portfolio.cohorts_by(segments, period="month")
        self.assertEqual(sum(row["active"] for row in by),
                         sum(row["active"] for row in cohorts))
        costs = [{"period": cohorts[0]["cohort"], "cost": 1.0}]
        paid = cev.cohorts_payback(cohorts, costs)
        self.assertEqual(paid[0]["verdict"], "paid back")
        self.assertEqual(paid[0]["payback_age"], 0)
        self.assertEqual(paid[0]["cohort"], cohorts[0]["cohort"])
        self.assertEqual(paid[0]["payback"],
                         sorted({row["cohort"] for row in cohorts})[1])

    def test_times_are_shown_as_such(self):
        shop = cev.Portfolio()
        shop.add("ann", "2024-02-01", 10)
        shop.add("bob", "2024-02-01 10:00:05", 10)
        shown = repr(shop.export("orders"))
        self.assertIn("2024-02-01 10:00:05", shown)
        self.assertNotIn("2024-02-01 00:00:00", shown)
        self.assertIn("<td>2024-02-01</td>",
                      shop.summarise()._repr_html_())

    def test_split(self):
        train, hold = self.portfolio.split(holdout="4w")
        self.assertEqual(train.orders + hold.orders, 120)
        self.assertEqual(hold.length, 28 * 86400)
        self.assertEqual(rows(train.summarise()),
                         rows(self.portfolio.summarise(as_of=train.as_of)))
        self.assertEqual(set(hold.compared()["T_holdout"]), {28.0})
        last = self.portfolio.report["last"]
        again, _ = self.portfolio.split(at=last.date().replace(day=1))
        self.assertLess(again.orders, 120)
        for wrong in ({}, {"holdout": 3, "at": 3}):
            with self.assertRaises(TypeError):
                self.portfolio.split(**wrong)
        with self.assertRaisesRegex(ValueError, "nothing is held back"):
            self.portfolio.split(at=last)
        with self.assertRaisesRegex(ValueError, "no orders"):
            cev.Portfolio().split(holdout=3)

    def test_merge_is_exact(self):
        halves = [cev.Portfolio.from_orders(ORDERS[k::2]) for k in (0, 1)]
        merged = halves[1].merge(halves[0])
        self.assertEqual(merged.save(), self.portfolio.save())
        self.assertEqual(merged.report, self.portfolio.report)

    def test_erase(self):
        self.portfolio.erase("customer 07")
        self.assertEqual(len(self.portfolio), 39)
        with self.assertRaises(LookupError):
            self.portfolio.erase("customer 07")
        self.assertNotIn(b"customer 07", self.portfolio.save())

    def test_names_and_numbers(self):
        with self.assertRaisesRegex(ValueError, "NUL"):
            self.portfolio.add("a\0b", 0)
        with self.assertRaisesRegex(TypeError, "1.5"):
            self.portfolio.history(1.5)
        with self.assertRaises(cev.ArgumentError):
            self.portfolio.add(17, 0)

    def test_files(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "shop.cev")
            self.portfolio.save(path)
            self.assertEqual(cev.load(path).save(), path.read_bytes())
            self.assertEqual([p.name for p in Path(folder).iterdir()],
                             ["shop.cev"])
            with self.assertRaises(FileNotFoundError):
                cev.load(Path(folder, "nothing"))
        with self.assertRaises(cev.ChecksumError):
            cev.load(self.portfolio.save()[:-1])
        with self.assertRaises(cev.FormatError):
            cev.load(b"nonsense")


class Events(unittest.TestCase):
    """The ledgers besides that of orders."""

    def setUp(self):
        self.portfolio = cev.Portfolio.from_orders(ORDERS)
        self.before = self.portfolio.save()

    def test_each_ledger_by_frame_and_one_by_one(self):
        calls = {"client": ["c0", None, "new"], "at": ["2024-01-03"] * 3,
                 "topic": ["price", "x", None], "cost": [1.5, 2, None]}
        self.portfolio.record_events("contacts", calls, customer="client",
                                     time="at", kind="topic")
        self.portfolio.record_events("touches", [
            {"customer": "c0", "time": "2024-01-04", "treated": True}])
        self.portfolio.record_events("surveys", {
            "customer": ["c0"], "time": [1704412800], "score": [9]})
        self.portfolio.record_events("cancellations", {
            "customer": ["c0"], "time": ["2024-01-06"], "note": ["gone"]})
        self.assertEqual(self.portfolio.report["skipped"], {"no customer": 1})
        other = cev.Portfolio.from_orders(ORDERS)
        other.event("contacts", "new", "2024-01-03")
        other.event("contacts", "c0", "2024-01-03", "price", 1.5)
        other.event("touches", "c0", "2024-01-04", value=1)
        other.event("surveys", "c0", 1704412800, value=9)
        other.event("cancellations", "c0", "2024-01-06")
        self.assertEqual(self.portfolio.save(), other.save())
        self.assertEqual([other.count(name) for name in
                          ("contacts", "touches", "surveys", "attributes",
                           "cancellations")], [2, 1, 1, 0, 1])
        self.assertEqual(other.count("orders"), other.orders)
        self.assertEqual([row["cost"] for row in other.history(
            "c0", "contacts")], [1.5])
        again = cev.Portfolio()
        again.record(self.portfolio.export())
        for ledger in ("contacts", "touches", "surveys", "cancellations"):
            again.record_events(ledger, other.export(ledger))
        self.assertEqual(again.save(), other.save())
        other.erase("c0")
        self.assertEqual(other.count("surveys"), 0)

    def test_attributes_are_long_or_wide(self):
        self.portfolio.record_events("attributes", [
            {"customer": "c0", "town": "Ulm", "age": 30},
            {"customer": "c1", "town": None, "age": 40}])
        other = cev.Portfolio.load(self.before)
        other.record_events("attributes", {
            "customer": ["c0", "c1"], "name": ["age", "age"],
            "value": [30, 40]}, attribute="name")
        other.event("attributes", "c0", None, "town", "Ulm")
        self.assertEqual(self.portfolio.save(), other.save())

    def test_frames_of_arrow(self):
        class Frame:
            def __init__(self, columns):
                portfolio = cev.Portfolio().record_events("contacts", columns)
                self.table = cev.Table(portfolio._handle.context.make(
                    "table", "cev_portfolio_export",
                    portfolio._handle.pointer, b"contacts"))

            def __arrow_c_stream__(self, requested_schema=None):
                return self.table.__arrow_c_stream__(requested_schema)

        contacts = {"customer": ["c0", "c1"], "time": [0, 86400],
                    "kind": ["mail", None], "cost": [None, 2.5]}
        self.portfolio.record_events("contacts", Frame(contacts))
        other = cev.Portfolio.load(self.before)
        other.record_events("contacts", contacts)
        self.assertEqual(self.portfolio.save(), other.save())

    @needs_pandas
    def test_gaps_of_pandas_say_nothing(self):
        frame = pd.DataFrame({
            "customer": ["c0", "c1", "c0"], "plan": ["a", None, "b"],
            "time": pd.to_datetime(["2024-01-01", None, "2024-02-01"]),
            "age": [float("nan"), 5.0, 6.0]})
        self.portfolio.record_events("attributes", frame)
        self.assertEqual(self.portfolio.count("attributes"), 4)

    def test_what_cannot_be_taken(self):
        with self.assertRaisesRegex(cev.KindError, "visits"):
            self.portfolio.record_events("visits", {"customer": ["c0"],
                                                    "time": [0]})
        with self.assertRaisesRegex(TypeError, "no column 'sort'"):
            self.portfolio.record_events("contacts", [], sort="x")
        with self.assertRaisesRegex(KeyError, "tariff"):
            self.portfolio.record_events("attributes", {"customer": []},
                                         plan="tariff")
        with self.assertRaisesRegex(cev.DomainError, r"cost\[0\] = -1"):
            self.portfolio.record_events("contacts", {
                "customer": ["c0"], "time": [0], "cost": [-1]})
        with self.assertRaisesRegex(ValueError, "no ledger"):
            self.portfolio.count("visits")
        self.assertEqual(self.portfolio.save(), self.before)

    def test_features_feed_learners(self):
        self.portfolio.event("attributes", "customer 00", None, "plan", "gold")
        self.portfolio.as_of = "2016-10-20"
        then = self.portfolio.features(
            holdout="30d", outcomes=["left", "bought"], windows=["2w", "60d"])
        now = self.portfolio.features(windows="14,60")
        names = list(rows(then)[0])
        self.assertEqual(names[-2:], ["left", "bought"])
        self.assertIn("purchases_14", names)
        for row, same in zip(rows(then), rows(now)):
            self.assertEqual(str({name: row[name] for name in names[:-2]}),
                             str(same))
        model = cev.Estimator("glm", target="left").fit(
            self.portfolio.features(holdout="30d", windows="14,60"))
        self.assertEqual(len(rows(model.predict(now))), len(rows(now)))


class Cdnow(unittest.TestCase):
    def test_as_published(self):
        portfolio = cev.Portfolio.from_orders(cdnow())
        train, _ = portfolio.split(at="1997-09-30")
        first = rows(train.summarise(unit="w"))[0]
        self.assertEqual(len(train), 2357)
        self.assertEqual(first["x"], 2)
        self.assertEqual("%.2f %.2f" % (first["t_x"], first["T"]),
                         "30.43 38.86")
