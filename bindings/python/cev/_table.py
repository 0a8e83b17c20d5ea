"""Tables: what the library answers."""
from __future__ import annotations

import functools
import html
from typing import Any, Dict, Iterator, List, Optional, Sequence

from . import _arrow, _columns
from ._columns import INT64, TEXT, Column
from ._context import Context, Handle
from ._times import GAP

_SHOWN_ROWS = 20


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
        self._rows, self._count, self._told = handle.context.columns(
            handle.pointer)
        self._read: Dict[str, Any] = {}

    @functools.cached_property
    def columns(self) -> List[str]:
        """The names of the columns."""
        return [_columns.read_name(name) for name in self._told[0]]

    def keys(self) -> List[str]:
        """The names of the columns; so `dict(table)` is one of columns."""
        return list(self.columns)

    def __len__(self) -> int:
        """The number of rows."""
        return self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> Any:
        if name not in self._read:
            if name not in self.columns:
                raise KeyError("no column %r; there are: %s"
                               % (name, ", ".join(self.columns)))
            column = self.column(name)
            self._read[name] = (_columns.texts(column) if column.type == TEXT
                                else _columns.numbers(column))
        return self._read[name]

    def column(self, name: str) -> Column:
        """A column to lend to another call."""
        at = self.columns.index(name)
        kind, address, stride, validity = [each[at] for each
                                           in self._told[1:]]
        return Column(kind, address, stride, validity, self._rows,
                      self._handle)

    def lent(self, context: Context) -> Handle:
        """A table of another context that borrows all columns."""
        return context.lend(self._rows, self._handle, self._count,
                            *self._told)

    def _values(self, name: str) -> List[Any]:
        """A column as Python's own values, None for gaps."""
        values, kind = self[name], self.column(name).type
        if kind == TEXT:
            return list(values)
        if kind == INT64:
            return [None if v == GAP else v for v in values.tolist()]
        return [None if v != v else v for v in values.tolist()]

    def rows(self) -> Iterator[Dict[str, Any]]:
        """The rows, each a dictionary; None where there is no value."""
        for row in zip(*[self._values(name) for name in self.columns]):
            yield dict(zip(self.columns, row))

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
        copy = Context().make("table", "cev_table_new", self._rows)
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

    def _lines(self) -> List[List[str]]:
        shown = min(self._rows, _SHOWN_ROWS)
        columns = []
        for name in self.columns:
            values = self[name][:shown]
            if self.column(name).type != TEXT:
                values = values.tolist()
            columns.append(["" if v is None or v != v or v == GAP
                            else "%.6g" % v if isinstance(v, float)
                            else str(v) for v in values])
        return [list(line) for line in zip(*columns)]

    def __repr__(self) -> str:
        lines = [self.columns] + self._lines()
        widths = [max(map(len, column)) for column in zip(*lines)]
        text = ["  ".join(cell.rjust(width) for cell, width
                          in zip(line, widths)).rstrip() for line in lines]
        if self._rows > _SHOWN_ROWS:
            text.append("... %d rows" % self._rows)
        return "\n".join(text)

    def _repr_html_(self) -> str:
        def row(tag: str, cells: List[str]) -> str:
            return "<tr>%s</tr>" % "".join(
                "<%s>%s</%s>" % (tag, html.escape(cell), tag)
                for cell in cells)
        return "<table><thead>%s</thead><tbody>%s</tbody></table><p>%d " \
            "rows</p>" % (row("th", self.columns),
                          "".join(row("td", line) for line in self._lines()),
                          self._rows)
