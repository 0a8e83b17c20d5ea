"""Indicators and cohorts by month, from orders in memory: cev, pandas, DuckDB.

    python3 bench/indicators.py ORDERS.csv [RUNS]

One thread each, in turn. cev answers all its columns, limits included; the
peers only active, new, kept and won-back customers, purchases, revenue and what
the limits of their means need, and of cohorts who was active, the revenue and
its spread. All must find the same customers and the same revenue.
"""
import os
import resource
import sys

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import cev  # noqa: E402
import pandas  # noqa: E402

try:
    import duckdb
except ImportError:
    duckdb = None


def processor(work):
    """What work gives, and the processor seconds that it takes."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    result = work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return result, (after.ru_utime + after.ru_stime
                    - before.ru_utime - before.ru_stime)


def of_cev(portfolio):
    months, cohorts = portfolio.overview(None, period="month")
    return (months["customers_active"].sum(), months["customers_new"].sum(),
            months["customers_retained"].sum(), len(cohorts),
            months["revenue"].sum())


def of_pandas(orders):
    days = orders.groupby(["customer_id", "date"], sort=True)["amount"].sum()
    days = days[days > 0].reset_index()
    days["month"] = days["date"].dt.year * 12 + days["date"].dt.month
    cells = days.groupby(["customer_id", "month"])["amount"].agg(
        ["size", "sum"]).reset_index()
    before = cells.groupby("customer_id")["month"].shift()
    cells["new"] = before.isna()
    cells["kept"] = before == cells["month"] - 1
    months = cells.groupby("month").agg(
        active=("size", "size"), new=("new", "sum"), kept=("kept", "sum"),
        purchases=("size", "sum"), revenue=("sum", "sum"),
        spread=("sum", "std"), spread_purchases=("size", "std"))
    first = cells.groupby("customer_id")["month"].transform("min")
    cells["age"] = cells["month"] - first
    cohorts = cells.groupby([first.rename("cohort"), "age"]).agg(
        active=("size", "size"), purchases=("size", "sum"),
        revenue=("sum", "sum"), spread=("sum", "std"))
    return (months["active"].sum(), months["new"].sum(), months["kept"].sum(),
            len(cohorts), months["revenue"].sum())


CELLS = """
create or replace temp table cells as
with days as (select customer_id, date, sum(amount) as money from o
              group by all having sum(amount) > 0),
 months as (select customer_id, year(date) * 12 + month(date) as month,
                   count(*) as purchases, sum(money) as money
            from days group by all)
select month, purchases, money,
       lag(month) over (partition by customer_id order by month) as before,
       min(month) over (partition by customer_id) as cohort from months
"""
MONTHS = """
select count(*) as active, count(*) filter (before is null) as new,
       count(*) filter (before = month - 1) as kept, sum(purchases),
       sum(money) as revenue, stddev(money), stddev(purchases)
from cells group by month order by month
"""
COHORTS = """
select cohort, month - cohort as age, count(*), sum(purchases), sum(money),
       stddev(money) from cells group by all order by all
"""


def of_duckdb(base):
    base.execute(CELLS)
    months = base.execute(MONTHS).df()
    cohorts = base.execute(COHORTS).df()
    return (months["active"].sum(), months["new"].sum(), months["kept"].sum(),
            len(cohorts), months["revenue"].sum())


def main(path, runs):
    orders = pandas.read_csv(path, parse_dates=["date"])
    portfolio = cev.Portfolio.from_orders(orders, "customer_id", "date",
                                          "amount")
    print("%d orders of %d customers" % (len(orders), len(portfolio)))
    peers = [("cev", lambda: of_cev(portfolio)),
             ("pandas", lambda: of_pandas(orders))]
    if duckdb is not None:
        base = duckdb.connect()
        base.execute("set threads = 1")
        base.register("orders", orders)
        base.execute("create table o as select customer_id, date::date as "
                     "date, amount from orders")
        peers.append(("duckdb", lambda: of_duckdb(base)))
    for run in range(runs):
        line, found = [], {}
        for name, work in peers:
            found[name], seconds = processor(work)
            line.append("%s %.3f s" % (name, seconds))
        print(", ".join(line), flush=True)
        for name, _ in peers[1:]:
            # Of the cohorts' rows cev alone has those in which nobody came.
            assert found[name][:3] == found["cev"][:3], found
            assert abs(found[name][4] / found["cev"][4] - 1) < 1e-9, found


main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3)
