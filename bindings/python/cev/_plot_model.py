"""Charts of what a model says: `clv.plot`."""
from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple, Union

from . import kernels
from ._chart import Chart, Rows, document, paired
from ._plot_shop import date_text, values_of
from ._portfolio import Holdout, Portfolio
from ._table import Table
from ._times import DAY, Length, in_units

if TYPE_CHECKING:
    from ._estimator import Estimator

_MOST_TIMES = 10  # 0 to 9 times, and 10 or more together
_MAP_ORDERS = range(2, 14)
_MAP_STEPS = 30
_BARS = 40
_PATH_DAYS = 120


class EstimatorPlots:
    """
    The charts of a fitted model; `clv.plot.p_alive()` is one.

    `customers` is a portfolio, what its `summarise` gives, or a frame; where
    it may be left out, it is what the model was fitted to.
    """

    def __init__(self, model: "Estimator") -> None:
        self._model = model

    def _table(self, what: str, customers: Any, **options: Any) -> Table:
        return self._model._evaluated(self._model._known(customers), what,
                                      None, options)

    # ---- Against what came ------------------------------------------------

    def tracking(self, hold: Optional[Portfolio] = None,
                 step: Optional[Length] = None,
                 cumulative: bool = True) -> Chart:
        """Repeat orders over time, as they came and as the model expected
        them: of the customers known at a split, or of a portfolio without
        anything held back. A step is a week unless given."""
        orders = self._model._known(hold)
        if not isinstance(orders, Portfolio):
            raise TypeError("tracking wants a portfolio, or what split() held "
                            "back: a table has no orders to follow")
        unit = self._model._unit
        grid = max(7 * DAY / unit, 1) if step is None \
            else in_units(step, unit)
        if isinstance(orders, Holdout):
            whole, end = orders._whole, orders._cut_at
            ahead: Optional[float] = orders.length / unit
        else:
            whole, end, ahead = orders, orders._end(), None
        came = whole._table("tracking", end, step=grid, holdout=ahead,
                            time_unit=unit, bin=self._model._bin)
        expected = self._table("tracking", orders, step=grid)
        chart, column = (("tracking_cumulative", "cumulative") if cumulative
                         else ("tracking_weekly", "weekly"))
        rows = []
        for table, kind, each, added in (
                (came, "actual", "repeat", "cumulative"),
                (expected, "model", "expected_repeat",
                 "expected_cumulative")):
            values = table._values(added if cumulative else each)
            rows += [{"date": date_text(end + round(time * unit)),
                      "kind": kind, column: value}
                     for time, value in zip(table._values("time"), values)]
        return Chart(chart, {"tracking": rows, "cut": [] if ahead is None else
                             [{"date": date_text(end),
                               "label": "the model saw up to here"}]})

    def frequency(self, customers: Any = None) -> Chart:
        """How many customers came back how often, and how many the model
        expects."""
        came: Counter[int] = Counter()
        expected: Dict[int, float] = {}
        for row in self._table("frequency", customers).rows():
            times = min(int(row["x"]), _MOST_TIMES)
            came[times] += row["customers"]
            expected[times] = expected.get(times, 0) + row["expected"]
        last = max(expected, default=0)
        return Chart("frequency", {"frequency": paired([
            ({"purchases": "%d%s" % (times, "+" if times == last else ""),
              "order": times}, came[times], expected[times])
            for times in sorted(expected)], "customers")})

    def conditional(self, hold: Any) -> Chart:
        """Whether those who came often before the split came again."""
        rows: Dict[int, List[float]] = {}
        for row in self._table("conditional", hold).rows():
            sums = rows.setdefault(min(int(row["x"]), _MOST_TIMES), [0, 0, 0])
            for i, column in enumerate(("actual", "expected")):
                sums[i] += row["customers"] * (row[column] or 0)
            sums[2] += row["customers"]
        return Chart("conditional", {"conditional": paired([
            ({"purchases": "%d%s" % (
                times, "+" if times == _MOST_TIMES else ""),
              "order": times, "customers": n}, came / n, expected / n)
            for times, (came, expected, n) in sorted(rows.items()) if n],
            "mean")})

    def deciles(self, customers: Any = None) -> Chart:
        """What share of all expected value the best tenths hold; of what
        `split` held back, the share that the tenths which the model had
        thought best then brought."""
        if not isinstance(self._model._known(customers), Holdout):
            return Chart("deciles", {"deciles": _tenths(sorted(
                self._values(customers), reverse=True))})
        rows, share, held = [_tenth(0, 0, 0)], 0.0, 0.0
        table = list(self._table("deciles", customers).rows())
        n = sum(row["customers"] for row in table)
        for row in table:
            share += row["customers"] / n
            held += row["share_actual"] or 0
            rows.append(_tenth(share, held, row["actual"]))
        return Chart("deciles", {"deciles": rows}, _CAME, _CAME_TEXTS)

    # ---- What is expected -------------------------------------------------

    def _values(self, customers: Any) -> List[float]:
        known = self._model._known(customers)
        table = self._model._predicted(known, None, None, {"interval": 0})
        name = "clv" if "clv" in table else "expected_purchases"
        if name not in table:
            raise TypeError("%s expects neither orders nor value"
                            % self._model.kind)
        return [v for v in table._values(name) if v is not None]

    def clv(self, customers: Any = None) -> Chart:
        """Customers by the value that each is expected to bring."""
        if self._model.kind != "clv":
            raise TypeError("%s expects no value; clv does"
                            % self._model.kind)
        values = sorted(self._values(customers))
        low, width, n = _bars(min(values[0], 0), _upper(values, 0.98)) \
            if values else (0.0, 1.0, 0)
        rows: Rows = [
            {"from": low + i * width, "to": low + (i + 1) * width,
             "label": _bar_label(low + i * width, width, i == n - 1),
             "customers": 0, "value": 0.0} for i in range(n)]
        for value in values:
            row = rows[max(0, min(int((value - low) // width), n - 1))]
            row["customers"] += 1
            row["value"] += value
        return Chart("clv", {"clv_histogram": rows})

    def p_alive(self, customers: Any = None,
                age: Optional[Length] = None) -> Chart:
        """Who is still a customer, by orders and silence: for a customer who
        first ordered so long ago; the oldest one unless given."""
        return self._map("p_alive", "p_alive", customers, age, None)

    def expected_orders(self, customers: Any = None,
                        age: Optional[Length] = None,
                        horizon: Optional[Length] = None) -> Chart:
        """The same map of how many orders to expect over the horizon."""
        return self._map("expected_orders", "expected_purchases", customers,
                         age, horizon)

    def _map(self, chart: str, column: str, customers: Any,
             age: Optional[Length], horizon: Optional[Length]) -> Chart:
        unit = self._model._unit
        if age is None:
            frame = self._model._customers(self._model._known(customers))
            T = max(values_of(frame, "T"), default=0.0)
        else:
            T = float(in_units(age, unit))
        cells, wide = self._cells(T)
        asked = {"x": [orders - 1.0 for orders, _, _ in cells],
                 "t_x": [t_x for _, _, t_x in cells],
                 "T": [T] * len(cells)}
        if self._model.kind == "clv":
            asked["m_x"] = [math.nan] * len(cells)
        table = self._model._predicted(asked, None, None, {
            "interval": 0, "horizon": horizon})
        if column not in table:
            raise TypeError("%s says nothing of %s"
                            % (self._model.kind, column))
        days = T * unit / DAY
        wide *= unit / DAY
        rests_on = document(chart)["usermeta"]["rests_on"]
        return Chart(chart, {"map": [
            {"orders": orders, "from": wide * step, "to": wide * (step + 1),
             chart: value} for (orders, step, _), value
            in zip(cells, table._values(column))]},
            texts={"rests_on": rests_on.replace(
                "as long ago as the caption says", "%d days ago" % days)})

    def _cells(self, T: float) -> Tuple[List[Tuple[int, int, float]], float]:
        """Orders, a step of silence and the age at the last order in its
        middle, for each cell of a map, and the length of a step. Of
        opportunities to buy there are whole ones, at most one order at
        each."""
        if T <= 0:
            return [], 0.0
        if self._model._bin is None:
            return [(orders, step, T * (1 - (step + 0.5) / _MAP_STEPS))
                    for orders in _MAP_ORDERS
                    for step in range(_MAP_STEPS)], T / _MAP_STEPS
        wide = -(-int(T + 1) // _MAP_STEPS)
        return [(orders, step, T - step * wide) for orders in _MAP_ORDERS
                for step in range(_MAP_STEPS)
                if T - step * wide >= orders - 1], float(wide)

    def spend(self, customers: Any = None) -> Chart:
        """What repeat buyers spend, as counted and as the model expects."""
        frame = self._model._customers(self._model._known(customers))
        found = {name.rpartition(".")[2]: value for name, value
                 in self._model.params_.items()
                 if name.startswith("gamma_gamma.")
                 or self._model.kind == "gamma_gamma"}
        buyers = [(int(x), m) for x, m in zip(values_of(frame, "x"),
                                              values_of(frame, "m_x"))
                  if x and m is not None and m > 0]
        means = sorted(m for _, m in buyers)
        low, width, n = _bars(0, _upper(means, 0.99)) if means \
            else (0.0, 1.0, 0)
        rows: Rows = [{"from": low + i * width, "to": low + (i + 1) * width,
                       "customers": 0, "expected": None} for i in range(n)]
        for mean in means:
            if mean <= low + n * width:
                rows[min(int((mean - low) // width), n - 1)]["customers"] += 1
        if {"p", "q", "gamma"} <= found.keys():
            _expect_spend([found[k] for k in ("p", "q", "gamma")],
                          [x for x, _ in buyers], width, rows)
        return Chart("spend", {"spend": rows})

    def history(self, customer: Union[str, int],
                portfolio: Optional[Portfolio] = None) -> Chart:
        """One customer's orders, and the chance on each day that they were
        still a customer."""
        orders = self._model._known(portfolio)
        if not isinstance(orders, Portfolio):
            raise TypeError("history wants the portfolio that holds the "
                            "customer's orders")
        made = orders._history(customer)
        end = orders._end()
        times = [t for t in made._values("time") if t <= end]
        seen: Dict[str, List[float]] = {"x": [], "t_x": [], "T": []}
        days = _path_days(times, end)
        for day in days:
            row = next(orders.customer(customer, day, self._model._unit,
                                       self._model._bin).rows())
            for name, values in seen.items():
                values.append(row[name])
        if self._model.kind == "clv":
            seen["m_x"] = [math.nan] * len(days)
        chances = self._model._predicted(seen, None, None,
                                         {"interval": 0})._values("p_alive")
        return Chart("history", {
            "path": [{"date": date_text(day), "p_alive": chance}
                     for day, chance in zip(days, chances)],
            "orders": [{"date": date_text(time), "amount": amount,
                        "label": "an order" if amount is None
                        else "%.2f" % amount} for time, amount
                       in zip(times, made._values("amount"))]})


#: What `deciles` says of what was held back.
_CAME = {"What the best tenth brings": "What the best tenth brought",
         "Share of the expected value": "Share of what came",
         "hold of the value": "brought of it"}
_CAME_TEXTS = {
    "description":
        "Curve: share of what came in the time held back from the tenth, two "
        "tenths and so on that the model had thought best.",
    "read":
        "Customers in the order in which the model expected most of them, "
        "the best first. The curve says what share of all that came in the "
        "time held back came from the first 10 %, 20 % \u2026; the dashed "
        "line is an order by lot.",
    "rests_on": "The model saw nothing of the time that was held back."}


def _tenth(customers: float, value: float, brought: float) -> Dict[str, Any]:
    return {"customers_share": customers, "value_share": value,
            "decile_value": brought}


def _tenths(values: List[float]) -> Rows:
    """Shares held by the best tenths; `values` descend."""
    n, total = len(values), math.fsum(values)
    if n == 0 or total <= 0:
        return []
    rows, done, held = [], 0, 0.0
    for tenth in range(11):
        until = (n * tenth + 9) // 10
        brought = math.fsum(values[done:until])
        done, held = until, held + brought
        rows.append(_tenth(done / n, held / total, brought))
    return rows


def _upper(ascending: List[float], share: float) -> float:
    """A quantile by nearest rank."""
    return ascending[max(0, math.ceil(share * len(ascending)) - 1)]


def _bars(low: float, high: float) -> Tuple[float, float, int]:
    """Edges that can be read: where the bars begin, how wide, how many."""
    if not high > low:
        return math.floor(low), 1.0, 1
    wide = (high - low) / _BARS
    power = 10.0 ** math.floor(math.log10(wide))
    width = next(step * power for step in (1, 2, 2.5, 5, 10)
                 if step * power >= wide * (1 - 1e-12))
    first = math.floor(low / width) * width
    return first, width, math.ceil((high - first) / width)


def _bar_label(start: float, width: float, is_last: bool) -> str:
    digits = 0 if width == int(width) else 2
    if is_last:
        return "%.*f and more" % (digits, start)
    return "%.*f to %.*f" % (digits, start, digits, start + width)


def _expect_spend(params: List[float], buyers: List[int], width: float,
                  rows: Rows) -> None:
    """How many buyers are expected in each bar: the density of each one's
    mean at its middle, times its width."""
    middles = [row["from"] + width / 2 for row in rows]
    expected = [0.0] * len(rows)
    for x, count in sorted(Counter(buyers).items()):
        logs = kernels.gamma_gamma_log_likelihood(
            params, [float(x)] * len(rows), middles)
        for i, density in enumerate(logs):
            expected[i] += count * math.exp(density) * width
    for row, value in zip(rows, expected):
        row["expected"] = value


def _path_days(times: List[int], end: int) -> List[int]:
    """Ends of days on which to look at a customer: some evenly spaced, those
    of the latest orders and their eves, where the path bends."""
    if not times:
        return []
    day = int(DAY)
    first, last = times[0] // day, end // day
    days = {first + (last - first) * i // _PATH_DAYS
            for i in range(_PATH_DAYS + 1)}
    for time in times[-_PATH_DAYS:]:
        days |= {max(first, time // day - 1), time // day}
    return [each * day + day - 1 for each in sorted(days)]
