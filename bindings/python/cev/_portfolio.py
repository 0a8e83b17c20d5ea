"""The portfolio: customers, their orders and what else is known of them."""
from __future__ import annotations

import ctypes as c
import datetime as dt
import html
import operator
from typing import Any, Dict, List, Optional, Tuple, Union

from . import _arrow, _calls, _columns, _options, _saved
from ._columns import Column
from ._context import Context, Handle, Progress
from ._plot_shop import PortfolioPlots
from ._table import Table
from ._times import (DAY, GAP, TIMES, Length, Moment, date_of, in_units,
                     is_gap, moment, on_the_wall, seconds, zone_of)

_DAY = int(DAY)
_LATEST = 2 ** 63 - 1
#: Ledgers, and their columns behind customer and time.
_LEDGERS = {"orders": ["amount", "channel", "product", "items", "discount",
                       "cost"], "contacts": ["kind", "cost"],
            "touches": ["campaign", "treated"],
            "surveys": ["question", "score"],
            "attributes": ["attribute", "value", "text"],
            "cancellations": ["reason"]}


class Report(Dict[str, Any]):
    """What a portfolio holds, and what was left out on the way in: a
    dictionary that prints itself a line an entry."""

    def __repr__(self) -> str:
        width = max(map(len, self), default=0)
        return "\n".join("%-*s  %s" % (width, key, _shown(value))
                         for key, value in self.items())

    def _repr_html_(self) -> str:
        return "<table>%s</table>" % "".join(
            "<tr><th>%s</th><td>%s</td></tr>" % (html.escape(key), html.escape(
                _shown(value))) for key, value in self.items())


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join("%d: %s" % (count, why)
                         for why, count in value.items()) or "none"
    return "%.6g" % value if isinstance(value, float) else str(value)


