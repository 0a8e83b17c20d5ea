"""
Columns on their way in: borrowed where memory has the right shape, copied
where it has not.

NumPy arrays of float64 and int64 are borrowed with any stride, so are pandas
columns that hold such arrays and whatever has the buffer protocol with
doubles or int64. Other numbers are converted, text becomes pointers. Whole
frames of polars, pyarrow and DuckDB come by _arrow.
"""
from __future__ import annotations

import ctypes as c
import functools
import struct
from array import array
from typing import (Any, Dict, Iterable, List, NamedTuple, Optional, Sequence,
                    Tuple)

from ._context import Context, Handle
from ._times import is_gap

DOUBLE, INT64, TEXT = 1, 2, 3
_FLOATS = {float}
_FEW = 100  # rows: what helps with many would take longer


class Column(NamedTuple):
    """A column as the library takes it. `kept` owns the memory."""

    type: int
    address: Optional[int]
    stride: int
    validity: Optional[int]
    rows: int
    kept: Any


try:
    import numpy as _numpy
except ImportError:
    _numpy = None  # type: ignore[assignment,unused-ignore]


def numpy() -> Any:
    """NumPy where the caller has it installed; it is never required."""
    return _numpy


def _is_native(dtype: Any) -> bool:
    return dtype.byteorder in ("=", "|") or dtype.isnative


def _of_array(name: str, values: Any) -> Column:
    """A NumPy array; float64 and int64 are borrowed as they lie."""
    if values.ndim != 1:
        raise ValueError("column %s has %d dimensions; wanted 1"
                         % (name, values.ndim))
    kind, size = values.dtype.kind, values.dtype.itemsize
    if kind == "M":
        return _of_array(name, values.astype("M8[s]").astype("i8"))
    if kind == "u" and size == 8 and len(values) and values.max() >= 2 ** 63:
        raise OverflowError("column %s has numbers beyond int64" % name)
    if kind in "iub":
        if kind != "i" or size != 8 or not _is_native(values.dtype):
            values = values.astype("i8")
        return Column(INT64, values.ctypes.data, values.strides[0], None,
                      len(values), values)
    if kind == "f":
        if size != 8 or not _is_native(values.dtype):
            values = values.astype("f8")
        return Column(DOUBLE, values.ctypes.data, values.strides[0], None,
                      len(values), values)
    if kind in "OUT":
        return _of_list(name, values.tolist())
    raise TypeError("column %s is of %s; wanted numbers or text"
                    % (name, values.dtype))


def _of_pandas(name: str, values: Any) -> Column:
    """A pandas column. Its nullable integers bring validity bits."""
    dtype = values.dtype
    kind = getattr(dtype, "kind", "O")
    if hasattr(dtype, "byteorder"):  # NumPy's own
        return _of_array(name, values.to_numpy())
    if kind in "iub" and not bool(values.isna().any()):
        return _of_array(name, values.to_numpy(dtype="i8"))
    if kind in "iub":
        np = numpy()
        mask = np.asarray(values.isna())
        bits = np.packbits(~mask, bitorder="little")
        data = values.to_numpy(dtype="i8", na_value=0)
        return Column(INT64, data.ctypes.data, data.strides[0],
                      bits.ctypes.data, len(data), (data, bits))
    if kind == "f":
        return _of_array(name, values.to_numpy(dtype="f8",
                                               na_value=float("nan")))
    words = _of_words(name, values) if len(values) > _FEW else None
    if words is not None:
        return words
    return _of_list(name, [None if is_gap(value) else value
                           for value in values])


def _of_words(name: str, values: Any) -> Optional[Column]:
    """A pandas column of categories or text: pointers to each of the texts,
    of which every one is held once; None where there is anything else."""
    codes, levels = values.factorize()
    levels = list(levels)
    if not levels or not all(isinstance(level, str) and "\0" not in level
                             for level in levels):
        return None
    np = numpy()
    held = text(name, levels)
    starts = np.zeros(len(levels) + 1, np.uintp)  # a gap is the last, -1
    starts[:-1] = np.frombuffer(held.kept[1], np.uintp)[:len(levels)]
    pointers = starts[codes]
    return Column(TEXT, pointers.ctypes.data, 8, None, len(codes),
                  (held, pointers))


