"""Charts of what is counted: `portfolio.plot`, `segmenter.plot`."""
from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from . import _columns
from ._chart import Chart, Rows
from ._table import Table
from ._times import DAY, Moment, is_gap

if TYPE_CHECKING:
    from ._estimator import Segmenter
    from ._portfolio import Portfolio

_STEPS = 30
#: Charts of cohorts: the document; and its figures, the columns that they are
#: of, and whether they are divided by the customers.
_COHORTS = {
    "retention": ("retention", [("active", "active", False),
                                ("retention", "active", True)]),
    "revenue": ("cohort_revenue", [
        ("revenue_per_customer", "cumulative_revenue", True)]),
    "margin": ("cohort_margin", [
        ("margin" + end, "margin_per_customer" + end, False)
        for end in ("", "_lo", "_hi")]),
    "clv": ("cohort_clv", [("clv" + end, "cumulative_clv" + end, False)
                           for end in ("", "_lo", "_hi")])}
#: The panel of indicators: column, words, factor.
_PANEL = (
    ("revenue", "Revenue", 1), ("customers_active", "Customers who bought", 1),
    ("retention_rate", "Of the last period's customers, kept (%)", 100),
    ("frequency", "Orders of each of them", 1),
    ("purchase_value", "Value of an order", 1),
    ("days_between", "Days since their order before", 1))
_WORDS = {"day": "Days", "week": "Weeks", "quarter": "Quarters",
          "year": "Years"}


