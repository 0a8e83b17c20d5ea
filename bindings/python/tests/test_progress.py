"""progress=True: a bar, a line on a terminal, or nothing."""
import io
import sys
import types
import unittest
from unittest import mock

import cev
from cev._progress import Bar
from support import shop


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Tqdm:
    made = []

    def __init__(self, total, desc, **looks):
        self.total, self.desc, self.n, self.is_closed = total, desc, 0, False
        self.made.append(self)

    def update(self, more):
        self.n += more

    def close(self):
        self.is_closed = True


def without_tqdm():
    return mock.patch.dict(sys.modules, {"tqdm": None, "tqdm.auto": None})


class Shown(unittest.TestCase):
    def setUp(self):
        self.portfolio = cev.Portfolio.from_orders(shop())

    def test_a_line_on_a_terminal_that_is_gone_afterwards(self):
        with without_tqdm(), mock.patch("sys.stderr", Terminal()) as said:
            cev.BGNBD().fit(self.portfolio, progress=True)
        self.assertRegex(said.getvalue(), r"\r\w+.*: +\d+ %")
        self.assertRegex(said.getvalue(), r"\r +\r\Z")

    def test_nothing_where_there_is_no_terminal(self):
        with without_tqdm(), mock.patch("sys.stderr", io.StringIO()) as said:
            cev.CLV().fit(self.portfolio, progress=True)
        self.assertEqual(said.getvalue(), "")

    def test_tqdm_where_it_is_installed(self):
        module = types.ModuleType("tqdm.auto")
        module.tqdm = Tqdm
        Tqdm.made = []
        with mock.patch.dict(sys.modules, {"tqdm": types.ModuleType("tqdm"),
                                           "tqdm.auto": module}):
            bar = Bar()
            for stage, done in (("fit", 0.25), ("fit", 0.5), ("fit", 0.4),
                                ("predict", 1.0)):
                self.assertFalse(bar(stage, done))
            bar.close()
        self.assertEqual([(each.desc, each.n, each.is_closed)
                          for each in Tqdm.made],
                         [("fit", 50, True), ("predict", 100, True)])

    def test_false_and_none_show_nothing(self):
        with without_tqdm(), mock.patch("sys.stderr", Terminal()) as said:
            cev.BGNBD().fit(self.portfolio, progress=False)
            cev.BGNBD().fit(self.portfolio, progress=None)
        self.assertEqual(said.getvalue(), "")
