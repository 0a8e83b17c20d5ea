"""Columns on their way in and tables on their way out."""
import ctypes
import gc
import unittest
from array import array

import cev
from cev import _columns
from cev._context import Context
from cev._table import Table
from support import needs_numpy, needs_pandas, np, pd


def back(values):
    """What the library holds of a column."""
    lent = _columns.lend(Context(), {"c": _columns.column("c", values)})
    return list(Table(lent)["c"])


class Lists(unittest.TestCase):
    def test_numbers_and_text(self):
        self.assertEqual(back([1.5, 2]), [1.5, 2.0])
        self.assertEqual(back([3, True]), [3, 1])
        self.assertEqual(back((name for name in ("ada", "", "Jürgen"))),
                         ["ada", "", "Jürgen"])
        self.assertEqual(back([]), [])

    def test_gaps(self):
        self.assertEqual(back(["ada", None, float("nan")]),
                         ["ada", None, None])
        seen = back([1.0, None])
        self.assertNotEqual(seen[1], seen[1])

    def test_text_that_cannot_be(self):
        with self.assertRaisesRegex(ValueError, r"c\[1\] holds .*NUL"):
            back(["ada", "b\0b"])
        with self.assertRaisesRegex(TypeError, r"c\[1\] is 7"):
            back(["ada", 7])
        with self.assertRaisesRegex(TypeError, "mixes"):
            back([1.0, object()])
        with self.assertRaisesRegex(TypeError, "one text"):
            back("ada")
        with self.assertRaises(UnicodeEncodeError):
            back(["\ud800"])

    def test_without_numpy_text_is_the_same(self):
        texts = ["ada", "", "Jürgen", None, "🙂"]
        numpy, _columns.numpy = _columns.numpy, lambda: None
        try:
            self.assertEqual(back(texts), texts)
        finally:
            _columns.numpy = numpy

    def test_lengths_must_agree(self):
        with self.assertRaisesRegex(ValueError, "T has 1 rows"):
            cev.BGNBD().fit({"x": [0, 0], "t_x": [0, 0], "T": [1]})


class Buffers(unittest.TestCase):
    def test_borrowed_where_it_can_be(self):
        values = array("d", [1.0, 2.0])
        self.assertEqual(_columns.column("c", values).address,
                         values.buffer_info()[0])
        self.assertEqual(back(array("q", [-5, 2 ** 62])), [-5, 2 ** 62])

    def test_copied_where_not(self):
        self.assertEqual(back(memoryview(array("d", [1, 2, 3, 4]))[::2]),
                         [1.0, 3.0])
        self.assertEqual(back(array("f", [1.5])), [1.5])
        self.assertEqual(back(memoryview(bytes(16)).cast("d")), [0.0, 0.0])
        self.assertEqual(back((ctypes.c_int64 * 2)(4, 5)), [4, 5])


@needs_numpy
class Arrays(unittest.TestCase):
    def test_borrowed_with_any_stride(self):
        records = np.array([(1, 2.5), (3, 4.5)], [("a", "i8"), ("b", "f8")])
        for values in (np.arange(4.0), np.arange(8)[::-2], records["b"],
                       np.broadcast_to(np.float64(7), 3)):
            column = _columns.column("c", values)
            self.assertEqual(column.address, values.ctypes.data)
            self.assertEqual(column.stride, values.strides[0])
            self.assertEqual(back(values), values.tolist())

    def test_converted(self):
        for code in ("i4", "u1", "?", "f4", ">f8", ">i8", "u8"):
            self.assertEqual(back(np.array([0, 1], code)), [0, 1])
        self.assertEqual(back(np.array(["a", "b"])), ["a", "b"])
        self.assertEqual(back(np.array(["1970-01-02"], "M8[ns]")), [86400])

    def test_refused(self):
        with self.assertRaises(OverflowError):
            back(np.array([2 ** 63], "u8"))
        with self.assertRaisesRegex(ValueError, "2 dimensions"):
            back(np.zeros((2, 2)))
        with self.assertRaisesRegex(TypeError, "complex"):
            back(np.zeros(2, complex))

    def test_a_view_keeps_its_table_alive(self):
        lent = _columns.lend(Context(), {
            "c": _columns.column("c", np.arange(1000.0))})
        view = Table(lent).top("c", 3)["c"]
        del lent
        gc.collect()
        self.assertEqual(view.tolist(), [999.0, 998.0, 997.0])
        self.assertFalse(view.flags.writeable)


@needs_pandas
class Pandas(unittest.TestCase):
    def test_kinds_of_columns(self):
        floats = pd.Series([1.5, None])
        self.assertEqual(_columns.column("c", floats).address,
                         floats.to_numpy().ctypes.data)
        table = Table(_columns.lend(Context(), {
            "i": _columns.column("i", pd.array([1, None], "Int64")),
            "f": _columns.column("f", pd.Series([1.5, None], dtype="Float64")),
            "s": _columns.column("s", pd.Series(["a", None], dtype="string")),
            "c": _columns.column("c", pd.Series(["a", "b"],
                                                dtype="category"))}))
        self.assertEqual(table._values("f"), [1.5, None])
        self.assertEqual(table["s"], ["a", None])
        self.assertEqual(table["c"], ["a", "b"])
        self.assertEqual(table.top("i", 2)._values("i"), [1, None])
        self.assertEqual(str(table.top("i", 2).to_pandas()["i"].dtype),
                         "Int64")

    def test_many_texts_that_repeat(self):
        words = ["ä", None, "", "b"] * 50
        for dtype in ("str", "category", "object"):
            column = _columns.column("c", pd.Series(words, dtype=dtype))
            self.assertEqual(_columns.texts(column), words)
        with self.assertRaisesRegex(ValueError, r"^c\[0\] holds"):
            _columns.column("c", pd.Series(["a\0b"] * 200, dtype="str"))
        numbers = pd.Series([1, 2] * 100).astype("category")
        self.assertEqual(_columns.column("c", numbers).type, _columns.INT64)

    def test_a_frame_comes_out(self):
        table = Table(Context().make("table", "cev_kinds"))
        frame = table.to_pandas()
        self.assertEqual(list(frame["kind"]), list(cev.kinds()))


class Shown(unittest.TestCase):
    def setUp(self):
        self.table = Table(Context().make("table", "cev_options_list", None))

    def test_as_text_and_html(self):
        self.assertIn("margin", repr(self.table))
        self.assertIn("<th>option</th>", self.table._repr_html_())
        lent = _columns.lend(Context(), {"<c>": _columns.column("<c>",
                                                                ["<&>"])})
        self.assertIn("<td>&lt;&amp;&gt;</td>", Table(lent)._repr_html_())

    def test_is_a_mapping_of_columns(self):
        self.assertEqual(list(dict(self.table)), self.table.columns)
        self.assertIn("margin", self.table["option"])
        with self.assertRaisesRegex(KeyError, "there are: option"):
            self.table["nonsense"]
