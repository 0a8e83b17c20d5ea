"""
Kernels: one pure function for one equation, over plain arrays.

    cev.kernels.bgnbd_p_alive([0.243, 4.414, 0.793, 2.426], x, t_x, T)

Every kernel of the library is here under its name in C without "cev_". Its
arguments are those of C without the count and the output: parameters, arrays
of equal length (anything that `cev.Table` takes as a column; a number stands
for all rows), and numbers. The answer is a NumPy array where NumPy is
installed, else an array.array. `help()` of a kernel is its text in the header.
"""
from __future__ import annotations

import inspect
from array import array
from typing import Any, Callable, Dict, List, Tuple

from . import _columns
from ._api import api

_HEADERS = ("cev/kernels.h", "cev/contracts.h", "cev/formulas.h")
_made: Dict[str, Callable[..., Any]] = {}


def _names() -> List[str]:
    functions = api().description["functions"]
    return [name[len("cev_"):] for name, entry in functions.items()
            if entry["header"] in _HEADERS]


def _doubles(name: str, values: Any) -> Tuple[int, int, Any]:
    """Address, length and owner of doubles in one piece."""
    if isinstance(values, (list, tuple)):
        values = array("d", values)
    if isinstance(values, array) and values.typecode == "d":
        address, length = values.buffer_info()
        return address, length, values
    np = _columns.numpy()
    if np is None:
        return _doubles(name, list(values))
    made = np.ascontiguousarray(values, dtype="f8")
    if made.ndim != 1:
        raise ValueError("%s has %d dimensions; wanted 1" % (name, made.ndim))
    return made.ctypes.data, len(made), made


def _parameters(names: List[str], given: Any) -> "array[float]":
    """Parameters in the paper's order; a dictionary brings them by name."""
    if isinstance(given, dict):
        given = [given[name] for name in names]
    values = array("d", given)
    if len(values) != len(names):
        raise ValueError("params has %d numbers; wanted %d: %s"
                         % (len(values), len(names), ", ".join(names)))
    return values


def _output(rows: int) -> Tuple[int, Any]:
    np = _columns.numpy()
    if np is not None:
        made = np.empty(rows)
        return made.__array_interface__["data"][0], made
    made = array("d", bytes(8 * rows))
    return made.buffer_info()[0], made


def _bind(name: str) -> Callable[..., Any]:
    entry = api().description["functions"]["cev_" + name]
    function = getattr(api(), "cev_" + name)
    inner = [(each["name"], each["type"]) for each in entry["arguments"]
             if each["name"] not in ("n", "out")]
    signature = inspect.Signature([inspect.Parameter(
        each, inspect.Parameter.POSITIONAL_OR_KEYWORD) for each, _ in inner])
    rows_named = [each for each, kind in inner
                  if kind == "const double *" and each != "params"]

    def kernel(*arguments: Any, **named: Any) -> Any:
        if named or len(arguments) != len(inner):
            given = dict(signature.bind(*arguments, **named).arguments)
        else:
            given = dict(zip(signature.parameters, arguments))
        rows = [len(given[each]) for each in rows_named
                if hasattr(given[each], "__len__")]
        count = rows[0] if rows else 1
        kept: List[Any] = []
        passed: List[Any] = []
        for each, kind in inner:
            value = given[each]
            if each == "params":
                value = _parameters(entry["params"], value)
            if kind == "double":
                passed.append(float(value))
                continue
            if each in rows_named and not hasattr(value, "__len__"):
                value = array("d", [value]) * count
            address, length, owner = _doubles(each, value)
            if each in rows_named and length != count:
                raise ValueError("%s has %d rows, others have %d"
                                 % (each, length, count))
            kept.append(owner)
            passed.append(address)
        address, made = _output(count)
        status = function(passed[0], count, *passed[1:], address)
        if status:
            raise api().error(status, ("%s: an argument is outside its "
                                       "domain; see help()" % name).encode())
        return made

    kernel.__name__ = kernel.__qualname__ = name
    kernel.__doc__ = entry["doc"]
    kernel.__signature__ = signature  # type: ignore[attr-defined]
    return kernel


def __getattr__(name: str) -> Callable[..., Any]:
    if name.startswith("__"):
        raise AttributeError(name)
    if name not in _names():
        raise AttributeError("no kernel %r; there are: %s"
                             % (name, ", ".join(_names())))
    if name not in _made:
        _made[name] = _bind(name)
    return _made[name]


def __dir__() -> List[str]:
    return _names()