def _of_buffer(name: str, values: Any) -> Optional[Column]:
    """Doubles and int64 of the buffer protocol; None for anything else."""
    view = memoryview(values)
    code = view.format.lstrip("@=") if view.format else ""
    if view.ndim != 1 or view.itemsize != 8 or code not in ("d", "q", "l"):
        return None
    kind = DOUBLE if code == "d" else INT64
    if len(view) == 0:
        return Column(kind, None, 8, None, 0, view)
    if not view.c_contiguous or view.readonly:
        # ctypes finds the address of writable memory in one piece only.
        return _of_own(kind, array(code, view))
    first = c.c_char.from_buffer(view)
    return Column(kind, c.addressof(first), 8, None, len(view),
                  (view, first))


def _of_list(name: str, values: Sequence[Any]) -> Column:
    """Python's own values: all text, all whole numbers, or numbers."""
    kinds = set(map(type, values))
    if kinds == _FLOATS:
        return _of_own(DOUBLE, array("d", values))
    if any(issubclass(kind, str) for kind in kinds):
        return text(name, values)
    if kinds and all(issubclass(kind, int) for kind in kinds):
        return _of_own(INT64, array("q", values))
    nan = float("nan")
    try:
        return _of_own(DOUBLE, array(
            "d", [nan if is_gap(v) else float(v) for v in values]))
    except TypeError:
        raise TypeError("column %s mixes %s; wanted numbers or text" % (
            name, ", ".join(sorted(k.__name__ for k in kinds)))) from None


def _of_own(kind: int, made: array[Any]) -> Column:
    """An array that was made for it."""
    address, rows = made.buffer_info()
    return Column(kind, address, 8, None, rows, made)


def _check_texts(name: str, values: Sequence[Any]) -> None:
    for row, value in enumerate(values):
        if not isinstance(value, str) and not is_gap(value):
            raise TypeError("%s[%d] is %r; wanted text, as in other rows"
                            % (name, row, value))
        if isinstance(value, str) and "\0" in value:
            raise ValueError("%s[%d] holds the character NUL, where C ends "
                             "a text" % (name, row))


def text(name: str, values: Sequence[Any]) -> Column:
    """Text as pointers into one run of UTF-8, or if there are few to each. A
    gap is a null pointer."""
    if len(values) <= _FEW:
        return _few_texts(name, values)
    gaps: List[int] = []
    try:
        joined = "\0".join(values)
    except TypeError:
        _check_texts(name, values)
        gaps = [row for row, value in enumerate(values) if is_gap(value)]
        joined = "\0".join("" if is_gap(value) else value
                           for value in values)
    rows = len(values)
    if rows and joined.count("\0") != rows - 1:
        _check_texts(name, values)
    data = c.create_string_buffer(joined.encode())
    pointers = _starts(data, rows)
    for row in gaps:
        pointers[row] = 0
    return Column(TEXT, c.addressof(pointers), 8, None, rows,
                  (data, pointers))


def _few_texts(name: str, values: Sequence[Any]) -> Column:
    if not all(type(each) is str and "\0" not in each for each in values):
        _check_texts(name, values)
    pointers = (c.c_char_p * max(len(values), 1))(*[
        each.encode() if isinstance(each, str) else None for each in values])
    return Column(TEXT, c.addressof(pointers), 8, None, len(values),
                  (None, pointers))  # which keep the texts


def _starts(data: Any, rows: int) -> Any:
    """Where each of the texts begins."""
    pointers = (c.c_size_t * max(rows, 1))()
    base = c.addressof(data)
    np = numpy()
    if np is not None:
        ends = np.flatnonzero(np.frombuffer(data, "u1") == 0)
        into = np.frombuffer(pointers, np.uintp)
        into[0] = base
        into[1:] = ends[:len(into) - 1] + (base + 1)
        return pointers
    at = 0
    for row, part in enumerate(data.raw.split(b"\0")[:rows]):
        pointers[row] = base + at
        at += len(part) + 1
    return pointers


def column(name: str, values: Any) -> Column:
    """Whatever the caller has, as a column."""
    if isinstance(values, Column):
        return values
    if isinstance(values, (list, tuple)):
        return _of_list(name, values)
    np = numpy()
    if np is not None and isinstance(values, np.ndarray):
        return _of_array(name, values)
    if hasattr(values, "isna") and hasattr(values, "to_numpy"):
        return _of_pandas(name, values)
    if isinstance(values, (str, bytes)):
        raise TypeError("column %s is one text; wanted a sequence" % name)
    try:
        found = _of_buffer(name, values)
    except TypeError:
        found = None
    if found is not None:
        return found
    if hasattr(values, "__array__") and numpy() is not None:
        return _of_array(name, numpy().asarray(values))
    return _of_list(name, list(values))


def lend(context: Context, columns: Dict[str, Column]) -> Handle:
    """A table of the library that borrows the columns and keeps them."""
    rows = next(iter(columns.values())).rows if columns else 0
    return context.lend(rows, columns, *_told(columns, rows))


