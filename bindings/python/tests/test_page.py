"""The report page, where the program and its page are built."""
import json
import os
import re
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import cev
from support import cdnow, shop


class Pages(unittest.TestCase):
    def page(self, portfolio, *more, **given):
        """The data in the page."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "report.html")
            try:
                cev.report(path, portfolio, *more, **given)
            except cev.Error as error:
                if not re.search("without the page|is not here", str(error)):
                    raise
                self.skipTest(str(error))
            found = re.search(
                '<script[^>]*id="data"[^>]*>(.*?)</script>',
                path.read_text(encoding="utf-8"), re.S)
        return json.loads(found[1])

    def test_it_is_of_this_portfolio_and_these_options(self):
        train, _ = cev.Portfolio.from_orders(shop(), tz="UTC").split(
            holdout="4w")
        clv = cev.CLV(model="mbgnbd", margin=0.4, discount=0.2,
                      horizon="26w", time_unit="w").fit(train)
        seg = cev.Segmenter("rfm").fit(train)
        data = self.page(train, clv, seg, title="Ours", pseudonymise=True)
        self.assertEqual(
            [data[name] for name in ("title", "pseudonymised", "margin",
                                     "discount", "horizon_days", "unit")],
            ["Ours", True, 0.4, 0.2, 182, "weeks"])
        self.assertEqual(data["quality"]["sales"], train.orders)
        names = [row[0] for row in data["parameters"]["rows"]]
        self.assertIn("mbgnbd.r", names)

    def test_customers_that_are_numbers(self):
        data = self.page(cev.Portfolio.from_orders(cdnow()), cev.BGNBD().fit(
            cev.Portfolio.from_orders(cdnow())), holdout=0)
        self.assertEqual(data["quality"]["sales"], 6919)
        self.assertEqual(data["as_of"], "1998-06-30")

    def test_what_cannot_be_shown_is_an_error(self):
        portfolio = cev.Portfolio.from_orders(shop())
        with self.assertRaisesRegex(ValueError, "five classes"):
            cev.report(os.devnull, portfolio, None,
                       cev.RFM(scores=3).fit(portfolio))
        with self.assertRaisesRegex(ValueError, "not of gamma_gamma"):
            cev.report(os.devnull, portfolio, cev.GammaGamma().fit(portfolio))
        with self.assertRaisesRegex(ValueError, "days, weeks or years"):
            cev.report(os.devnull, portfolio,
                       cev.BGNBD(time_unit="mo").fit(portfolio))
        with self.assertRaisesRegex(ValueError, "no orders"):
            cev.report(os.devnull, cev.Portfolio())
        with self.assertRaises(cev.StateError):
            cev.report(os.devnull, portfolio, cev.CLV())

    def test_what_the_program_refuses_is_an_error(self):
        portfolio = cev.Portfolio.from_orders(shop())
        with mock.patch.dict(os.environ, CEV_PROGRAM="/nonexistent/cev"):
            with self.assertRaisesRegex(cev.Error, "CEV_PROGRAM"):
                cev.report(os.devnull, portfolio)
        with self.assertRaisesRegex(cev.Error, "customers|not here"):
            cev.report(os.devnull, portfolio, customers=-1)
