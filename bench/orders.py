"""A row a customer, from orders in memory: cev and lifetimes.

    python3 bench/orders.py ORDERS.csv [RUNS]

Both are given the same pandas frame of customer, day and amount and answer with
x, t_x, T and m_x in days, cev with its other columns besides, on one thread, in
turn; a first round does not count. Both must find the same, or the figures mean
nothing.
"""
import os
import statistics
import sys
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import cev  # noqa: E402
import pandas  # noqa: E402

try:
    from lifetimes.utils import summary_data_from_transaction_data
except ImportError:
    summary_data_from_transaction_data = None


def timed(work, took):
    """What work gives; the processor seconds it takes are kept."""
    before = time.process_time()
    given = work()
    took.append(time.process_time() - before)
    return given


def told(took):
    took = took[1:]
    return "%.3f (%.3f to %.3f)" % (statistics.median(took), min(took),
                                    max(took))


def sums(*columns):
    return [round(float(sum(column.astype("f8"))), 2) for column in columns]


def main():
    warnings.simplefilter("ignore")
    orders = pandas.read_csv(sys.argv[1], parse_dates=["date"])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    print("%d orders, pandas %s, dates as %s"
          % (len(orders), pandas.__version__, orders["date"].dtype))
    recorded, summarised, peer = [], [], []
    for _ in range(runs + 1):
        shop = timed(lambda: cev.Portfolio.from_orders(
            orders, "customer_id", "date", "amount"), recorded)
        rows = timed(shop.summarise, summarised)
        if summary_data_from_transaction_data is None:
            continue
        theirs = timed(lambda: summary_data_from_transaction_data(
            orders, "customer_id", "date", monetary_value_col="amount"), peer)
    print("cev: orders taken in  ", told(recorded))
    print("cev: rows made        ", told(summarised))
    whole = [a + b for a, b in zip(recorded, summarised)]
    print("cev: both             ", told(whole))
    if summary_data_from_transaction_data is None:
        print("no comparison: lifetimes is not installed")
        return
    print("lifetimes             ", told(peer))
    print("ratio                  %.1f" % (statistics.median(peer[1:])
                                           / statistics.median(whole[1:])))
    frame = rows.to_pandas()
    ours = sums(frame["x"], frame["t_x"], frame["T"], frame["m_x"].fillna(0))
    if ours != sums(theirs["frequency"], theirs["recency"], theirs["T"],
                    theirs["monetary_value"]):
        sys.exit("They differ.")


main()
