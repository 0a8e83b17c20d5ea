"""What C saved loads here and gives the same bits."""
import os
import unittest
from pathlib import Path

import cev
from support import shop


def ask(portfolio):
    """The answers that tests/bindings/save_bytes.c records."""
    for i in range(40):
        delivery, price = i * 7 % 11, i * 5 % 9
        content = (8 * delivery + price + i % 3) / 10
        for question, score in (("Recommend", content),
                                ("delivery", delivery), ("price", price)):
            portfolio.event("surveys", "customer %02d" % i, 17200 * 86400,
                            question, score)


class SavedInC(unittest.TestCase):
    def setUp(self):
        folder = os.environ.get("CEV_SAVED")
        if not folder or not Path(folder, "answers.csv").exists():
            raise unittest.SkipTest("tests/bindings/python.sh makes the files")
        self.folder = Path(folder)

    def test_the_portfolio_is_that_of_python(self):
        portfolio = cev.Portfolio.from_orders(shop())
        ask(portfolio)
        self.assertEqual((self.folder / "portfolio.cev").read_bytes(),
                         portfolio.save())

    def test_the_model_answers_to_the_bit(self):
        portfolio = cev.load(self.folder / "portfolio.cev")
        model = cev.load(self.folder / "model.cev")
        fitted = cev.CLV(time_unit="w", margin=0.4, horizon=52).fit(portfolio)
        self.assertEqual({name: value for name, value
                          in model.get_params().items() if value is not None},
                         {"time_unit": 604800, "margin": 0.4, "horizon": 52})
        self.assertEqual(fitted.save(),
                         (self.folder / "model.cev").read_bytes())
        wanted = [line.split(",") for line in
                  (self.folder / "answers.csv").read_text().splitlines()]
        for scores in (model.predict(portfolio), fitted.predict(portfolio)):
            seen = [[row["customer"], row["p_alive"], row["clv"],
                     row["clv_hi"]] for row in scores.rows()]
            self.assertEqual(seen, [[name] + [float.fromhex(part)
                                              for part in more]
                                    for name, *more in wanted])
