"""What the tests share: reference data, a shop, and what is installed."""
import csv
import importlib
import os
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("CEV_SHARED") or ROOT / ".." / "shared") / "data"


def installed(name):
    """A module, None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


np, pd, pl, pa, duckdb = map(installed, ("numpy", "pandas", "polars",
                                         "pyarrow", "duckdb"))

needs_numpy = unittest.skipIf(np is None, "NumPy is not installed")
needs_pandas = unittest.skipIf(pd is None, "pandas is not installed")
needs_polars = unittest.skipIf(pl is None, "polars is not installed")
needs_pyarrow = unittest.skipIf(pa is None, "pyarrow is not installed")
needs_duckdb = unittest.skipIf(duckdb is None, "duckdb is not installed")


def shared(name):
    """A file of the reference data; the test is skipped where it is absent."""
    path = SHARED / name
    if not path.exists():
        raise unittest.SkipTest("no %s" % path)
    return path


def shared_rows(name):
    with open(shared(name), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cdnow(name="cdnow_sample.csv"):
    """The orders of CDNOW as columns of Python's own values."""
    rows = shared_rows(name)
    return {"customer": [int(row["customer_id"]) for row in rows],
            "time": [row["date"] for row in rows],
            "amount": [float(row["amount"]) for row in rows]}


def shop(customers=40):
    """Orders of an invented shop, by a rule: no two customers are alike."""
    orders = []
    for i in range(customers):
        for k in range(1 + i * 7 % 5):
            orders.append({"customer": "customer %02d" % i,
                           "time": (17000 + i * 3 + k * (9 + i)) * 86400,
                           "amount": 10.0 + (i * 13 + k * 7) % 50})
    return orders