class Portfolio:
    """
    The customers of a shop and their orders.

    `tz` is the time zone that the shop lives in: times that carry a zone are
    converted to it; times without one are the shop's already. Whole numbers
    are seconds in the shop's calendar.

    Whatever else the library answers about a portfolio is here too, by its
    name in C: cev_portfolio_recency is `portfolio.recency()`.
    """

    _times = TIMES

    def __init__(self, tz: Union[str, dt.tzinfo, None] = None) -> None:
        context = Context()
        self._take(context.make("portfolio", "cev_portfolio_new"), tz)

    def _take(self, handle: Handle, tz: Any) -> None:
        self._handle = handle
        self._zone = zone_of(tz)
        self._frame = "table"
        self._rows_read = 0
        self._skipped: Dict[str, int] = {}
        #: The time that answers hold for; None: the end of the latest day.
        self.as_of: Optional[Moment] = None

    @classmethod
    def _of(cls, handle: Handle, like: "Portfolio") -> "Portfolio":
        made = cls.__new__(cls)
        made._take(handle, like._zone)
        made._frame = like._frame
        return made

    def __getattr__(self, name: str) -> Any:
        return _calls.of_object(self, "portfolio", name)

    def __dir__(self) -> List[str]:
        return sorted({*super().__dir__(), *_calls.names("portfolio")})

    def _asked(self) -> Handle:
        return self._handle

    # ---- Records in -------------------------------------------------------

    @classmethod
    def from_orders(cls, orders: Any, customer: str = "customer",
                    time: str = "time", amount: Optional[str] = "amount",
                    tz: Union[str, dt.tzinfo, None] = None,
                    progress: Optional[Progress] = None,
                    **details: str) -> "Portfolio":
        """A portfolio of the orders in a frame: of pandas, polars, pyarrow or
        DuckDB, a dictionary of columns, a record array, or rows (dictionaries
        or objects). `customer`, `time` and `amount` name the columns, and so
        do `details`, as of `record`."""
        made = cls(tz)
        made.record(orders, customer, time, amount, progress, **details)
        made._frame = _columns.kind_of(orders)
        return made

    def record(self, orders: Any, customer: str = "customer",
               time: str = "time", amount: Optional[str] = "amount",
               progress: Optional[Progress] = None,
               **details: str) -> "Portfolio":
        """Adds orders: all, or on error none. Rows without a customer or a
        time are left out and counted in `report`; amount=None: the money is
        unknown. `details` name the columns of what else is known of them:
        channel="source", product="sku" (texts), items, discount, cost."""
        chosen = {} if amount is None else {"amount": amount}
        for name, there in details.items():
            if name not in _LEDGERS["orders"]:
                raise TypeError("orders have no column %r; they have %s"
                                % (name, ", ".join(_LEDGERS["orders"])))
            chosen[name] = there
        taken, gaps = self._taken(orders,
                                  [customer, time] + list(chosen.values()))
        kept, skipped = _without_gaps(taken, gaps)
        self._record("orders", ["customer", "time"] + list(chosen), kept,
                     progress)
        return self._counted(_columns.rows_of(taken[0]), skipped)

    def record_events(self, ledger: str, events: Any,
                      customer: str = "customer", time: str = "time",
                      progress: Optional[Progress] = None,
                      **columns: str) -> "Portfolio":
        """Adds records to a ledger: "contacts" (kind, cost), "touches"
        (campaign, treated), "surveys" (question, score), "attributes"
        (attribute and value, or a column for each), "cancellations" (reason).
        All, or on error none. `columns` say what the frame calls them:
        record_events("contacts", calls, kind="topic"). Attributes without a
        time hold from the beginning. Rows without a customer or a time are
        left out and counted in `report`."""
        names, events = _named_columns(events)
        chosen = _chosen(ledger, names, [customer, time], columns)
        has_time = ledger != "attributes" or time in names
        wanted = [customer] + [time] * has_time + list(chosen.values())
        taken, gaps = self._taken(events, wanted, has_time)
        given = ["customer"] + ["time"] * has_time + list(chosen)
        kept, skipped = _without_gaps(
            taken, gaps if ledger != "attributes" else [])
        self._record(ledger, given, kept, progress)
        return self._counted(_columns.rows_of(taken[0]), skipped)

    def _record(self, ledger: str, names: List[str], kept: List[Any],
                progress: Optional[Progress]) -> None:
        kept[0] = _whole(kept[0])
        context = self._handle.context
        lent = _columns.lend(context, {
            name: _columns.column(name, values)
            for name, values in zip(names, kept)})
        context.work(progress, "cev_portfolio_record", self._handle.pointer,
                     ledger.encode(), lent.pointer)

    def _counted(self, read: int, skipped: Dict[str, int]) -> "Portfolio":
        self._rows_read += read
        for why, count in skipped.items():
            self._skipped[why] = self._skipped.get(why, 0) + count
        return self

    def _taken(self, orders: Any, wanted: List[str], has_time: bool = True) \
            -> Tuple[List[Any], List[int]]:
        """The columns wanted, the second of them as seconds in the shop's
        calendar, and the rows that have no time."""
        if _arrow.is_frame(orders) and not isinstance(orders, Table):
            orders = _arrow.Frame(orders)
        if isinstance(orders, _arrow.Frame):
            return self._taken_by_arrow(orders, wanted, has_time)
        names = _columns.names_of(orders)
        if names is None:
            orders = _columns.of_rows(orders, wanted)
        else:
            _check_names(wanted, names)
        taken = [orders[name] for name in wanted]
        gaps: List[int] = []
        if has_time:
            taken[1], gaps = seconds(taken[1], self._zone)
        return taken, gaps

    def _taken_by_arrow(self, frame: _arrow.Frame, wanted: List[str],
                        has_time: bool) -> Tuple[List[Any], List[int]]:
        _check_names(wanted, frame.names)
        table = Table(frame.lent(self._handle.context, wanted))
        taken: List[Any] = [table.column(name) for name in wanted]
        if not has_time:
            return taken, []
        times = taken[1]
        if times.type == _columns.TEXT:
            taken[1], gaps = seconds(_columns.texts(times), self._zone)
            return taken, gaps
        if times.type == _columns.DOUBLE:
            raise TypeError("times are doubles; wanted datetimes, ISO text or "
                            "whole seconds")
        gaps = _columns.gaps(times)
        if wanted[1] in frame.zones:
            taken[1] = on_the_wall(_columns.numbers(times), gaps, self._zone)
        return taken, gaps

    def add(self, customer: Union[str, int], time: Moment,
            amount: float = float("nan"),
            **details: Union[str, float]) -> None:
        """Records one order; below zero it is a refund. `details`: its
        channel and product, and its items, discount and cost."""
        at = time if type(time) is int else moment(time, self._zone)
        if details:
            row = {"customer": [customer], "time": [at], "amount": [amount]}
            row.update({name: [value] for name, value in details.items()})
            columns: Dict[str, Any] = {name: name for name in details}
            self.record(row, **columns)
            return
        if isinstance(customer, str):
            self._handle.context.call("cev_portfolio_order",
                                      self._handle.pointer, _key(customer),
                                      at, amount)
        else:
            self._handle.context.call("cev_portfolio_order_id",
                                      self._handle.pointer,
                                      _number(customer), at, amount)
        self._rows_read += 1

    def event(self, ledger: str, customer: Union[str, int],
              time: Optional[Moment], key: Optional[str] = None,
              value: Union[float, str, None] = None) -> None:
        """Records one event: of a ledger, a customer and a time, with a kind
        of contact, a campaign, a question, an attribute or a reason, and a
        cost, 0 or 1, a score, or the attribute's value, a number or a text.
        An attribute whose time is None holds from the beginning."""
        at = GAP if time is None else time if type(time) is int \
            else moment(time, self._zone)
        name, who = self._named("cev_portfolio_event", customer)
        text = value if isinstance(value, str) else None
        number = float("nan") if value is None or text is not None \
            else float(value)
        self._handle.context.call(
            name, self._handle.pointer, ledger.encode(), who, at,
            key and key.encode(), number, text and text.encode())
        self._rows_read += 1

    # ---- Answers ----------------------------------------------------------

    def __len__(self) -> int:
        """The number of customers."""
        return self._count(b"customers")

    @property
    def orders(self) -> int:
        """The number of orders, refunds included."""
        return self._count(b"orders")

    def count(self, what: str) -> int:
        """How many records a ledger has, or how many "customers" there
        are."""
        found = self._count(what.encode())
        if found < 0:
            raise ValueError("%r is no ledger; wanted customers, %s"
                             % (what, ", ".join(_LEDGERS)))
        return found

    def _count(self, what: bytes) -> int:
        count: int = self._handle.context.ask("cev_portfolio_count",
                                              self._handle.pointer, what)
        return count

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return "<cev.Portfolio: %d customers, %d orders>" % (len(self),
                                                             self.orders)

    def _repr_html_(self) -> str:
        return self.report._repr_html_()

    def _moment(self, as_of: Optional[Moment]) -> int:
        if as_of is None:
            as_of = self.as_of
        return _LATEST if as_of is None else moment(as_of, self._zone)

    def _end(self) -> int:
        """The time that answers hold for, in seconds; without `as_of` the end
        of the latest day with an order."""
        if self.as_of is not None:
            return moment(self.as_of, self._zone)
        last = next(self._table("report", None).rows())["last"]
        if last is None:
            raise ValueError("there are no orders")
        return (int(last) // _DAY + 1) * _DAY - 1

    def _table(self, what: str, as_of: Optional[Moment],
               progress: Optional[Progress] = None, **given: Any) -> Table:
        context = self._handle.context
        options = _options.of(self._handle, given)
        made = context.produce(progress, "table", "cev_portfolio_" + what,
                               self._handle.pointer, self._moment(as_of),
                               _options.pointer(options))
        return Table(made, TIMES, _options.unit_seconds(
            given.get("time_unit")))

    @property
    def report(self) -> Report:
        """Rows read, rows left out and why, the span of the orders, the
        repeat rate with its limits, and the money."""
        row = next(self._table("report", None).rows())
        row["first"], row["last"] = date_of(row["first"]), date_of(row["last"])
        return Report(rows_read=self._rows_read, skipped=dict(self._skipped),
                      **row)

    def summarise(self, as_of: Optional[Moment] = None,
                  holdout: Optional[Length] = None,
                  unit: Optional[Length] = None,
                  bin: Optional[Length] = None,
                  lookback: Optional[float] = None,
                  progress: Optional[Progress] = None) -> Table:
        """A row a customer: x, t_x, T, litt, m_x, first, last, revenue,
        refunds; with `holdout`, what each did in that time after `as_of` as
        well; with `lookback`, a share of the time that the orders span, what
        was known of each before the last such part. `unit` is the unit of t_x
        and T, "d" when not given."""
        return self._table("summarise", as_of, progress, holdout=holdout,
                           time_unit=unit, bin=bin, lookback=lookback)

    def customer(self, customer: Union[str, int],
                 as_of: Optional[Moment] = None,
                 unit: Optional[Length] = None,
                 bin: Optional[Length] = None) -> Table:
        """The row that `summarise` has of one customer."""
        context = self._handle.context
        options = _options.of(self._handle,
                              {"time_unit": unit, "bin": bin})
        name, key = self._named("cev_portfolio_customer", customer)
        made = context.make("table", name, self._handle.pointer, key,
                            self._moment(as_of), _options.pointer(options))
        return Table(made, TIMES, _options.unit_seconds(unit))

    @staticmethod
    def _named(call: str, customer: Union[str, int]) -> Tuple[str, Any]:
        """The call for this sort of customer, by text or by number."""
        if isinstance(customer, str):
            return call, _key(customer)
        return call + "_id", _number(customer)

    def features(self, as_of: Optional[Moment] = None,
                 holdout: Optional[Length] = None,
                 outcomes: Union[str, List[str], None] = None,
                 windows: Union[str, List[Length], None] = None,
                 unit: Optional[Length] = None,
                 bin: Optional[Length] = None,
                 progress: Optional[Progress] = None) -> Table:
        """What is known of each customer as of a time, for learners: purchases
        and their gaps, what happened in the last `windows` (["30d", "90d",
        "365d"]), contacts, answers, attributes. Nothing later changes it; with
        `holdout` there is what became of them in that time after `as_of` as
        well: `outcomes`, of "left", "bought", "spent" and "treatment"."""
        if windows is not None and not isinstance(windows, str):
            length = _options.unit_seconds(unit)
            windows = ",".join("%.15g" % in_units(each, length)
                               for each in windows)
        if outcomes is not None and not isinstance(outcomes, str):
            outcomes = " ".join(outcomes)
        return self._table("features", as_of, progress, holdout=holdout,
                           outcomes=outcomes, windows=windows, time_unit=unit,
                           bin=bin)

    def cohorts(self, period: Optional[str] = None,
                as_of: Optional[Moment] = None,
                bin: Optional[Length] = None,
                margin: Optional[float] = None,
                discount: Optional[float] = None,
                interval: Optional[float] = None,
                by: Optional[str] = None) -> Any:
        """Customers by period of their first purchase, a row a cohort and
        period since: how many came, for how much, what they are worth by then,
        with limits. `by` "channel" or "product" tells it of each,
        `cohorts_by(segments)` by segment."""
        return self._table("cohorts", as_of, period=period, bin=bin,
                           margin=margin, discount=discount,
                           interval=interval, by=by).as_kind(self._frame)

    def periods(self, period: Optional[str] = None,
                as_of: Optional[Moment] = None,
                bin: Optional[Length] = None) -> Any:
        """The shop by day, week, month, quarter or year: who bought for the
        first time and who returned."""
        return self._table("periods", as_of, period=period,
                           bin=bin).as_kind(self._frame)

    def indicators(self, period: Optional[str] = None,
                   as_of: Optional[Moment] = None,
                   interval: Optional[float] = None,
                   bin: Optional[Length] = None,
                   margin: Optional[float] = None,
                   by: Optional[str] = None) -> Any:
        """The shop by day, week, month, quarter or year: customers kept, won
        and lost, how often and for how much they buy, with intervals, and what
        moved revenue. `by` "channel" or "product" tells it of each,
        `indicators_by(segments)` by segment."""
        return self._table("indicators", as_of, period=period,
                           interval=interval, bin=bin, margin=margin,
                           by=by).as_kind(self._frame)

    def gaps(self, as_of: Optional[Moment] = None,
             bin: Optional[Length] = None) -> Any:
        """Days from a purchase to the next one, and how often each occurs."""
        return self._table("gaps", as_of, bin=bin).as_kind(self._frame)

    def tracking(self, as_of: Optional[Moment] = None,
                 step: Optional[Length] = None,
                 holdout: Optional[Length] = None,
                 unit: Optional[Length] = None,
                 bin: Optional[Length] = None) -> Any:
        """Repeat purchases over time."""
        return self._table("tracking", as_of, step=step, holdout=holdout,
                           time_unit=unit, bin=bin).as_kind(self._frame)

    def history(self, customer: Union[str, int],
                ledger: str = "orders") -> Any:
        """The orders of one customer, or his records of another ledger, by
        time."""
        return self._history(customer, ledger).as_kind(self._frame)

    def _history(self, customer: Union[str, int],
                 ledger: str = "orders") -> Table:
        name, key = self._named("cev_portfolio_history", customer)
        made = self._handle.context.make("table", name, self._handle.pointer,
                                         ledger.encode(), key)
        return Table(made, TIMES)

    def export(self, ledger: str = "orders") -> Any:
        """All orders, or the records of another ledger, by customer and
        time."""
        made = self._handle.context.make(
            "table", "cev_portfolio_export", self._handle.pointer,
            ledger.encode())
        return Table(made, TIMES).as_kind(self._frame)

    @property
    def plot(self) -> PortfolioPlots:
        """The charts of what is counted: `portfolio.plot.cohorts()`."""
        return PortfolioPlots(self)

    # ---- Splitting, merging, forgetting -----------------------------------

    def split(self, holdout: Optional[Length] = None,
              at: Optional[Moment] = None) -> Tuple["Portfolio", "Holdout"]:
        """Two portfolios: the orders to learn from, and those held back.
        Give the length of the time to hold back ("26w", or days), in whole
        days, or the last day to learn from."""
        if (holdout is None) == (at is None):
            raise TypeError("split() wants either holdout or at")
        last = next(self._table("report", None).rows())["last"]
        if last is None:
            raise ValueError("there are no orders to split")
        end = (last // _DAY + 1) * _DAY
        if holdout is not None:
            cut = end - int(in_units(holdout, DAY) // 1) * _DAY - 1
        else:
            cut = moment(at, self._zone) // _DAY * _DAY + _DAY - 1
        if cut >= end - 1:
            raise ValueError("nothing is held back: the last order is of %s"
                             % date_of(last))
        return self._cut(cut, float(end - 1 - cut))

    def _cut(self, cut: int, length: float) -> Tuple["Portfolio", "Holdout"]:
        context = self._handle.context
        before, after = c.c_void_p(), c.c_void_p()
        try:
            context.call("cev_portfolio_split", self._handle.pointer, cut,
                         c.byref(before), c.byref(after))
        finally:
            first = context.adopt("portfolio", before)
            second = context.adopt("portfolio", after)
        train = Portfolio._of(first, self)
        train.as_of = cut
        hold = Holdout._of(second, self)
        assert isinstance(hold, Holdout)
        hold._whole, hold._cut_at, hold.length = self, cut, length
        return train, hold

    def merge(self, other: "Portfolio") -> "Portfolio":
        """Adds all records of another portfolio."""
        saved = _saved.save(other._handle, "portfolio", None)
        assert saved is not None
        context = self._handle.context
        there = _saved.load(context, "portfolio", saved)
        context.call("cev_portfolio_merge", self._handle.pointer,
                     there.pointer)
        return self._counted(other._rows_read, other._skipped)

    def erase(self, customer: Union[str, int]) -> None:
        """Forgets a customer: name and records leave the memory. Tables and
        files made before, and the two halves of a split, keep theirs."""
        name, key = self._named("cev_portfolio_erase", customer)
        self._handle.context.call(name, self._handle.pointer, key)

    def save(self, path: Any = None) -> Optional[bytes]:
        """Writes the portfolio to a file, or gives its bytes."""
        return _saved.save(self._handle, "portfolio", path)

    @classmethod
    def load(cls, source: _saved.Source,
             tz: Union[str, dt.tzinfo, None] = None) -> "Portfolio":
        """Brings a portfolio back from a file or bytes. The time zone is the
        host's affair and not among the bytes: give it again."""
        made = cls.__new__(cls)
        made._take(_saved.load(Context(), "portfolio", _saved.read(source)),
                   tz)
        return made


class Holdout(Portfolio):
    """The orders held back by `Portfolio.split`. An estimator's `evaluate`
    takes it: the customers are then those known at the split, as the
    portfolio that was split has them now."""

    _whole: Portfolio
    _cut_at: int
    #: Seconds held back.
    length: float

    def compared(self, unit: Optional[Length] = None,
                 bin: Optional[Length] = None) -> Table:
        """The customers known at the split, with what they did after it."""
        seconds_each = _options.unit_seconds(unit)
        return self._whole.summarise(self._cut_at,
                                     self.length / seconds_each, unit, bin)


def _check_names(wanted: List[str], names: List[Any]) -> None:
    for name in wanted:
        if name not in names:
            raise KeyError("no column %r; there are: %s" % (
                name, ", ".join(map(str, names))))


def _named_columns(frame: Any) -> Tuple[List[str], Any]:
    """The names of a frame's columns, and the frame, rows as columns."""
    if _arrow.is_frame(frame) and not isinstance(frame, Table):
        read = _arrow.Frame(frame)
        return list(read.names), read
    names = _columns.names_of(frame)
    if names is not None:
        return names, frame
    rows = list(frame)
    names = [] if not rows else list(
        rows[0] if isinstance(rows[0], dict) else vars(rows[0]))
    return names, _columns.of_rows(rows, names)


def _chosen(ledger: str, names: List[str], common: List[str],
            given: Dict[str, str]) -> Dict[str, str]:
    """The columns of a ledger, by their names there, as the frame calls
    them."""
    usual = _LEDGERS.get(ledger, [])
    if ledger == "attributes" and given.get("attribute",
                                            "attribute") not in names:
        _check_names(list(given.values()), names)
        renamed = {there: here for here, there in given.items()}
        return {renamed.get(name, name): name for name in names
                if name not in common}
    for name in given:
        if name not in usual:
            raise TypeError("%s have no column %r; they have %s"
                            % (ledger, name, ", ".join(usual)))
    found = {name: given.get(name, name) for name in usual}
    return {name: there for name, there in found.items()
            if name in given or there in names}


def _key(customer: str) -> bytes:
    if "\0" in customer:
        raise ValueError("the name %r holds the character NUL, where C ends "
                         "a text" % customer)
    return customer.encode()


def _number(customer: Any) -> int:
    try:
        return operator.index(customer)
    except TypeError:
        raise TypeError("customer %r: wanted text or a whole number"
                        % (customer,)) from None


def _without_gaps(taken: List[Any], no_time: List[int]) \
        -> Tuple[List[Any], Dict[str, int]]:
    """Columns without the rows that lack a customer or a time, and how many
    each reason cost."""
    nobody = _missing(taken[0])
    lost = set(no_time)
    skipped = {"no customer": len(nobody),
               "no time": len(lost - set(nobody))}
    lost.update(nobody)
    if not lost:
        return taken, {}
    keep = [row for row in range(_columns.rows_of(taken[0]))
            if row not in lost]
    return [_rows(values, keep) for values in taken], \
        {why: count for why, count in skipped.items() if count}


def _missing(values: Any) -> List[int]:
    """The rows of a column of customers that name nobody."""
    if isinstance(values, Column):
        return _columns.gaps(values)
    if hasattr(values, "isna"):
        gone = values.isna()
        if values.dtype.kind == "O":
            gone = gone | (values == "").fillna(False)
        found: List[int] = gone.to_numpy().nonzero()[0].tolist()
        return found
    kind = getattr(getattr(values, "dtype", None), "kind", "O")
    if kind in "iu":
        return []
    if kind == "f":
        return list((values != values).nonzero()[0].tolist())
    return [row for row, value in enumerate(values)
            if is_gap(value) or value == ""]


def _whole(customers: Any) -> Any:
    """Customer numbers that a gap among them has turned into doubles."""
    if getattr(getattr(customers, "dtype", None), "kind", "O") != "f":
        return customers
    whole = customers.astype("int64")
    wrong = (whole != customers)
    if wrong.any():
        raise ValueError("customer %r is no whole number"
                         % float(customers[wrong].max()))
    return whole


def _rows(values: Any, keep: List[int]) -> Any:
    """Some rows of a column."""
    if isinstance(values, Column):
        return _columns.some(values, keep)
    if hasattr(values, "iloc"):
        return values.iloc[keep]
    if hasattr(values, "dtype"):
        return values[keep]
    return [values[row] for row in keep]
