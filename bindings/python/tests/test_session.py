"""The session that the binding is made for, as far as it goes."""
import tempfile
import unittest
from pathlib import Path

import cev
from support import needs_pandas, pd, shared


class Session(unittest.TestCase):
    @needs_pandas
    def test_session(self):
        orders = pd.read_csv(shared("cdnow_sample.csv"),
                             parse_dates=["date"])
        p = cev.Portfolio.from_orders(orders, customer="customer_id",
                                      time="date", amount="amount",
                                      tz="Europe/Berlin")
        self.assertEqual(p.report["rows_read"], len(orders))
        train, hold = p.split(holdout="26w")
        clv = cev.CLV(model="bgnbd", margin=0.4, discount=0.10).fit(train)
        self.assertTrue(clv.verdict_)
        self.assertIn("bgnbd.r", clv.summary_["name"])
        errors = clv.evaluate(hold).set_index("metric")["value"]
        self.assertLess(abs(errors["bias"]), 0.3)
        top = clv.predict(p, horizon="12mo", interval=0.9)
        best = top.nlargest(20, "clv")[["customer", "p_alive",
                                        "expected_purchases", "clv",
                                        "clv_lo", "clv_hi"]]
        self.assertEqual(len(best), 20)
        self.assertTrue((best["clv_lo"] <= best["clv"]).all())
        self.assertTrue((best["clv"] <= best["clv_hi"]).all())
        seg = cev.Segmenter("rfm").fit(p)
        self.assertEqual(seg.profile_["customers"].sum(), len(p))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "model.cev")
            clv.save(path)
            again = cev.load(path).predict(p)
        pd.testing.assert_frame_equal(again, clv.predict(p), check_exact=True)
