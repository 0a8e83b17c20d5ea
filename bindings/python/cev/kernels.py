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

_made: Dict[str, Callable[..., Any]] = {}


def _names() -> List[str]:
    functions = api().description["functions"]
    return [name[len("cev_"):] for name, entry in functions.items()
            if "params" in entry]


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
    return made.__array_interface__["data"][0], len(made), made


def _output(rows: int) -> Tuple[int, Any]:
    np = _columns.numpy()
    if np is not None:
        made = np.empty(rows)
        return made.__array_interface__["data"][0], made
    made = array("d", bytes(8 * rows))
    return made.buffer_info()[0], made


class _Kernel:
    """A function of C as one of Python: its arguments in order, but for the
    parameters, are doubles or, named in `rows`, arrays of them."""

    def __init__(self, name: str) -> None:
        entry = api().description["functions"]["cev_" + name]
        self._call = getattr(api(), "cev_" + name)
        self._params: List[str] = entry["params"]
        inner = [each for each in entry["arguments"]
                 if each["name"] not in ("params", "n", "out")]
        self._inner = [(each["name"], each["type"] == "double")
                       for each in inner]
        self._count = 1 + len(inner)
        self.signature = inspect.Signature([inspect.Parameter(
            each, inspect.Parameter.POSITIONAL_OR_KEYWORD)
            for each in ["params", *[name for name, _ in self._inner]]])
        self._name, self.doc = name, entry["doc"]

    def answer(self, arguments: Tuple[Any, ...], named: Dict[str, Any]) -> Any:
        if named or len(arguments) != self._count:
            arguments = tuple(self.signature.bind(
                *arguments, **named).arguments.values())
        # A number stands for all rows; a sequence says how many there are.
        rows = next((len(value) for value, (_, is_number)
                     in zip(arguments[1:], self._inner)
                     if not is_number and hasattr(value, "__len__")), 1)
        params, kept = self._parameters(arguments[0]), []
        passed: List[Any] = []
        for value, (name, is_number) in zip(arguments[1:], self._inner):
            if is_number:
                passed.append(float(value))
                continue
            if not hasattr(value, "__len__"):
                value = array("d", (value,)) * rows
            address, length, owner = _doubles(name, value)
            if length != rows:
                raise ValueError("%s has %d rows, others have %d"
                                 % (name, length, rows))
            kept.append(owner)
            passed.append(address)
        address, made = _output(rows)
        status = self._call(params.buffer_info()[0], rows, *passed, address)
        if status:
            raise api().error(status, (
                "%s: an argument is outside its domain; see help()"
                % self._name).encode())
        return made

    def _parameters(self, given: Any) -> "array[float]":
        """Parameters in the paper's order; a dictionary brings them by
        name."""
        if isinstance(given, dict):
            given = [given[name] for name in self._params]
        values = array("d", given)
        if len(values) != len(self._params):
            raise ValueError("params has %d numbers; wanted %d: %s" % (
                len(values), len(self._params), ", ".join(self._params)))
        return values


def _bind(name: str) -> Callable[..., Any]:
    bound = _Kernel(name)

    def kernel(*arguments: Any, **named: Any) -> Any:
        return bound.answer(arguments, named)

    kernel.__name__ = kernel.__qualname__ = name
    kernel.__doc__ = bound.doc
    kernel.__signature__ = bound.signature  # type: ignore[attr-defined]
    return kernel


def __getattr__(name: str) -> Callable[..., Any]:
    if name.startswith("__"):
        raise AttributeError(name)
    if name not in _made:
        if name not in _names():
            raise AttributeError("no kernel %r; there are: %s"
                                 % (name, ", ".join(_names())))
        _made[name] = _bind(name)
    return _made[name]


def __dir__() -> List[str]:
    return _names()
