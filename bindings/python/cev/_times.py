"""
Times and lengths of time.

The library counts seconds in the shop's own calendar: what the clock on its
wall shows. Times that carry a zone are converted to that of the shop; times
without one are taken as they stand.
"""
from __future__ import annotations

import datetime as dt
import operator
import re
from array import array
from typing import Any, Dict, List, Optional, Tuple, Union
from zoneinfo import ZoneInfo

#: A length: a number in the unit at hand, "26w", or a timedelta.
Length = Union[float, str, dt.timedelta]
#: A moment: a date or time with or without zone, ISO text, or seconds.
Moment = Any

DAY = 86400.0
_UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": DAY, "w": 7 * DAY,
          "mo": 365 * DAY / 12, "m": 365 * DAY / 12, "y": 365 * DAY}
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)?\s*(min|mo|s|h|d|w|m|y)\s*\Z")
_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?"
    r"\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?\Z")
_BEGINNING = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_EPOCH = _BEGINNING.toordinal()
GAP = -2 ** 63
#: NumPy's units of time that are parts of a second, and how many it has.
_PARTS = {"ms": 10 ** 3, "us": 10 ** 6, "ns": 10 ** 9}
#: Columns of seconds among what the library answers of a shop.
TIMES = ("first", "last", "cohort", "period", "time", "payback")


def date_of(count: Optional[int]) -> Optional[dt.datetime]:
    """The time that is so many seconds from the beginning; None stays none."""
    if count is None:
        return None
    return dt.datetime(1970, 1, 1) + dt.timedelta(seconds=count)


def written(count: int) -> str:
    """The same as text, a day without the time of day; a number where it is
    no time that there is."""
    try:
        text = str(date_of(count))
    except OverflowError:
        return str(count)
    return text[:10] if count % DAY == 0 else text


def seconds_of(length: Length) -> float:
    """A length given as text or timedelta, in seconds. Text is a number and
    a unit: s, min, h, d, w, mo (or m: 365/12 days), y (365 days)."""
    if isinstance(length, dt.timedelta):
        return length.total_seconds()
    found = _LENGTH.match(length) if isinstance(length, str) else None
    if found is None:
        raise ValueError('%r is no length of time; wanted e.g. "90d", "26w", '
                         '"12mo" or "2y"' % (length,))
    return float(found[1] or 1) * _UNITS[found[2]]


def in_units(length: Length, unit: float) -> float:
    """A length in units of so many seconds; a number is in them already."""
    if isinstance(length, (str, dt.timedelta)):
        return seconds_of(length) / unit
    return length


def zone_of(tz: Union[str, dt.tzinfo, None]) -> Optional[dt.tzinfo]:
    if isinstance(tz, str):
        return ZoneInfo(tz)
    return tz


def _wall(moment: dt.datetime, zone: Optional[dt.tzinfo]) -> int:
    if moment.tzinfo is not None:
        if zone is None:
            raise ValueError(
                "%s carries a time zone: say which one the shop lives in, "
                'e.g. tz="Europe/Berlin"' % moment.isoformat())
        moment = moment.astimezone(zone)
    return ((moment.toordinal() - _EPOCH) * 86400 + moment.hour * 3600
            + moment.minute * 60 + moment.second)


def _parse(text: str) -> dt.datetime:
    found = _MOMENT.match(text.strip())
    if found is None:
        raise ValueError('%r is no time; wanted e.g. "2024-05-31", '
                         '"2024-05-31 17:30:00" or "2024-05-31T17:30:00+02:00"'
                         % text)
    year, month, day, hour, minute, second = (
        int(part or 0) for part in found.groups()[:6])
    moment = dt.datetime(year, month, day, hour, minute, second)
    shift = found[7]
    if shift is None:
        return moment
    if shift in ("Z", "UTC"):
        return moment.replace(tzinfo=dt.timezone.utc)
    east = dt.timedelta(hours=int(shift[1:3]), minutes=int(shift[-2:])
                        if len(shift) > 3 else 0)
    return moment.replace(tzinfo=dt.timezone(
        -east if shift[0] == "-" else east))


def moment(value: Moment, zone: Optional[dt.tzinfo]) -> int:
    """One time as seconds in the shop's calendar."""
    if isinstance(value, dt.datetime):
        return _wall(value, zone)
    if isinstance(value, dt.date):
        return (value.toordinal() - _EPOCH) * 86400
    if isinstance(value, str):
        return _wall(_parse(value), zone)
    if type(value).__name__ == "datetime64":
        return int(value.astype("M8[s]").astype("i8"))
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError("%r is no time; wanted a datetime, a date, ISO text "
                        "or whole seconds" % (value,)) from None