def lend_beside(table: Handle, columns: Dict[str, Column]) -> None:
    """Lends a table of borrowed columns some more."""
    context = table.context
    rows = context.api.cev_table_row_count(table.pointer)
    context.call("cev_table_set_columns", table.pointer,
                 *_told(columns, rows))
    table.kept = (table.kept, columns)


def _told(columns: Dict[str, Column], rows: int) -> Tuple[Any, ...]:
    """What cev_table_set_columns wants to know of columns."""
    for name, each in columns.items():
        if each.rows != rows:
            raise ValueError("column %s has %d rows, others have %d"
                             % (name, each.rows, rows))
    names = tuple(columns)
    int32s, addresses, int64s = _packing(len(names))
    types, places, strides, validities, _, _ = zip(*columns.values()) \
        if columns else ((),) * 6
    if not rows:
        places = tuple(each or _NOTHING for each in places)
    bits = addresses(*[each or 0 for each in validities]) \
        if any(validities) else None
    return (len(names), _spelt(names)[1], int32s(*types),
            addresses(*places), int64s(*strides), bits)


@functools.lru_cache(maxsize=64)
def _packing(count: int) -> List[Any]:
    """What makes arrays of so many types, addresses and strides."""
    return [struct.Struct("%d%s" % (count, code)).pack for code in "iPq"]


@functools.lru_cache(maxsize=256)
def _spelt(names: Tuple[Any, ...]) -> Tuple[Any, bytes]:
    """Names as C reads them: the memory that holds them, and pointers."""
    memory = [c.create_string_buffer(str(name).encode()) for name in names]
    return memory, struct.pack("%dP" % len(names), *map(c.addressof, memory))


@functools.lru_cache(maxsize=256)
def read_names(names: Tuple[bytes, ...]) -> List[str]:
    """The names of columns out of C."""
    return [name.decode() for name in names]


#: An address for columns without rows, whose arrays may have none.
_EMPTY = c.c_double()
_NOTHING = c.addressof(_EMPTY)


class _Memory:
    """A column's memory for NumPy, which keeps its owner alive through it."""

    __slots__ = ("kept", "__array_interface__")

    def __init__(self, column: Column, code: str) -> None:
        _, address, stride, _, rows, self.kept = column
        self.__array_interface__ = {
            "version": 3, "data": (address, True), "shape": (rows,),
            "typestr": code, "strides": (stride,)}


_CODES: Dict[int, Tuple[Any, Any, str]] = {
    DOUBLE: (c.c_double, "d", "<f8"), INT64: (c.c_int64, "q", "<i8"),
    TEXT: (c.c_size_t, "", "")}


def _words(column: Column) -> Any:
    """The memory of a column of the library's own, whose stride is the size
    of its elements: numbers, or pointers to text."""
    ctype = _CODES[column.type][0]
    memory = (ctype * column.rows).from_address(column.address or _NOTHING)
    memory.kept = column.kept
    return memory


def numbers(column: Column) -> Any:
    """A column of numbers without a copy, read only: a NumPy array where
    NumPy is installed, else a memoryview. A copy of few costs less."""
    _, code, spelt = _CODES[column.type]
    np = numpy()
    if column.rows == 0:
        return memoryview(array(code)) if np is None else np.empty(0, spelt)
    if np is not None and column.rows <= _FEW and column.stride == 8:
        return np.frombuffer(c.string_at(column.address or _NOTHING,
                                         8 * column.rows), spelt)
    if np is not None:
        return np.asarray(_Memory(column, spelt))
    return memoryview(_words(column)).cast("B").cast(code).toreadonly()


def listed(column: Column) -> List[Any]:
    """A column of numbers as Python's own."""
    if column.stride != 8:
        return list(numbers(column).tolist())
    found: List[Any] = (_CODES[column.type][0] * column.rows).from_address(
        column.address or _NOTHING)[:]
    return found


def texts(column: Column) -> List[Optional[str]]:
    """A column of text as Python's own."""
    if column.rows == 0:
        return []
    pointers = (c.c_char_p * column.rows).from_address(column.address or 0)
    return [None if each is None else each.decode() for each in pointers]


