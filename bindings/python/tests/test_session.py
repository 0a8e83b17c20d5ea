"""The session that the binding is made for, as the manual shows it."""
import os
import re
import tempfile
import unittest
from pathlib import Path

import cev
from support import ROOT, needs_pandas, pd, shared

#: So many customers let the models be compared, yet soon.
CUSTOMERS = 600


def shown():
    """The session of docs/python.md."""
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    return re.search(r"## A session\n\n```python\n(.*?)```", text, re.S)[1]


class Session(unittest.TestCase):
    @needs_pandas
    def test_session(self):
        orders = pd.read_csv(shared("cdnow_sample.csv"))
        orders = orders[orders["customer_id"] <= CUSTOMERS]
        before = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            self.addCleanup(os.chdir, before)
            pd.DataFrame({
                "email": orders["customer_id"].map("c{}@example.org".format),
                "date": orders["date"],
                "total": orders["amount"]}).to_csv("orders.csv", index=False)
            seen = {}
            for statement in re.split(r"\n(?=\S)", shown()):
                self.run_one(statement, seen)
            self.look(seen, len(orders))
            os.chdir(before)

    def run_one(self, statement, seen):
        try:
            exec(statement, seen)
        except cev.Error as error:
            # The rest of the session does without the page.
            if not re.search("without the page|is not here", str(error)):
                raise

    def look(self, seen, orders):
        p, clv, top = seen["p"], seen["clv"], seen["top"]
        self.assertEqual(p.report["rows_read"], orders)
        self.assertTrue(clv.verdict_)
        errors = clv.evaluate(seen["hold"]).set_index("metric")["value"]
        self.assertLess(abs(errors["bias"]), 0.3)
        self.assertTrue((top["clv_lo"] <= top["clv"]).all())
        self.assertTrue((top["clv"] <= top["clv_hi"]).all())
        self.assertEqual(seen["seg"].profile_["customers"].sum(), len(p))
        again = cev.load("model.cev").predict(p)
        pd.testing.assert_frame_equal(again, clv.predict(p), check_exact=True)
        if Path("report.html").exists():
            self.assertIn("Customer report", Path("report.html").read_text(
                encoding="utf-8"))
