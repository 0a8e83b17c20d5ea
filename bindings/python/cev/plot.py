"""
Charts of tables that the library answered, in whatever frame:

    cev.plot.migration(cev.segments_migration(before, after).moves)
    cev.plot.segment_map(cev.segments_profit(customers, column="clv"))
    cev.plot.whale(cev.segments_whale(customers))
    cev.plot.drivers(cev.survey_drivers(answers))

Portfolios, models and segmenters have charts of their own under `.plot`.
"""
from __future__ import annotations

from typing import Any, Dict, List

from ._chart import Chart, Rows
from ._plot_shop import values_of

__all__ = ["drivers", "migration", "segment_map", "whale"]


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
