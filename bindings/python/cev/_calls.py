"""
Calls by rule: what is asked of the library with tables, objects, options, text
and numbers, and answered by tables, needs no function of its own here. So
`cev.markov_value(transitions, rewards, horizon=12)` is cev_markov_value, and
`portfolio.recency(states=4)` cev_portfolio_recency: they are bound as api.json
describes them, and a call that the library gains appears by itself.
"""
from __future__ import annotations

import ctypes as c
import functools
import inspect
import operator
from collections import namedtuple
from typing import Any, Callable, Dict, List, Optional, Tuple

from . import _arrow, _columns, _options, _saved
from ._api import api
from ._context import Context, Handle, Progress
from ._table import Table
from ._times import TIMES

_OPTIONS = "const cev_options *"
_INPUT = "const cev_table *"
_OUTPUT = "cev_table **"
_PLAIN: Dict[str, Callable[[Any], Any]] = {
    "double": float, "int32_t": operator.index, "int64_t": operator.index}


def lent(context: Context, frame: Any) -> Optional[Handle]:
    """All columns of a frame as a table of the library, to be read alone; None
    stays none."""
    if frame is None:
        return None
    if isinstance(frame, Table):
        return frame._handle
    if _arrow.is_frame(frame):
        read = _arrow.Frame(frame)
        return read.lent(context, read.names)
    names = _columns.names_of(frame)
    if names is None:
        rows = list(frame)
        if rows and not isinstance(rows[0], dict):
            raise TypeError("rows of %s have no names of columns; wanted "
                            "dictionaries" % type(rows[0]).__name__)
        names = list(rows[0]) if rows else []
        frame = _columns.of_rows(rows, names)
    return _columns.lend(context, {name: _columns.column(name, frame[name])
                                   for name in names})


class Call:
    """One function of C of that shape, asked of a context or an object."""

    def __init__(self, name: str, entry: Dict[str, Any]) -> None:
        self.name, self.doc = name, entry["doc"]
        arguments = entry["arguments"]
        self.inputs = [(each["name"], each["type"]) for each in arguments[1:]
                       if each["type"] != _OUTPUT]
        self.outputs = [each["name"] for each in arguments
                        if each["type"] == _OUTPUT]
        self._answer: Any = namedtuple(  # type: ignore[misc]
            name[len("cev_"):], self.outputs)
        self.takes_options = _OPTIONS in dict(
            (kind, name) for name, kind in self.inputs)
        self.signature = self._signature(entry.get("options"))

    def _signature(self, options: Optional[List[str]]) -> inspect.Signature:
        """Arguments as in C, then options, `without` and `progress`."""
        place, named = inspect.Parameter.POSITIONAL_OR_KEYWORD, \
            inspect.Parameter.KEYWORD_ONLY
        inputs = [name for name, kind in self.inputs if kind != _OPTIONS]
        made = [inspect.Parameter(name, place, default=None
                                  if name == "as_of" else
                                  inspect.Parameter.empty) for name in inputs]
        made += [inspect.Parameter(_options.spelt(name), named, default=None)
                 for name in (options or []) if name not in inputs]
        if len(self.outputs) > 1:
            made.append(inspect.Parameter("without", named, default=None))
        made.append(inspect.Parameter("progress", named, default=None))
        if self.takes_options and options is None:
            made.append(inspect.Parameter("options",
                                          inspect.Parameter.VAR_KEYWORD))
        # What has a default must not stand before what has none.
        made.sort(key=lambda each: (each.kind, each.default is None))
        return inspect.Signature(made)

    def answer(self, holder: Any, handle: Optional[Handle],
                 arguments: Tuple[Any, ...], named: Dict[str, Any]) -> Any:
        """Asks, and tells in the caller's own kind of frame."""
        given = self.signature.bind(*arguments, **named).arguments
        given.update(given.pop("options", {}))
        progress: Optional[Progress] = given.pop("progress", None)
        without = given.pop("without", None)
        context = Context() if handle is None else handle.context
        taken = {name: given.pop(name, None) for name, kind in self.inputs
                 if kind != _OPTIONS}
        options = self._options(context, handle, holder, given)
        kept = [self._taken(context, holder, kind, name, taken.get(name))
                if kind != _OPTIONS else options
                for name, kind in self.inputs]
        passed = [each.pointer if isinstance(each, Handle) else each
                  for each in kept]
        made = self._made(context, progress, [
            (context if handle is None else handle).pointer, *passed], without)
        told = [each and self._told(holder, taken, Table(
            each, TIMES if handle is None else getattr(holder, "_times", ())))
            for each in made]
        if len(told) > 1:
            return self._answer(*told)
        return told[0] if told else holder

    def _options(self, context: Context, handle: Optional[Handle],
                 holder: Any, given: Dict[str, Any]) -> Optional[Handle]:
        unit = getattr(holder, "_unit", None)
        if handle is None:
            return _options.make(context, given, unit)
        return _options.of(handle, given, unit)

    def _text(self, name: str, value: Any) -> bytes:
        """A text as C reads it. Customers who are numbers are other customers,
        and of another function."""
        if isinstance(value, str) and "\0" in value:
            raise ValueError("%s is %r, which holds the character NUL, where "
                             "C ends a text" % (name, value))
        if isinstance(value, str):
            return value.encode()
        twin = self.name + "_id"
        raise TypeError("%s is %r; wanted a text%s" % (
            name, value, ", or a number by %s" % twin.split("_", 2)[2]
            if twin in api().description["functions"] else ""))

    def _taken(self, context: Context, holder: Any, kind: str, name: str,
               value: Any) -> Any:
        """An argument as C takes it."""
        if kind == _INPUT and name == "customers" \
                and hasattr(holder, "_wants"):
            return holder._lent(context, holder._customers(value),
                                holder._wants)
        if kind == _INPUT:
            return lent(context, value)
        if name == "as_of":
            return holder._moment(value)
        if kind in _PLAIN:
            return _PLAIN[kind](value)
        if value is None:
            return None
        if kind == "const char *":
            return self._text(name, value)
        return _moved(context, kind, name, value)

    def _made(self, context: Context, progress: Optional[Progress],
              passed: List[Any], without: Any) -> List[Optional[Handle]]:
        """Makes the call; what is not wanted is not made."""
        left_out = [without] if isinstance(without, str) else without or []
        for name in left_out:
            if name not in self.outputs:
                raise TypeError("%s has no %r; it has %s" % (
                    self.name[len("cev_"):], name, ", ".join(self.outputs)))
        outs = [None if name in left_out else c.c_void_p()
                for name in self.outputs]
        made: List[Optional[Handle]] = []
        try:
            context.work(progress, self.name, *passed, *[
                None if out is None else c.byref(out) for out in outs])
        finally:
            made += [None if out is None else context.adopt("table", out)
                     for out in outs]
        return made

    @staticmethod
    def _told(holder: Any, taken: Dict[str, Any], table: Table) -> Any:
        """As the caller's own kind of frame: that of the first one given, or
        of the portfolio asked."""
        if hasattr(holder, "_frame"):
            return table.as_kind(holder._frame)
        for value in taken.values():
            if hasattr(value, "_frame"):
                return table.as_kind(value._frame)
            if value is not None and not isinstance(
                    value, (str, int, float, Table)):
                return table.as_kind(_columns.kind_of(value))
        return table


