"""Tables: what the library answers."""
from __future__ import annotations

import html
from functools import partial
from itertools import repeat
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple

from . import _arrow, _columns
from ._columns import INT64, TEXT, Column
from ._context import Context, Handle
from ._times import GAP, written

_SHOWN_ROWS = 20

#: A Column of a tuple of its fields, as Column._make without its checks.
_as_column: Callable[[Any], Column] = partial(tuple.__new__, Column)


class Table:
    """
    A result: named columns of equal length.

    `table["clv"]` is a column without a copy: a NumPy array where NumPy is
    installed (read only; it keeps the table alive), else a memoryview. Text
    columns are lists. A gap is NaN in doubles, -2**63 in whole numbers, None
    in text; `rows()` has None for all of them.
    """

    def __init__(self, handle: Handle, times: Sequence[str] = (),
                 unit: Optional[float] = None) -> None:
        self._handle = handle
        self._times = tuple(times)
        #: Seconds of one unit of the times in it; None where there are none.
        self.unit = unit
        self._laid: Optional[Tuple[int, int, Any, List[int]]] = None
        self._found: Optional[Dict[str, Column]] = None
        self._read: Dict[str, Any] = {}

    @property
    def columns(self) -> List[str]:
        """The names of the columns."""
        return list(self._lying)

    def keys(self) -> List[str]:
        """The names of the columns; so `dict(table)` is one of columns."""
        return self.columns

    def _looked(self) -> Tuple[int, int, Any, List[int]]:
        """Its rows, its columns, what is told of them and where that lies;
        many tables are never asked."""
        if self._laid is None:
            self._laid = self._handle.context.columns(self._handle.pointer)
            self._handle.rows = self._laid[0]
        return self._laid

    def _known(self) -> Handle:
        """The library's own table, of which the rows are known."""
        self._looked()
        return self._handle

    def __len__(self) -> int:
        """The number of rows."""
        return self._looked()[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lying)

    def __contains__(self, name: object) -> bool:
        return name in self._lying

    def __getitem__(self, name: str) -> Any:
        found = self._read.get(name)
        if found is None:
            column = self._lying.get(name)
            if column is None:
                raise KeyError("no column %r; there are: %s"
                               % (name, ", ".join(self.columns)))
            found = self._read[name] = (
                _columns.texts(column) if column.type == TEXT
                else _columns.numbers(column))
        return found

    @property
    def _lying(self) -> Dict[str, Column]:
        """Where the columns lie, by name."""
        if self._found is None:
            rows, _, told, _ = self._looked()
            self._found = dict(zip(
                _columns.read_names(tuple(told.names[:])),
                map(_as_column, zip(
                    told.types[:], told.addresses[:], told.strides[:],
                    told.validities[:], repeat(rows),
                    repeat(self._handle)))))
        return self._found

    def column(self, name: str) -> Column:
        """A column to lend to another call."""
        return self._lying[name]

    def lent(self, context: Context) -> Handle:
        """A table of another context that borrows all columns, and may have
        more."""
        rows, count, _, places = self._looked()
        return context.lend(rows, self._handle, count, *places)

    def _values(self, name: str) -> List[Any]:
        """A column as Python's own values, None for gaps."""
        column = self._lying[name]
        if column.type == TEXT:
            return _columns.texts(column)
        values = _columns.listed(column)
        if column.type == INT64:
            return [None if v == GAP else v for v in values]
        return [None if v != v else v for v in values]

    def rows(self) -> Iterator[Dict[str, Any]]:
        """The rows, each a dictionary; None where there is no value."""
        names = self.columns
        for row in zip(*map(self._values, names)):
            yield dict(zip(names, row))

    def top(self, name: str, rows: int) -> "Table":
        """The rows with the highest values of a column, highest first."""
        made = self._handle.context.make(
            "table", "cev_table_top", self._handle.pointer, name.encode(),
            rows)
        return Table(made, self._times, self.unit)

    def to_dict(self) -> Dict[str, Any]:
        """Columns by name, as `table[name]` gives them."""
        return {name: self[name] for name in self}

    def to_pandas(self) -> Any:
        """A pandas DataFrame, which has memory of its own. Columns of
        seconds become datetime64; whole numbers with gaps become Int64."""
        import pandas as pd  # type: ignore[import-untyped,unused-ignore]
        made = {}
        for name in self.columns:
            values, kind = self[name], self.column(name).type
            if kind == INT64 and name in self._times:
                values = values.view("M8[s]")
            elif kind == INT64 and (values == GAP).any():
                mask = values == GAP
                values = pd.array(values.copy(), dtype="Int64")
                values[mask] = pd.NA
            made[name] = values
        return pd.DataFrame(made)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The table by the Arrow PyCapsule interface, which polars, pyarrow,
        DuckDB and others read: `polars.DataFrame(table)`. It is a copy, so
        that both live as long as they like. Columns of seconds become
        timestamps, gaps nulls."""
        copy = Context().make("table", "cev_table_new", len(self))
        for name in self.columns:
            column = self.column(name)
            copy.context.call("cev_table_copy_column", copy.pointer,
                              name.encode(), column.type, column.address,
                              column.stride, column.validity)
        return _arrow.capsule(copy, self._times)

    def as_kind(self, kind: str) -> Any:
        """As the caller's own kind of frame. One of polars or pyarrow takes
        the memory over: this table is not to be used any more."""
        if kind == "pandas":
            return self.to_pandas()
        if kind in ("polars", "pyarrow"):
            made = _arrow.moved(kind, self._handle, self._times)
            return self if made is None else made
        if kind == "dict":
            return self.to_dict()
        return list(self.rows()) if kind == "rows" else self

    def _lines(self, shown: int = _SHOWN_ROWS) -> List[List[str]]:
        """The first rows as cells."""
        columns = []
        for name in self.columns:
            values, kind = self[name][:shown], self.column(name).type
            if kind != TEXT:
                values = values.tolist()
            if kind == INT64 and name in self._times:
                values = ["" if v == GAP else written(v) for v in values]
            columns.append(["" if v is None or v != v or v == GAP
                            else "%.6g" % v if isinstance(v, float)
                            else str(v) for v in values])
        return [list(line) for line in zip(*columns)]

    def __repr__(self) -> str:
        text = _aligned([self.columns] + self._lines())
        if len(self) > _SHOWN_ROWS:
            text += "\n... %d rows" % len(self)
        return text

    def _repr_html_(self) -> str:
        return "%s<p>%d rows</p>" % (_html(self.columns, self._lines()),
                                     len(self))


class Summary(Table):
    """
    What was fitted, a table that is shown whole: parameters and figures of
    the fit, then the verdict in words.
    """

    def _parts(self) -> Tuple[List[str], List[List[str]], List[str]]:
        """The names of what is shown, the figures, and the verdict."""
        names = self.columns
        section, text = names.index("section"), names.index("text")
        lines = self._lines(len(self))
        return ([name for name in names if name != "section"],
                [line[:section] + line[section + 1:] for line in lines
                 if line[section] != "verdict"],
                [line[text] for line in lines if line[section] == "verdict"])

    def __repr__(self) -> str:
        names, figures, verdict = self._parts()
        return "\n".join([_aligned([names] + figures), *verdict])

    def _repr_html_(self) -> str:
        names, figures, verdict = self._parts()
        return _html(names, figures) + "".join(
            "<p>%s</p>" % html.escape(line) for line in verdict)


def _aligned(lines: List[List[str]]) -> str:
    """Cells below each other."""
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "\n".join("  ".join(cell.rjust(width) for cell, width
                               in zip(line, widths)).rstrip()
                     for line in lines)


def _html(names: List[str], lines: List[List[str]]) -> str:
    def row(tag: str, cells: List[str]) -> str:
        return "<tr>%s</tr>" % "".join(
            "<%s>%s</%s>" % (tag, html.escape(cell), tag) for cell in cells)

    return "<table><thead>%s</thead><tbody>%s</tbody></table>" % (
        row("th", names), "".join(row("td", line) for line in lines))
