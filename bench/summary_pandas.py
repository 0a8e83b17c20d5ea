#!/usr/bin/env python3
"""summary_pandas.py ORDERS.csv: the per-customer summary by pandas.

Reads customer_id,date,amount and groups as the usual RFM summary does: orders
of one customer and day are one purchase; repeat purchases, age at the last,
age at the end of the data and mean value of the repeat purchases, in days.
Prints the number of customers and the sums of the columns.
"""
import sys

import pandas as pd

orders = pd.read_csv(sys.argv[1], parse_dates=["date"])
days = orders.groupby(["customer_id", "date"], as_index=False)["amount"].sum()
first = days.groupby("customer_id")["date"].transform("min")
repeat = days[days["date"] != first]
summary = days.groupby("customer_id")["date"].agg(["min", "max", "count"])
end = orders["date"].max()
x = summary["count"] - 1
t_x = (summary["max"] - summary["min"]).dt.days
T = (end - summary["min"]).dt.days
m_x = repeat.groupby("customer_id")["amount"].mean()
m_x = m_x.reindex(summary.index).fillna(0.0)
print(f"{len(summary)} {x.sum()} {t_x.sum()} {T.sum()} {m_x.sum():.2f}")