def is_gap(value: Any) -> bool:
    """None, NaN, NaT or pandas' NA, which refuses to be compared."""
    return (value is None or type(value).__name__ == "NAType"
            or bool(value != value))


def _listed(values: Any, zone: Optional[dt.tzinfo]) -> array[int]:
    """Times one by one; a missing one is GAP."""
    made = array("q")
    for row, value in enumerate(values):
        try:
            made.append(GAP if is_gap(value) or value == "" else
                        moment(value, zone))
        except (ValueError, TypeError) as error:
            raise type(error)("time[%d]: %s" % (row, error)) from None
    return made


def _offset(instant: int, zone: dt.tzinfo) -> int:
    """Seconds that the clocks of a zone are ahead of UTC."""
    try:
        there = (_BEGINNING + dt.timedelta(seconds=instant)).astimezone(zone)
    except OverflowError:
        raise ValueError("a time lies beyond the years 1 to 9999") from None
    offset = there.utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


def _change(day: int, zone: dt.tzinfo) -> Tuple[int, int, int]:
    """When in a day of UTC the clocks of a zone change, and what they are
    ahead of UTC before and after that."""
    low, high = day * 86400, day * 86400 + 86399
    before, after = _offset(low, zone), _offset(high, zone)
    while before != after and high - low > 1:
        middle = (low + high) // 2
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return high, before, after


def zone_for(zone: Optional[dt.tzinfo]) -> dt.tzinfo:
    """The zone that times with one of their own are converted to."""
    if zone is None:
        raise ValueError("the times carry a time zone: say which one the "
                         'shop lives in, e.g. tz="Europe/Berlin"')
    return zone


def on_the_wall(instants: Any, gaps: List[int],
                zone: Optional[dt.tzinfo]) -> Any:
    """Seconds since 1970 in UTC as what the clocks of the shop show. Gaps
    become GAP, whatever they held."""
    where = zone_for(zone)
    missing = set(gaps)
    if hasattr(instants, "dtype"):
        return _array_on_the_wall(instants, gaps, where)
    changes: Dict[int, Tuple[int, int, int]] = {}
    made = array("q")
    for row, instant in enumerate(instants):
        if row in missing:
            made.append(GAP)
            continue
        day = instant // 86400
        if day not in changes:
            changes[day] = _change(day, where)
        at, before, after = changes[day]
        made.append(instant + (before if instant < at else after))
    return made


def _array_on_the_wall(instants: Any, gaps: List[int],
                       zone: dt.tzinfo) -> Any:
    import numpy as np
    made = instants.copy()
    made[gaps] = 0
    days, place = np.unique(made // 86400, return_inverse=True)
    changes = np.array([_change(day, zone) for day in days.tolist()],
                       dtype="i8").reshape(-1, 3)[place]
    made += np.where(made < changes[:, 0], changes[:, 1], changes[:, 2])
    made[gaps] = GAP
    return made


def _array_seconds(values: Any) -> Tuple[Any, List[int]]:
    """An array of NumPy's times; those of seconds are borrowed. Dividing takes
    a third of the time that NumPy's conversion does."""
    import numpy as np
    unit, count = np.datetime_data(values.dtype)
    parts = _PARTS.get(unit, 0)
    if not parts or count != 1 or not values.dtype.isnative:
        made = values.astype("M8[s]", copy=False).view("i8")
        return made, (made == GAP).nonzero()[0].tolist()
    instants = values.view("i8")
    gaps = (instants == GAP).nonzero()[0]
    made = instants // parts
    made[gaps] = GAP
    return made, gaps.tolist()


def seconds(values: Any, zone: Optional[dt.tzinfo]) -> Tuple[Any, List[int]]:
    """Many times as int64 seconds, and the rows that have none."""
    kind = getattr(getattr(values, "dtype", None), "kind", "")
    if getattr(getattr(values, "dtype", None), "tz", None) is not None:
        values = _localised(values, zone_for(zone))
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
        kind = values.dtype.kind
    if kind == "M":
        return _array_seconds(values)
    if kind == "i":
        return values, []
    if isinstance(values, (array, memoryview)):
        return values, []
    if kind in ("f", "u", "b", "c"):
        raise TypeError("times are %s; wanted datetimes, ISO text or whole "
                        "seconds" % values.dtype)
    if kind:
        values = values.tolist()
    listed = _listed(values, zone)
    return listed, [row for row, value in enumerate(listed) if value == GAP]


def _localised(values: Any, zone: dt.tzinfo) -> Any:
    """A pandas column or index of times with a zone, on the shop's wall."""
    accessor = getattr(values, "dt", values)
    there = accessor.tz_convert(zone)
    return getattr(there, "dt", there).tz_localize(None)
