"""
Charts of tables that the library answered, in whatever frame:

    cev.plot.migration(cev.segments_migration(before, after).moves)
    cev.plot.segment_map(cev.segments_profit(customers, column="clv"))
    cev.plot.whale(cev.segments_whale(customers))
    cev.plot.drivers(cev.survey_drivers(answers))
    cev.plot.churn_lift(model.evaluate(tested, "lift"))

Portfolios, models and segmenters have charts of their own under `.plot`.
"""
from __future__ import annotations

from typing import Any, Dict, List

from ._chart import Chart, Rows
from ._plot_shop import values_of

__all__ = ["churn_calibration", "churn_factors", "churn_lift", "drivers",
           "migration", "segment_map", "spend_ahead", "whale"]


def _rows(table: Any, names: Dict[str, str]) -> Rows:
    """Columns of a frame as rows, under the names that a chart has for them."""
    columns: List[List[Any]] = [values_of(table, name) for name in names]
    return [dict(zip(names.values(), row)) for row in zip(*columns)]


def _same(*names: str) -> Dict[str, str]:
    return {name: name for name in names}


def segment_map(profit: Any) -> Chart:
    """Which segments hold the value: a box each, as wide as its share of the
    customers and as high as their mean, of what `cev.segments_profit` says."""
    rows = [row for row in _rows(profit, _same(
        "segment", "customers", "customers_share", "mean", "mean_lo",
        "mean_hi", "amount", "amount_share")) if row["mean"] is not None]
    rows.sort(key=lambda row: -row["mean"])
    begin = 0.0
    for row in rows:
        row["from"] = begin
        begin += row.pop("customers_share")
        row["to"] = begin
    return Chart("segment_map", {"segment_map": rows})


def migration(moves: Any) -> Chart:
    """Who moved from which segment to which, of `moves` as
    `cev.segments_migration` has them."""
    return Chart("migration", {"moves": _rows(
        moves, {"from": "from", "to": "to", "count": "customers",
                "share": "share"})})


def whale(curve: Any) -> Chart:
    """On how few customers the money rests, of what `cev.segments_whale`
    says."""
    return Chart("whale", {"whale": _rows(
        curve, _same("customers_share", "amount", "amount_share"))})


def drivers(found: Any) -> Chart:
    """What moves the overall score and how well it is done, of what
    `cev.survey_drivers` says."""
    return Chart("drivers", {"drivers": _rows(found, _same(
        "driver", "performance", "importance", "importance_lo",
        "importance_hi", "advice"))})


def churn_lift(lift: Any) -> Chart:
    """How many of those who leave are found early, of the evaluation "lift" of
    a model of who leaves."""
    rows: Rows = [{"customers_share": 0.0, "found_share": 0.0,
                   **dict.fromkeys(("foretold", "left", "left_lo", "left_hi",
                                    "lift"))}]
    tenths = _rows(lift, {
        "customers": "customers", "gain": "found_share",
        "predicted": "foretold", "actual": "left", "actual_lo": "left_lo",
        "actual_hi": "left_hi", "lift": "lift"})
    everybody = sum(row["customers"] for row in tenths)
    seen = 0.0
    for row in tenths:
        seen += row.pop("customers")
        rows.append({"customers_share": seen / everybody, **row})
    return Chart("churn_lift", {"churn_lift": rows})


def churn_calibration(calibration: Any) -> Chart:
    """Whether as many leave as foretold, of the evaluation "calibration"."""
    return Chart("churn_calibration", {"churn_calibration": _rows(
        calibration, _same("customers", "predicted", "actual", "actual_lo",
                           "actual_hi"))})


def churn_factors(importance: Any) -> Chart:
    """What tells who leaves, of what `importance` of a model says."""
    rows = _rows(importance, _same("feature", "importance", "lower",
                                   "upper"))
    for row in rows:
        row.update(dict.fromkeys(("low", "low_foretold", "high",
                                  "high_foretold")))
    return Chart("churn_factors", {"churn_factors": rows})


def spend_ahead(lift: Any) -> Chart:
    """What was foretold that customers spend and what came, by tenth, of the
    evaluation "lift" of a model of amounts."""
    rows = []
    for row in _rows(lift, _same("part", "customers", "predicted", "actual")):
        for kind, mean in (("foretold", row["predicted"]),
                           ("came", row["actual"])):
            rows.append({"tenth": row["part"], "kind": kind, "mean": mean,
                         "customers": row["customers"]})
    return Chart("spend_ahead", {"spend_ahead": rows})
