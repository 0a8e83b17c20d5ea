"""
A shop's orders as NumPy arrays, through ctypes alone: no binding to install.

    python3 numpy_ctypes.py libcev.so [orders.csv]

The upper half is all that a binding needs; the lower half is the job.
"""
import ctypes as c
import sys

import numpy as np

lib = c.CDLL(sys.argv[1])
path = sys.argv[2] if len(sys.argv) > 2 else "examples/till.csv"

# Say what each function takes, or ctypes would pass every number as an int.
PTR, I32, I64, TEXT = c.c_void_p, c.c_int32, c.c_int64, c.c_char_p
for name, result, *takes in (
        ("status_name", TEXT, I32),
        ("ctx_new", I32, PTR, PTR, PTR), ("ctx_message", TEXT, PTR),
        ("options_new", I32, PTR, PTR),
        ("options_set_double", I32, PTR, TEXT, c.c_double),
        ("table_new", I32, PTR, I64, PTR),
        ("table_set_column", I32, PTR, TEXT, I32, PTR, I64, PTR),
        ("table_row_count", I64, PTR),
        ("table_column", I32, PTR, TEXT, PTR, PTR, PTR, PTR),
        ("table_top", I32, PTR, TEXT, I64, PTR), ("table_free", None, PTR),
        ("portfolio_new", I32, PTR, PTR),
        ("portfolio_record", I32, PTR, TEXT, PTR),
        ("portfolio_count", I64, PTR, TEXT),
        ("portfolio_summarise", I32, PTR, I64, PTR, PTR),
        ("portfolio_customer_id", I32, PTR, I64, I64, PTR, PTR),
        ("estimator_new", I32, PTR, TEXT, PTR, PTR),
        ("estimator_fit", I32, PTR, PTR),
        ("estimator_predict", I32, PTR, PTR, PTR, PTR),
        ("estimator_save", I32, PTR, PTR, I64, PTR),
        ("estimator_load", I32, PTR, PTR, I64, PTR)):
    function = getattr(lib, "cev_" + name)
    function.restype, function.argtypes = result, takes
ctx = None


def check(status):
    if status:
        raise RuntimeError("%s: %s" % (lib.cev_status_name(status).decode(),
                                       lib.cev_ctx_message(ctx).decode()))


def made(verb, *args):
    """What a call makes is its last argument, always."""
    out = PTR()
    check(getattr(lib, "cev_" + verb)(*args, c.byref(out)))
    return out


def table(**columns):
    """A table that borrows the arrays, strides and all; it keeps them alive."""
    made_table = made("table_new", ctx, len(next(iter(columns.values()))))
    for name, array in columns.items():
        kind = {np.dtype("f8"): 1, np.dtype("i8"): 2}[array.dtype]
        check(lib.cev_table_set_column(made_table, name.encode(), kind,
                                       array.ctypes.data, array.strides[0],
                                       None))
    made_table.borrowed = columns
    return made_table


def column(of, name):
    """A numeric column as an array of its own; gaps are NaN or INT64_MIN."""
    kind, data, stride = I32(), PTR(), I64()
    check(lib.cev_table_column(of, name.encode(), c.byref(kind),
                               c.byref(data), c.byref(stride), None))
    dtype = {1: "f8", 2: "i8"}[kind.value]
    rows = lib.cev_table_row_count(of)
    memory = (c.c_char * (rows * stride.value)).from_address(data.value)
    return np.ndarray(rows, dtype, memory, 0, (stride.value,)).copy()


# ---- The job: the same as till.c's -----------------------------------------

ctx = made("ctx_new", None, None)
orders = np.loadtxt(path, delimiter=",", dtype=[
    ("customer", "i8"), ("time", "i8"), ("amount", "f8")])
today = 20455 * 86400
new = np.array([(1417, today + 36000, 41.50), (9001, today + 39600, 12.75),
                (67, today + 40200, -15.00)], orders.dtype)

shop = made("portfolio_new", ctx)
for day in (orders, new):  # columns of a record array: stride 24, no copy
    check(lib.cev_portfolio_record(shop, b"orders", table(
        customer=day["customer"], time=day["time"], amount=day["amount"])))

options = made("options_new", ctx)
for key, value in {"margin": 0.30, "horizon": 365}.items():
    check(lib.cev_options_set_double(options, key.encode(), value))
clv = made("estimator_new", ctx, b"clv", options)
everybody = made("portfolio_summarise", shop, today, None)
check(lib.cev_estimator_fit(clv, everybody))

somebody = made("portfolio_customer_id", shop, 1417, today, None)
answer = made("estimator_predict", clv, somebody, None)


def first(of, name):
    return column(of, name)[0]


print("%d orders of %d customers." % (
    lib.cev_portfolio_count(shop, b"orders"),
    lib.cev_portfolio_count(shop, b"customers")))
print("Customer 1417 has bought on %.0f days, for %.2f in all." % (
    first(somebody, "x") + 1, first(somebody, "revenue")))
print("Still a customer: %.0f %%. In the next year: %.1f orders of %.2f,\n"
      "worth %.2f in profit today (the estimate lies in %.2f to %.2f)." % (
          100 * first(answer, "p_alive"),
          first(answer, "expected_purchases"),
          first(answer, "expected_spend"), first(answer, "clv"),
          first(answer, "clv_lo"), first(answer, "clv_hi")))

# Saved, and brought back, it answers as before.
size = I64()
check(lib.cev_estimator_save(clv, None, 0, c.byref(size)))
saved = c.create_string_buffer(size.value)
check(lib.cev_estimator_save(clv, saved, size, c.byref(size)))
again = made("estimator_load", ctx, saved, size)
scores = made("estimator_predict", again, everybody, None)
best = made("table_top", scores, b"clv", 3)
for customer, worth in zip(column(best, "customer"), column(best, "clv")):
    print("%6d %8.2f" % (customer, worth))
