"""Frames of polars, pyarrow and DuckDB, by the Arrow PyCapsule interface."""
import datetime as dt
import decimal
import gc
import threading
import unittest
from zoneinfo import ZoneInfo

import cev
from cev import _arrow, _columns, _times
from cev._context import Context
from cev._table import Table
from support import (duckdb, needs_duckdb, needs_numpy, needs_polars,
                     needs_pyarrow, np, pa, pl, shop)

UTC = dt.timezone.utc
BERLIN = ZoneInfo("Europe/Berlin")


def orders():
    """The orders of a shop as columns, with datetimes."""
    rows = shop()
    start = dt.datetime(1970, 1, 1)
    return {"email": [row["customer"] for row in rows],
            "date": [start + dt.timedelta(seconds=row["time"])
                     for row in rows],
            "total": [row["amount"] for row in rows]}


NAMED = {"customer": "email", "time": "date", "amount": "total"}


def portfolio(frame, **given):
    return cev.Portfolio.from_orders(frame, **NAMED, **given)


def expected():
    rows = shop()
    return cev.Portfolio.from_orders({name: [row[name] for row in rows]
                                      for name in rows[0]}).save()


def back(frame, name):
    """What the library holds of a frame's column."""
    read = _arrow.Frame(frame)
    table = Table(read.lent(Context(), read.names))
    column = table.column(name)
    if column.type == _columns.TEXT:
        return _columns.texts(column)
    gone = set(_columns.gaps(column))
    return [None if row in gone else value for row, value
            in enumerate(_columns.numbers(column).tolist())]


class Once:
    """A frame of some other library, that has an array and no stream."""

    def __init__(self, batch):
        self.batch = batch

    def __arrow_c_array__(self, requested_schema=None):
        return self.batch.__arrow_c_array__(requested_schema)


class Shared:
    """What holds for every library; `frame` makes one of its frames."""

    answer = None

    def test_orders_come_in(self):
        made = portfolio(self.frame(orders()), tz="Europe/Berlin")
        self.assertEqual(made.save(), expected())
        self.assertEqual(made.report["rows_read"], 120)

    def test_answers_are_of_the_same_kind(self):
        made = portfolio(self.frame(orders()))
        clv = cev.CLV(model="bgnbd").fit(made)
        answers = [clv.predict(made), made.export(), made.periods(),
                   made.cohorts(), cev.RFM().fit(made).assign(made)]
        for answer in answers:
            self.assertIs(type(answer), self.answer)
        plain = cev.load(clv.save()).predict(made.summarise())
        self.assertEqual(back(answers[0], "clv"), plain["clv"].tolist())
        self.assertEqual(back(answers[0], "customer"), plain["customer"])
        self.assertEqual(back(answers[1], "time")[0], 17000 * 86400)

    def test_a_summary_is_scored(self):
        made = portfolio(self.frame(orders()))
        table = made.summarise()
        summary = self.frame({"customer": table["customer"], "x": table["x"],
                              "t_x": table["t_x"], "T": table["T"],
                              "note": [{"any": "thing"}] * len(table)})
        model = cev.BGNBD().fit(summary)
        answer = model.predict(summary)
        self.assertIs(type(answer), self.answer)
        self.assertEqual(back(answer, "expected_purchases"),
                         model.predict(table)["expected_purchases"].tolist())

    def test_rows_without_customer_or_time_are_left_out(self):
        columns = orders()
        columns["email"][0] = None
        columns["email"][1] = ""
        columns["date"][1] = columns["date"][3] = None
        columns["total"][5] = None
        made = portfolio(self.frame(columns))
        self.assertEqual(made.report["skipped"], {"no customer": 2,
                                                  "no time": 1})
        self.assertEqual(made.report["rows_read"], 120)
        self.assertEqual(made.orders, 117)
        self.assertEqual(made.report["unknown_amounts"], 1)

    def test_instants_are_put_on_the_wall(self):
        instants = [dt.datetime(2024, 3, 30, 23, 30, tzinfo=UTC),
                    dt.datetime(2024, 3, 31, 1, 0, tzinfo=UTC),
                    dt.datetime(2024, 10, 27, 0, 59, tzinfo=UTC),
                    dt.datetime(2024, 10, 27, 1, 0, tzinfo=UTC), None]
        frame = self.frame({"email": [1, 2, 3, 4, 5], "date": instants,
                            "total": [1, 2, None, 4, 5]})
        made = portfolio(frame, tz="Europe/Berlin")
        self.assertEqual(back(made.export(), "time"), [
            _times.moment(instant, BERLIN) for instant in instants[:-1]])
        self.assertEqual(back(made.export(), "amount"), [1, 2, None, 4])
        with self.assertRaisesRegex(ValueError, "carry a time zone"):
            portfolio(frame)

    def test_dates_and_text_are_times_too(self):
        columns = orders()
        columns["date"] = [moment.date() for moment in columns["date"]]
        self.assertEqual(portfolio(self.frame(columns)).save(), expected())
        columns["date"] = [str(day) for day in columns["date"]]
        self.assertEqual(portfolio(self.frame(columns)).save(), expected())
        columns["date"] = [1.5] * 120
        with self.assertRaisesRegex(TypeError, "times are doubles"):
            portfolio(self.frame(columns))

    def test_what_cannot_be_read_is_named(self):
        with self.assertRaisesRegex(KeyError, "there are: email, date"):
            cev.Portfolio.from_orders(self.frame(orders()))
        columns = orders()
        columns["email"] = [[1]] * 120
        with self.assertRaisesRegex(cev.ColumnError, '"email" is of Arrow'):
            portfolio(self.frame(columns))
        columns["email"] = ["a\0b"] * 120
        with self.assertRaisesRegex(ValueError, r"email\[0\] holds .*NUL"):
            portfolio(self.frame(columns))