def date_text(seconds: float) -> str:
    """The ISO day of a time in seconds."""
    day = dt.date(1970, 1, 1) + dt.timedelta(days=seconds // DAY)
    return day.isoformat()


def values_of(frame: Any, name: str) -> List[Any]:
    """A column of customers as Python's own values, None for gaps."""
    if isinstance(frame, Table):
        return frame._values(name)
    if _columns.names_of(frame) is None:
        frame = _columns.of_rows(frame, [name])
    return [None if is_gap(value) else value
            for value in frame[name]]


def _period_text(seconds: int, period: Optional[str]) -> str:
    """A period as text that sorts by time: 2024-03-04, 2024-03, 2024-Q1."""
    text = date_text(seconds)
    if period in ("day", "week"):
        return text
    if period == "year":
        return text[:4]
    if period == "quarter":
        return "%s-Q%d" % (text[:4], (int(text[5:7]) + 2) // 3)
    return text[:7]


class PortfolioPlots:
    """The charts of a portfolio; `portfolio.plot.cohorts()` is one."""

    def __init__(self, portfolio: "Portfolio") -> None:
        self._portfolio = portfolio

    def cohorts(self, period: Optional[str] = None,
                as_of: Optional[Moment] = None, show: str = "retention",
                margin: Optional[float] = None,
                discount: Optional[float] = None) -> Chart:
        """Customers by the period of their first order: how many still buy
        ("retention"), what they brought by each age ("revenue") and at each
        ("margin"), and what that is worth, discounted ("clv")."""
        if show not in _COHORTS:
            raise ValueError("show=%r; wanted one of %s" % (
                show, ", ".join(_COHORTS)))
        table = self._portfolio._table("cohorts", as_of, period=period,
                                       margin=margin, discount=discount)
        name, figures = _COHORTS[show]
        words = {"Periods since the first order":
                 _WORDS.get(period or "month", "Months")
                 + " since the first order"}
        return Chart(name, {"cohorts": [
            dict({"cohort": _period_text(row["cohort"], period),
                  "age": row["age"], "customers": row["customers"]},
                 **{figure: row[column] / row["customers"] if shared
                    else row[column] for figure, column, shared in figures})
            for row in table.rows() if row["complete"]
            and (row["age"] >= 1 or show in ("revenue", "clv"))]}, words)

    def indicators(self, period: Optional[str] = None,
                   as_of: Optional[Moment] = None,
                   interval: Optional[float] = None) -> Chart:
        """How the shop does, period by period, with intervals."""
        table = self._portfolio._table("indicators", as_of, period=period,
                                       interval=interval)
        rows = [row for row in table.rows() if row["complete"]]

        def scaled(value: Optional[float], factor: int) -> Optional[float]:
            return None if value is None else value * factor

        return Chart("indicators", {"indicators": [
            {"date": date_text(row["period"]),
             "period": _period_text(row["period"], period),
             "measure": measure, "value": scaled(row[column], factor),
             "lo": scaled(row.get(column + "_lo"), factor),
             "hi": scaled(row.get(column + "_hi"), factor)}
            for column, measure, factor in _PANEL
            if any(row[column] is not None for row in rows)
            for row in rows]})

    def periods(self, period: Optional[str] = None,
                as_of: Optional[Moment] = None,
                orders: bool = False) -> Chart:
        """What new and what returning customers brought in each period; with
        `orders`, how often they bought."""
        table = self._portfolio._table("periods", as_of, period=period)
        column = "purchases" if orders else "revenue"
        return Chart("periods_orders" if orders else "periods", {"periods": [
            {"date": date_text(row["period"]),
             "period": _period_text(row["period"], period), "kind": kind,
             "amount": row["%s_%s" % (column, kind)]}
            for row in table.rows() if row["complete"]
            for kind in ("returning", "new")]})

    def gaps(self, as_of: Optional[Moment] = None) -> Chart:
        """How long returns took, and how long repeat buyers are silent."""
        took = [(row["gap"], row["count"]) for row
                in self._portfolio._table("gaps", as_of).rows()]
        if not took:
            return Chart("gaps", {"gaps": [], "late": []})
        silent = sorted(row["T"] - row["t_x"] for row
                        in self._portfolio.summarise(as_of).rows()
                        if row["x"] >= 1)
        late = _quantile(took, 0.9)
        edge = max(1.3 * late, _quantile([(s, 1) for s in silent], 0.98))
        # Whole days, so that no step holds one day more than another.
        width = int(-(-max(edge, _STEPS) // _STEPS))
        return Chart("gaps", {
            "gaps": _gap_steps(took, width, "returns so far")
            + _gap_steps([(s, 1) for s in silent], width, "silent now"),
            "late": [{"days": late, "label": "nine in ten came by here"}]})


def _quantile(counted: List[Tuple[float, int]], share: float) -> float:
    """The least value that a share of all, in order, do not exceed."""
    wanted = share * sum(count for _, count in counted)
    below = 0
    for value, count in counted:
        below += count
        if below >= wanted:
            return value
    return 0


def _gap_steps(counted: List[Tuple[float, int]], width: int,
               kind: str) -> Rows:
    """A distribution over days; the last step holds all above it."""
    counts = [0] * _STEPS
    for days, count in counted:
        counts[min(int(days // width), _STEPS - 1)] += count
    return [{"from": width * i, "to": width * (i + 1), "kind": kind,
             "share": count / sum(counts), "count": count}
            for i, count in enumerate(counts)]


class SegmenterPlots:
    """The charts of a segmenter."""

    def __init__(self, segmenter: "Segmenter") -> None:
        self._segmenter = segmenter

    def rfm(self, customers: Any = None) -> Chart:
        """Recency against frequency, of the customers that it was fitted to
        unless others are given."""
        if self._segmenter.get_params().get("scores") not in (None, 5):
            raise ValueError("the picture is of five classes by five; "
                             "scores=%r" % self._segmenter._params["scores"])
        frame = self._segmenter._customers(self._segmenter._known(customers))
        classes = self._segmenter._ask(None, "assign", frame, {})
        cells: Dict[Tuple[int, int], List[Tuple[str, float]]] = {}
        for row, spent in zip(classes.rows(), values_of(frame, "revenue")):
            cells.setdefault((row["r"], row["f"]), []).append(
                (row["segment"], spent or 0))
        return Chart("rfm", {"rfm": [
            {"r": r, "f": f, "customers": len(cell),
             "revenue": sum(spent for _, spent in cell),
             "segment": Counter(name for name, _ in cell).most_common(1)[0][0]}
            for (r, f), cell in sorted(cells.items())]})
