"""Times and lengths of time."""
import datetime as dt
import unittest
from array import array
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import cev
from cev._times import GAP, in_units, moment, seconds, seconds_of
from support import needs_numpy, needs_pandas, np, pd

try:
    BERLIN = ZoneInfo("Europe/Berlin")
except ZoneInfoNotFoundError:
    BERLIN = None
needs_zones = unittest.skipIf(BERLIN is None, "no time zone data")
NOON = 1717156800  # 2024-05-31 12:00 on the wall


class Lengths(unittest.TestCase):
    def test_units(self):
        for text, days in (("90d", 90), ("26w", 182), ("12mo", 365),
                           ("12m", 365), ("2y", 730), ("w", 7), ("36h", 1.5),
                           ("1.5 d", 1.5), ("30min", 1 / 48),
                           ("60s", 1 / 1440)):
            self.assertAlmostEqual(seconds_of(text) / 86400, days)
        self.assertEqual(in_units(dt.timedelta(days=14), 7 * 86400), 2)
        self.assertEqual(in_units(365, 86400), 365)

    def test_refused(self):
        for text in ("", "26 fortnights", "-3d", "12", "d26", "1e3d"):
            with self.assertRaisesRegex(ValueError, "26w"):
                seconds_of(text)


class Moments(unittest.TestCase):
    def test_on_the_shop_s_wall(self):
        for value in (NOON, "2024-05-31 12:00", "2024-05-31T12:00:00",
                      "2024-05-31 12:00:00.75",
                      dt.datetime(2024, 5, 31, 12)):
            self.assertEqual(moment(value, None), NOON)
        self.assertEqual(moment(dt.date(2024, 5, 31), None), NOON - 43200)
        self.assertEqual(moment("0001-01-01", None), -62135596800)

    @needs_zones
    def test_with_a_zone_of_their_own(self):
        for value in ("2024-05-31T10:00:00Z", "2024-05-31 10:00:00 UTC",
                      "2024-05-31T06:00:00-04:00", "2024-05-31 12:00:00 +0200",
                      "2024-05-31T12:00:00+02",
                      dt.datetime(2024, 5, 31, 10, tzinfo=dt.timezone.utc)):
            self.assertEqual(moment(value, BERLIN), NOON)
            with self.assertRaisesRegex(ValueError, "tz="):
                moment(value, None)

    def test_refused(self):
        for value in ("31.05.2024", "2024-02-30", "", 1.5, None):
            with self.assertRaises((ValueError, TypeError)):
                moment(value, None)

    def test_many(self):
        seen, gaps = seconds(["2024-05-31 12:00", None, NOON, ""], None)
        self.assertEqual(list(seen), [NOON, GAP, NOON, GAP])
        self.assertEqual(gaps, [1, 3])
        with self.assertRaisesRegex(ValueError, r"time\[1\]: '1\.6\.'"):
            seconds(["2024-05-31", "1.6."], None)
        self.assertEqual(list(seconds(array("q", [NOON]), None)[0]), [NOON])

    @needs_numpy
    def test_arrays(self):
        there = np.array(["2024-05-31T12:00", "NaT", "1969-12-31T23:59:59.5"],
                         "M8[ns]")
        seen, gaps = seconds(there, None)
        self.assertEqual(seen.tolist(), [NOON, GAP, -1])
        self.assertEqual(gaps, [1])
        self.assertEqual(moment(there[0], None), NOON)
        for unit in ("ms", "us", "10ms", "s", "h", "D"):
            other = there.astype("M8[%s]" % unit)
            for each in (other, other[::-1],
                         other.astype(other.dtype.newbyteorder(">"))):
                seen, gaps = seconds(each, None)
                self.assertEqual(seen.tolist(), each.astype("M8[s]").astype(
                    "i8").tolist())
                self.assertEqual(gaps, [1])
        with self.assertRaisesRegex(TypeError, "float64"):
            seconds(np.array([1.5]), None)

    @needs_pandas
    @needs_zones
    def test_pandas(self):
        there = pd.Series(pd.to_datetime(
            ["2024-05-31T10:00:00Z", None], utc=True))
        seen, gaps = seconds(there, BERLIN)
        self.assertEqual(seen.tolist(), [NOON, GAP])
        self.assertEqual(gaps, [1])
        with self.assertRaisesRegex(ValueError, "tz="):
            seconds(there, None)
        self.assertEqual(moment(pd.Timestamp(2024, 5, 31, 12), None), NOON)


class Zones(unittest.TestCase):
    @needs_zones
    def test_a_day_is_the_shop_s(self):
        shop = cev.Portfolio(tz="Europe/Berlin")
        shop.add("ada", "2024-05-31T22:30:00Z", 1.0)  # half past midnight
        shop.add("ada", "2024-06-01 09:00", 1.0)
        self.assertEqual(shop.report["purchases"], 1)