def _moved(context: Context, kind: str, name: str, value: Any) -> Handle:
    """An object of another context crosses over as saved bytes."""
    noun = kind[len("const cev_"):-len(" *")]
    handle = getattr(value, "_handle", None)
    if handle is None or not hasattr(api(), "cev_%s_save" % noun):
        raise TypeError("%s is %s; wanted a fitted %s"
                        % (name, type(value).__name__, noun))
    if handle.context is context:
        found: Handle = handle
        return found
    saved = _saved.save(handle, noun, None)
    assert saved is not None
    return _saved.load(context, noun, saved)


_known: Dict[str, Call] = {}


def _call(name: str) -> Call:
    if name not in _known:
        _known[name] = Call(name, api().description["functions"][name])
    return _known[name]


@functools.lru_cache(maxsize=None)
def names(noun: str) -> List[str]:
    """The calls by rule of a noun, or with "ctx" those of no object, without
    what stands before their names."""
    start = "cev_" if noun == "ctx" else "cev_%s_" % noun
    asked = ("cev_%s *" % noun, "const cev_%s *" % noun)
    return [name[len(start):]
            for name, entry in api().description["functions"].items()
            if entry.get("shape") == "call"
            and entry["arguments"][0]["type"] in asked]


def of_library(name: str) -> Optional[Callable[..., Any]]:
    """The call of that name that is asked of no object."""
    if name not in names("ctx"):
        return None
    call = _call("cev_" + name)

    def asked(*arguments: Any, **named: Any) -> Any:
        return call.answer(None, None, arguments, named)

    return _dressed(asked, name, call)


def of_object(holder: Any, noun: str, name: str) -> Any:
    """The call of that name that is asked of an object. For an attribute
    that its class has, and could not tell, its error is told again."""
    if name.startswith("_") or hasattr(type(holder), name) \
            or name not in names(noun):
        return object.__getattribute__(holder, name)
    call = _call("cev_%s_%s" % (noun, name))

    def asked(*arguments: Any, **named: Any) -> Any:
        return call.answer(holder, holder._asked(), arguments, named)

    return _dressed(asked, name, call)


def _dressed(asked: Any, name: str, call: Call) -> Callable[..., Any]:
    asked.__name__ = asked.__qualname__ = name
    asked.__doc__, asked.__signature__ = call.doc, call.signature
    made: Callable[..., Any] = asked
    return made