def _bits(column: Column) -> Any:
    """The validity of each row, as numbers of which 0 is a gap."""
    if column.validity is None:
        return b"\1" * column.rows
    packed = (c.c_uint8 * ((column.rows + 7) // 8)).from_address(
        column.validity)
    return bytes(packed[row >> 3] >> (row & 7) & 1
                 for row in range(column.rows))


def gaps(column: Column) -> List[int]:
    """The rows that hold nothing: a gap, or an empty text."""
    if column.type == TEXT:
        pointers = (c.c_char_p * column.rows).from_address(
            column.address or _NOTHING)
        return [row for row, each in enumerate(pointers) if not each]
    found = [] if column.validity is None else [
        row for row, bit in enumerate(_bits(column)) if not bit]
    if column.type == DOUBLE:
        found += [row for row, value in enumerate(numbers(column))
                  if value != value]
    return sorted(set(found))


def some(column: Column, keep: Sequence[int]) -> Column:
    """Some rows of a column of the library's own."""
    memory, bits = _words(column), _bits(column)
    kept = (_CODES[column.type][0] * max(len(keep), 1))(
        *map(memory.__getitem__, keep))
    packed = bytearray(len(keep) // 8 + 1)
    for row, place in enumerate(keep):
        packed[row >> 3] |= bits[place] << (row & 7)
    valid = (c.c_uint8 * len(packed)).from_buffer(packed)
    return Column(column.type, c.addressof(kept), c.sizeof(kept._type_),
                  c.addressof(valid), len(keep), (kept, valid, column.kept))


def rows_of(values: Any) -> int:
    """How many rows a column of any sort has."""
    return values.rows if isinstance(values, Column) else len(values)


def names_of(frame: Any) -> Optional[List[str]]:
    """The names of a frame's columns; None for what is no frame: data frames,
    dictionaries, record arrays and cev.Table."""
    if isinstance(frame, dict):
        return list(frame)
    names = getattr(getattr(frame, "dtype", None), "names", None)
    if names is not None:
        return list(names)
    if hasattr(frame, "columns") and hasattr(frame, "__getitem__"):
        return list(frame.columns)
    return None


def of_matrix(values: Any) -> Optional[Dict[str, Any]]:
    """The columns of what has rows and columns but no names: a matrix, or a
    list of lists. They are named x0, x1 and so on. None for all else."""
    if type(values) is dict:  # a sparse matrix may be another
        return None
    if isinstance(values, (list, tuple)):
        if not values or type(values[0]) not in (list, tuple):
            return None
        return {"x%d" % at: list(column)
                for at, column in enumerate(zip(*values))}
    if hasattr(values, "tocsr"):
        raise TypeError("sparse input is not supported; wanted X.toarray()")
    np = numpy()
    if np is None or not hasattr(values, "__array__") \
            or names_of(values) is not None:
        return None
    matrix = np.asarray(values)
    if matrix.ndim == 1 and matrix.dtype.kind == "O":
        return None  # rows
    _check_matrix(matrix)
    return {"x%d" % at: matrix[:, at] for at in range(matrix.shape[1])}


def _check_matrix(matrix: Any) -> None:
    """Refuses what is none, in words that scikit-learn knows."""
    if matrix.ndim != 2:
        raise ValueError("Expected 2D array, got %dD array instead. Reshape "
                         "your data: a row a customer" % matrix.ndim)
    if matrix.dtype.kind == "c":
        raise ValueError("Complex data not supported")
    for count, what in zip(matrix.shape, ("sample", "feature")):
        if count == 0:
            raise ValueError("Found array with 0 %s(s) (shape=%r) while a "
                             "minimum of 1 is required." % (what, matrix.shape))


def of_rows(rows: Iterable[Any], names: Iterable[str]) -> Dict[str, List[Any]]:
    """Columns out of rows: dictionaries, or objects with attributes."""
    listed = list(rows)
    return {name: [row.get(name) if isinstance(row, dict)
                   else getattr(row, name) for row in listed]
            for name in names}


def library_of(frame: Any) -> str:
    """The library that a frame is of, "" for any other."""
    kind: Any = type(frame)
    return _library(kind)


@functools.lru_cache(maxsize=256)
def _library(kind: Any) -> str:
    for each in kind.__mro__:
        root: str = each.__module__.partition(".")[0].lstrip("_")
        if root in ("pandas", "polars", "pyarrow", "duckdb"):
            return root
    return ""


def kind_of(frame: Any) -> str:
    """Which kind of frame the caller works with. DuckDB has none of its own
    to answer in: its users fetch Arrow tables."""
    library = library_of(frame)
    if library:
        return "pyarrow" if library == "duckdb" else library
    if isinstance(frame, dict) or hasattr(frame, "dtype"):
        return "dict"
    if hasattr(frame, "__arrow_c_array__"):
        return "table"
    return "table" if names_of(frame) is not None else "rows"
