"""
What the binding costs, beside the bare call of C: run by hand.

    PYTHONPATH=bindings/python python3 bindings/python/tests/costs.py
"""
import ctypes as c
import resource
import time
import timeit

import numpy as np

import cev
from cev import _api
from cev import _arrow
from support import pl, shop

ROWS = 1_000_000
PARAMS = np.array([0.243, 4.414, 0.793, 2.426])


def micro(name, call, number):
    best = min(timeit.repeat(call, number=number, repeat=9)) / number
    print("%-36s %7.1f µs" % (name, best * 1e6))


def pair(name, bare, bound):
    """Processor time of the two in turns, so that neighbours disturb both."""
    times = [[], []]
    for _ in range(5):
        for place, call in enumerate((bare, bound)):
            begun = time.thread_time()
            call()
            times[place].append(time.thread_time() - begun)
    inside, outside = map(min, times)
    print("%-28s C %7.0f ms, Python %7.0f ms, ratio %.3f"
          % (name, inside * 1e3, outside * 1e3, outside / inside))


def million():
    chance = np.random.default_rng(1)
    x = chance.integers(0, 7, ROWS).astype(float)
    T = chance.uniform(1, 200, ROWS)
    return {"x": x, "t_x": np.where(x == 0, 0, T * chance.uniform(0, 1, ROWS)),
            "T": T, "m_x": chance.uniform(5, 100, ROWS)}


def kernel(customers):
    out = np.empty(ROWS)
    columns = [customers[name] for name in ("x", "t_x", "T")]
    addresses = [column.ctypes.data for column in columns]
    pair("bgnbd_p_alive", lambda: _api.api().cev_bgnbd_p_alive(
        PARAMS.ctypes.data, ROWS, *addresses, out.ctypes.data),
        lambda: cev.kernels.bgnbd_p_alive(PARAMS, *columns))


def predict(model, customers):
    lib, handle = _api.api(), model._handle
    lent = model._lent(handle.context, customers)

    def bare():
        out = c.c_void_p()
        lib.cev_estimator_predict(handle.pointer, lent.pointer, None,
                                  c.byref(out))
        lib.cev_table_free(out)

    pair("%s predict" % model.kind, bare, lambda: model.predict(customers))


def resident():
    """Megabytes that the process has in memory now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2 ** 20


def by_arrow(model, customers):
    """A polars frame in and out, and what reading it takes in memory."""
    frame = pl.DataFrame(customers)
    size, before = frame.estimated_size("mb"), resident()
    read = _arrow.Frame(frame)
    lent = read.lent(model._handle.context, read.names)
    print("%-28s %.0f MB read, %.1f MB more in memory"
          % ("polars frame", size, resident() - before))
    del read, lent
    predict(model, frame)


def main():
    portfolio, small = cev.Portfolio(), cev.Portfolio.from_orders(shop())
    clv = cev.CLV().fit(small)
    one = small.customer("customer 07")
    micro("portfolio.add", lambda: portfolio.add("ada", 86400, 12.5), 20000)
    micro("portfolio.orders", lambda: portfolio.orders, 20000)
    micro("one row of a kernel", lambda: cev.kernels.bgnbd_p_alive(
        [0.243, 4.414, 0.793, 2.426], 2, 30.43, 38.86), 5000)
    micro("portfolio.customer", lambda: small.customer("customer 07"), 1000)
    micro("clv.predict of one customer", lambda: clv.predict(one), 1000)
    customers = million()
    kernel(customers)
    predict(cev.BGNBD().fit(small), customers)
    predict(clv, customers)
    if pl is not None:
        by_arrow(cev.BGNBD().fit(small), customers)
        by_arrow(clv, customers)


if __name__ == "__main__":
    main()
