"""Options on their way in: Python values under the library's own keys."""
from __future__ import annotations

import functools
import keyword
import threading
from typing import Any, Dict, List, Optional, Tuple

from ._context import Context, Handle
from ._table import Table
from ._times import in_units

_listing: Dict[str, Dict[str, Any]] = {}
_kinds: Dict[str, Dict[str, Any]] = {}
_reading = threading.Lock()
#: So many options an object keeps at hand.
_AT_HAND = 32


def _read() -> None:
    """Asks the library in use, so that what is new in it is known here."""
    if _kinds:
        return
    with _reading:
        if _kinds:
            return
        context = Context()
        for row in Table(context.make("table", "cev_options_list",
                                      None)).rows():
            _listing[row.pop("option")] = row
        found = {}
        for row in Table(context.make("table", "cev_kinds")).rows():
            for many in ("options", "wants", "gives"):
                row[many] = row[many].split()
            found[row.pop("kind")] = row
        _kinds.update(found)


def listing() -> Dict[str, Dict[str, Any]]:
    """Every option: type, default, min, max, unit and meaning."""
    _read()
    return _listing


def kinds() -> Dict[str, Dict[str, Any]]:
    """Every kind: handle, meaning, options, wants, gives and source."""
    _read()
    return _kinds


def spelt(name: str) -> str:
    """An option as Python spells it: `lambda_`, for a word of its own."""
    return name + "_" if keyword.iskeyword(name) else name


def key_of(name: str) -> str:
    """The library's key for an option as Python spells it."""
    return name[:-1] if keyword.iskeyword(name[:-1]) else name


def purchase_kinds() -> List[str]:
    """The kinds that say when customers buy and leave."""
    choices = listing()["purchases"]["unit"].split()
    return [kind for kind in choices if kind in kinds()]


def in_force(noun: str, handle: Handle) -> Dict[str, Any]:
    """The options of a model that are not at their defaults."""
    found = {}
    for row in Table(handle.context.make("table", "cev_%s_options" % noun,
                                         handle.pointer)).rows():
        entry = listing()[row["option"]]
        if row["value"] == entry["default"]:
            continue
        number = row["number"]
        found[spelt(row["option"])] = (row["value"] if number is None else
                                int(number) if entry["type"] == "int"
                                else number)
    return found


def unit_seconds(time_unit: Any) -> float:
    """Seconds of a unit of time: a number of them, or text such as "w"."""
    if time_unit is None:
        return _usual_unit()
    return float(in_units(time_unit, 1.0))


@functools.lru_cache(maxsize=1)
def _usual_unit() -> float:
    return float(listing()["time_unit"]["default"])


def columns(values: Dict[str, Any]) -> List[str]:
    """The columns that options name: lists of names, or text with commas."""
    found: List[str] = []
    for key, value in values.items():
        if value is None or listing().get(key_of(key), {}).get("unit") != "columns":
            continue
        names = value.split(",") if isinstance(value, str) else value
        found += [str(name).strip() for name in names]
    return found


def _length(value: Any, unit: float) -> Any:
    """A length in units of so many seconds; text without a unit is in them."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return in_units(value, unit)


def _plain(key: str, value: Any, unit: float) -> Any:
    """A value as C takes it: lengths of time become numbers, and several values
    text with commas or, of words to choose from, blanks."""
    option = listing().get(key, {})
    measure = option.get("unit")
    if measure == "time_unit" and option["type"] == "text":
        if isinstance(value, str):
            value = [each for each in value.split(",") if each.strip()]
        return ",".join("%.17g" % _length(each, unit) for each in value)
    if measure == "time_unit":
        return in_units(value, unit)
    if measure == "columns":
        return ",".join(columns({key: value}))
    if measure == "seconds":
        value = in_units(value, 1.0)
        if listing()[key]["type"] == "int" and float(value).is_integer():
            return int(value)
    if option.get("type") == "text" and isinstance(value, (list, tuple)):
        words = [str(each) for each in value]
        is_choice = set(words) <= set(str(measure).split())
        return (" " if is_choice else ",").join(words)
    return value


def make(context: Context, values: Dict[str, Any],
         unit: Optional[float] = None) -> Optional[Handle]:
    """Options of the library; a None leaves the default. `unit` is what text
    lengths are counted in; by default the time_unit among the values."""
    given = {key_of(name): value for name, value in values.items()
             if value is not None}
    if not given:
        return None
    if unit is None:
        unit = unit_seconds(given.get("time_unit"))
    made = context.make("options", "cev_options_new")
    for key, value in given.items():
        _set(context, made, key, _plain(key, value, unit))
    return made


def of(asked: Handle, values: Dict[str, Any],
       unit: Optional[float] = None) -> Optional[Handle]:
    """`make` for a question to an object, which keeps what it was asked with
    at hand."""
    if not values:
        return None
    key: Tuple[Any, ...] = (unit, *values.items(), *map(type, values.values()))
    try:
        return asked.options[key]
    except KeyError:
        pass
    except TypeError:  # lists of columns and the like
        return make(asked.context, values, unit)
    made = make(asked.context, values, unit)
    if len(asked.options) >= _AT_HAND:
        asked.options.clear()
    asked.options[key] = made
    return made


def _set(context: Context, options: Handle, key: str, value: Any) -> None:
    name = key.encode()
    if isinstance(value, str):
        context.call("cev_options_set_str", options.pointer, name,
                     value.encode())
    elif hasattr(value, "__index__"):
        context.call("cev_options_set_int", options.pointer, name,
                     value.__index__())
    else:
        context.call("cev_options_set_double", options.pointer, name,
                     float(value))


def pointer(options: Optional[Handle]) -> Optional[int]:
    return None if options is None else options.pointer