@needs_polars
class Polars(Shared, unittest.TestCase):
    answer = pl and pl.DataFrame

    @staticmethod
    def frame(columns):
        return pl.DataFrame(columns)

    def test_kinds_of_columns(self):
        frame = pl.DataFrame({
            "i8": pl.Series([1, None, -3], dtype=pl.Int8),
            "u64": pl.Series([1, None, 3], dtype=pl.UInt64),
            "b": [True, None, False], "f32": pl.Series([.5, None, 2.5],
                                                       dtype=pl.Float32),
            "s": ["ada", None, "a text that is longer than twelve bytes"],
            "c": pl.Series(["a", None, "b"], dtype=pl.Categorical),
            "d": pl.Series([decimal.Decimal("12.34"), None,
                            decimal.Decimal("-0.05")]),
            "n": [None, None, None]})
        self.assertEqual(back(frame, "i8"), [1, None, -3])
        self.assertEqual(back(frame, "u64"), [1, None, 3])
        self.assertEqual(back(frame, "b"), [1, None, 0])
        self.assertEqual(back(frame, "f32"), [.5, None, 2.5])
        self.assertEqual(back(frame, "s"), frame["s"].to_list())
        self.assertEqual(back(frame, "c"), ["a", None, "b"])
        self.assertEqual(back(frame, "d"), [12.34, None, -0.05])
        self.assertEqual(back(frame, "n"), [None, None, None])
        self.assertEqual(back(frame[1:], "i8"), [None, -3])

    def test_numbers_are_borrowed(self):
        frame = pl.DataFrame({"x": [1.0, 2.0, 3.0], "i": [1, None, 3]})[1:]
        reads = [_arrow.Frame(frame) for _ in range(2)]
        tables = [Table(read.lent(Context(), read.names)) for read in reads]
        for name in frame.columns:
            first, second = [table.column(name) for table in tables]
            self.assertEqual(first.address, second.address)
        del frame, reads
        gc.collect()
        self.assertEqual(list(_columns.numbers(first)), [0, 3])
        self.assertEqual(_columns.gaps(first), [0])

    def test_chunks_are_joined(self):
        columns = orders()
        whole = pl.DataFrame(columns)
        frame = pl.concat([whole[:50], whole[50:51], whole[51:]],
                          rechunk=False)
        self.assertEqual(frame.n_chunks(), 3)
        self.assertEqual(portfolio(frame).save(), expected())

    def test_columns_alone(self):
        self.assertEqual(
            cev.BGNBD().fit({name: pl.Series([0.0, 1, 2]) for name
                             in ("x", "t_x")} | {"T": [9, 9, 9]}).params_,
            cev.BGNBD().fit({"x": [0, 1, 2], "t_x": [0, 1, 2],
                             "T": [9, 9, 9]}).params_)


