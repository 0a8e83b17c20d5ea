"""
Kernels: one pure function for one equation, over plain arrays.

    cev.kernels.bgnbd_p_alive([0.243, 4.414, 0.793, 2.426], x, t_x, T)
    cev.kernels.wilson_interval(0.95, hits, trials).lower

Every kernel of the library is here under its name in C without "cev_". Its
arguments are those of C without the outputs and, where there are rows, their
count: parameters, arrays of equal length (anything that `cev.Table` takes as a
column; a number stands for all rows), and numbers. The answer is a NumPy array
where NumPy is installed, else an array.array; of an output that is one number
it is that; of several outputs it is a tuple of them by name. `help()` of a
kernel is its text in the header.
"""
from __future__ import annotations

import inspect
import operator
from array import array
from collections import namedtuple
from typing import Any, Callable, Dict, List, Tuple

from . import _columns
from ._api import api

_made: Dict[str, Callable[..., Any]] = {}


def _names() -> List[str]:
    functions = api().description["functions"]
    return [name[len("cev_"):] for name, entry in functions.items()
            if entry.get("shape") == "kernel"]


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


#: What an argument of C is, by its type; the rest are told by their names.
_NUMBERS: Dict[str, Callable[[Any], Any]] = {"double": float,
                                             "int64_t": operator.index}


class _Kernel:
    """A function of C as one of Python."""

    def __init__(self, name: str) -> None:
        entry = api().description["functions"]["cev_" + name]
        self._call = getattr(api(), "cev_" + name)
        self._params: List[str] = entry.get("params", [])
        has_rows = any(_is_rows(each) for each in entry["arguments"])
        outputs = [each for each in entry["arguments"]
                   if each["type"] == "double *"]
        #: Arguments as C has them, all but the outputs, which come last: the
        #: name, and what makes a number; None: the count; False: an array.
        self._plan: List[Tuple[str, Any]] = [
            (each["name"], None if each["name"] == "n" and has_rows
             else _NUMBERS.get(each["type"], False))
            for each in entry["arguments"] if each not in outputs]
        self._lengths = [each.get("length") for each in outputs]
        self._answer: Any = namedtuple(  # type: ignore[misc]
            name, [each["name"] for each in outputs])
        given = [each for each, how in self._plan if how is not None]
        self._count, self._name, self.doc = len(given), name, entry["doc"]
        self._rows_at = [at for at, each in enumerate(given)
                         if each != "params" and dict(self._plan)[each]
                         is False]
        self._n_at = given.index("n") if "n" in given else -1
        self.signature = inspect.Signature([inspect.Parameter(
            each, inspect.Parameter.POSITIONAL_OR_KEYWORD) for each in given])

    def answer(self, arguments: Tuple[Any, ...], named: Dict[str, Any]) -> Any:
        if named or len(arguments) != self._count:
            arguments = tuple(self.signature.bind(
                *arguments, **named).arguments.values())
        rows = self._rows(arguments)
        given = iter(arguments)
        kept: List[Any] = []
        passed: List[Any] = []
        for name, how in self._plan:
            if how is None:
                passed.append(rows)
                continue
            value = next(given)
            if how is False:
                value, owner = self._array(name, value, rows)
                kept.append(owner)
                passed.append(value)
            else:
                passed.append(how(value))
        outputs = []
        for length in self._lengths:
            address, output = _output(rows if length is None else length)
            passed.append(address)
            outputs.append(output)
        status = self._call(*passed)
        if status:
            raise api().error(status, (
                "%s: an argument is outside its domain; see help()"
                % self._name).encode())
        told = [float(each[0]) if length == 1 else each
                for each, length in zip(outputs, self._lengths)]
        return told[0] if len(told) == 1 else self._answer(*told)

    def _rows(self, arguments: Tuple[Any, ...]) -> int:
        """A number stands for all rows; a sequence says how many there
        are."""
        for at in self._rows_at:
            if hasattr(arguments[at], "__len__"):
                return len(arguments[at])
        return 1 if self._n_at < 0 else operator.index(arguments[self._n_at])

    def _array(self, name: str, value: Any, rows: int) -> Tuple[int, Any]:
        """Address and owner of an argument's doubles."""
        if name == "params":
            value = self._parameters(value)
            return value.buffer_info()[0], value
        if not hasattr(value, "__len__"):
            value = array("d", (value,)) * rows
        address, length, owner = _doubles(name, value)
        if length != rows:
            raise ValueError("%s has %d rows, others have %d"
                             % (name, length, rows))
        return address, owner

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


def _is_rows(argument: Dict[str, Any]) -> bool:
    return bool(argument["type"] == "const double *"
                and argument["name"] != "params")


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
