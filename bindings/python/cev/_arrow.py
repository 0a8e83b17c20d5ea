"""
Frames of other libraries by the Arrow PyCapsule interface: polars, pyarrow,
DuckDB and whatever else has __arrow_c_stream__ or __arrow_c_array__. The
library reads and writes them itself; here it is only told where they are.
"""
from __future__ import annotations

import ctypes as c
import importlib
from typing import Any, Dict, List, Optional, Sequence

from ._columns import library_of
from ._context import Context, Handle

_STREAM = b"arrow_array_stream"


class _Schema(c.Structure):
    """struct ArrowSchema, of which only names and formats are read."""


_Schema._fields_ = [
    ("format", c.c_char_p), ("name", c.c_char_p), ("metadata", c.c_void_p),
    ("flags", c.c_int64), ("n_children", c.c_int64),
    ("children", c.POINTER(c.POINTER(_Schema))), ("dictionary", c.c_void_p),
    ("release", c.CFUNCTYPE(None, c.c_void_p)), ("private_data", c.c_void_p)]


class _Stream(c.Structure):
    """struct ArrowArrayStream."""

    _fields_ = [
        ("get_schema", c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p)),
        ("get_next", c.c_void_p),
        ("get_last_error", c.CFUNCTYPE(c.c_char_p, c.c_void_p)),
        ("release", c.CFUNCTYPE(None, c.c_void_p)),
        ("private_data", c.c_void_p)]


def _address(capsule: Any, name: bytes) -> int:
    """What a capsule points to."""
    find = c.PYFUNCTYPE(c.c_void_p, c.py_object, c.c_char_p)(
        ("PyCapsule_GetPointer", c.pythonapi))
    found: int = find(capsule, name)
    return found


def is_frame(given: Any) -> bool:
    """Whether it is read by Arrow. pandas is not: it needs pyarrow for that,
    and its columns are borrowed as they lie."""
    return not isinstance(given, (dict, list)) \
        and library_of(given) != "pandas" and (
        hasattr(given, "__arrow_c_stream__")
        or hasattr(given, "__arrow_c_array__"))


class Frame:
    """A frame that is about to be read, which can be done once."""

    def __init__(self, given: Any) -> None:
        #: The names of its columns.
        self.names: List[str] = []
        #: The time zones of the columns that have one.
        self.zones: Dict[str, str] = {}
        self._schema = self._array = self._stream = None
        if hasattr(given, "__arrow_c_stream__"):
            self._stream = given.__arrow_c_stream__()
            self._ask_stream(_address(self._stream, _STREAM))
        else:
            self._schema, self._array = given.__arrow_c_array__()
            self._learn(_Schema.from_address(
                _address(self._schema, b"arrow_schema")))

    def _ask_stream(self, address: int) -> None:
        stream, schema = _Stream.from_address(address), _Schema()
        if stream.get_schema(address, c.byref(schema)):
            why: Optional[bytes] = stream.get_last_error(address)
            raise ValueError("the frame cannot be read: %s"
                             % (why or b"").decode("utf-8", "replace"))
        try:
            self._learn(schema)
        finally:
            schema.release(c.addressof(schema))

    def _learn(self, schema: _Schema) -> None:
        for index in range(schema.n_children):
            field = schema.children[index].contents
            name = (field.name or b"").decode()
            self.names.append(name)
            kind, _, zone = field.format.decode().partition(":")
            if kind.startswith("ts") and zone:
                self.zones[name] = zone

    def lent(self, context: Context, names: Sequence[str]) -> Handle:
        """Some columns as a table of the library, which borrows what it can
        and keeps what it borrows from."""
        wanted = _names(names)
        if self._stream is not None:
            return context.make(
                "table", "cev_table_from_arrow_stream",
                _address(self._stream, _STREAM), wanted, len(names))
        return context.make(
            "table", "cev_table_from_arrow",
            _address(self._schema, b"arrow_schema"),
            _address(self._array, b"arrow_array"), wanted, len(names))


def _names(names: Sequence[str]) -> Any:
    return (c.c_char_p * max(len(names), 1))(*[name.encode()
                                               for name in names])


#: Streams that are out, by their address.
_out: Dict[int, _Stream] = {}


def _end(capsule: int) -> None:
    """Lets a stream go with its capsule, if nobody has taken it over. The
    capsule is dying and must not become an object again."""
    find = c.PYFUNCTYPE(c.c_void_p, c.c_void_p, c.c_char_p)(
        ("PyCapsule_GetPointer", c.pythonapi))
    stream = _out.pop(find(capsule, _STREAM))
    if stream.release:
        stream.release(c.addressof(stream))


#: It as a function of C, which lives as long as the module.
_ENDED = c.PYFUNCTYPE(None, c.c_void_p)(_end)


def capsule(table: Handle, times: Sequence[str]) -> Any:
    """Moves a table into a stream in a capsule. Columns named among `times`
    are timestamps."""
    stream = _Stream()
    try:
        table.context.call("cev_table_to_arrow_stream", table.pointer,
                           _names(times), len(times), c.byref(stream))
    finally:
        if stream.release:
            table.pointer = 0
    make = c.PYFUNCTYPE(c.py_object, c.c_void_p, c.c_char_p, c.c_void_p)(
        ("PyCapsule_New", c.pythonapi))
    address = c.addressof(stream)
    _out[address] = stream
    return make(address, _STREAM, c.cast(_ENDED, c.c_void_p))


class _Moved:
    """A capsule as a frame that another library reads, once."""

    def __init__(self, made: Any) -> None:
        self._capsule = made

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._capsule


def moved(kind: str, table: Handle, times: Sequence[str]) -> Any:
    """A table as a frame of polars or pyarrow; its numbers stay where they
    are. None where there is no pyarrow, as DuckDB's users may not have it."""
    try:
        library = importlib.import_module(kind)
    except ImportError:
        return None
    make = library.DataFrame if kind == "polars" else library.table
    return make(_Moved(capsule(table, times)))