@needs_pyarrow
class PyArrow(Shared, unittest.TestCase):
    answer = pa and pa.Table

    @staticmethod
    def frame(columns):
        return pa.table(columns)

    def test_kinds_of_columns(self):
        for kind in (pa.string(), pa.large_string(), pa.string_view()):
            frame = pa.table({"c": pa.array(["ada", None, "x" * 13], kind)})
            self.assertEqual(back(frame, "c"), ["ada", None, "x" * 13])
            self.assertEqual(back(frame.slice(2), "c"), ["x" * 13])
        words = pa.array(["a", None, "b", "a"]).dictionary_encode()
        self.assertEqual(back(pa.table({"c": words}), "c"),
                         ["a", None, "b", "a"])
        for unit in ("s", "ms", "us", "ns"):
            moments = pa.array([dt.datetime(1969, 12, 31, 23, 59, 59), None],
                               pa.timestamp(unit))
            self.assertEqual(back(pa.table({"c": moments}), "c"), [-1, None])
        for kind in (pa.date32(), pa.date64()):
            days = pa.array([dt.date(1969, 12, 31), None], kind)
            self.assertEqual(back(pa.table({"c": days}), "c"), [-86400, None])
        with self.assertRaisesRegex(cev.ColumnError, '"c" is of Arrow'):
            back(pa.table({"c": pa.array([b"x"])}), "c")

    def test_an_array_without_a_stream(self):
        made = portfolio(Once(pa.record_batch(orders())))
        self.assertEqual(made.save(), expected())
        self.assertIs(type(made.export()), Table)

    def test_a_stream_that_fails(self):
        def chunks():
            yield pa.record_batch(orders())
            raise OSError("the disk is gone")

        schema = pa.record_batch(orders()).schema
        reader = pa.RecordBatchReader.from_batches(schema, chunks())
        with self.assertRaisesRegex(ValueError, "the disk is gone"):
            portfolio(reader)

    def test_released_by_any_thread(self):
        answers = [portfolio(pa.table(orders())).export() for _ in range(50)]
        keep = [answer.column("amount").chunk(0) for answer in answers]
        wanted = keep[0].to_pylist()
        threads = [threading.Thread(target=half.clear) for half in
                   (answers, [answers.pop() for _ in range(25)])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        del answers
        gc.collect()
        self.assertTrue(all(each.to_pylist() == wanted for each in keep))


@needs_duckdb
@needs_pyarrow
class DuckDB(Shared, unittest.TestCase):
    answer = pa and pa.Table

    @staticmethod
    def frame(columns):
        duckdb.sql("SET TimeZone = 'UTC'")
        return duckdb.from_arrow(pa.table(columns))

    def test_sums_and_decimals(self):
        asked = duckdb.sql("SELECT sum(i) AS s, 12.34::DECIMAL(9, 2) AS d "
                           "FROM range(5) AS t(i)")
        self.assertEqual(back(asked, "s"), [10])
        self.assertEqual(back(asked, "d"), [12.34])


class Tables(unittest.TestCase):
    """cev.Table itself, which needs none of these libraries."""

    def setUp(self):
        self.made = cev.Portfolio.from_orders(shop())
        self.table = self.made.summarise()

    def test_reads_itself(self):
        read = _arrow.Frame(self.table)
        self.assertEqual(read.names, self.table.columns)
        for name in read.names:
            self.assertEqual(back(self.table, name), self.table._values(name))

    def test_a_capsule_that_nobody_reads_is_let_go(self):
        before = len(_arrow._out)
        unread = self.table.__arrow_c_stream__()
        self.assertEqual(len(_arrow._out), before + 1)
        del unread
        gc.collect()
        self.assertEqual(len(_arrow._out), before)

    def test_outlives_its_table(self):
        wanted = self.table["customer"]
        capsule = self.table.__arrow_c_stream__()
        del self.table
        gc.collect()

        class Kept:
            def __arrow_c_stream__(self, requested_schema=None):
                return capsule

        self.assertEqual(back(Kept(), "customer"), wanted)

    def test_a_table_without_rows(self):
        empty = self.table.top("x", 0)
        self.assertEqual(back(empty, "customer"), [])
        self.assertEqual(back(empty, "x"), [])

    @needs_polars
    def test_as_a_frame_of_polars(self):
        frame = pl.DataFrame(self.table)
        self.assertEqual(frame.columns, self.table.columns)
        self.assertEqual(frame["first"].dtype.time_unit, "ms")
        self.assertEqual(frame["x"].to_list(), self.table["x"].tolist())


class Walls(unittest.TestCase):
    """Instants on the shop's clocks, with NumPy and without."""

    def expect(self, zone, instants):
        wanted = [_times.moment(dt.datetime.fromtimestamp(instant, UTC), zone)
                  for instant in instants]
        plain = _times.on_the_wall(instants, [], zone)
        self.assertEqual(list(plain), wanted)
        if np is not None:
            fast = _times.on_the_wall(np.array(instants), [], zone)
            self.assertEqual(fast.tolist(), wanted)

    def test_around_changes_of_the_clocks(self):
        for name in ("Europe/Berlin", "America/New_York", "Asia/Kolkata",
                     "Australia/Lord_Howe", "Africa/Monrovia", "UTC"):
            zone = ZoneInfo(name)
            days = [_times._change(day, zone) for day in range(-1000, 20000)]
            changes = [at for at, before, after in days if before != after]
            near = [at + shift for at in changes[-40:] + changes[:10]
                    for shift in (-3600, -1, 0, 1, 3600)]
            self.expect(zone, near + [0, -1, 86399, 1717113600])

    def test_gaps_stay_gaps(self):
        self.assertEqual(list(_times.on_the_wall([7, 2 ** 62], [1], BERLIN)),
                         [3607, _times.GAP])

    @needs_numpy
    def test_gaps_stay_gaps_in_arrays(self):
        made = _times.on_the_wall(np.array([7, 2 ** 62]), [1], BERLIN)
        self.assertEqual(made.tolist(), [3607, _times.GAP])

    def test_beyond_the_calendar(self):
        with self.assertRaisesRegex(ValueError, "the years 1 to 9999"):
            _times.on_the_wall([2 ** 40], [], BERLIN)


class WithoutNumpy(unittest.TestCase):
    def setUp(self):
        numpy = _columns.numpy
        _columns.numpy = lambda: None
        self.addCleanup(setattr, _columns, "numpy", numpy)

    def test_tables_go_round(self):
        table = cev.Portfolio.from_orders(shop()).summarise()
        self.assertEqual(back(table, "x"), list(table["x"]))
        self.assertEqual(back(table, "customer"), table["customer"])

    @needs_polars
    def test_orders_with_gaps(self):
        columns = orders()
        columns["email"][0] = columns["date"][3] = None
        columns["date"] = [moment and moment.replace(tzinfo=UTC)
                           for moment in columns["date"]]
        made = portfolio(pl.DataFrame(columns), tz="UTC")
        self.assertEqual(made.orders, 118)
