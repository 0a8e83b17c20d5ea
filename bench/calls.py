"""
What the Python binding adds to the bare call of C: run by calls.sh.

    CEV_LIBRARY=build/libcev.so PYTHONPATH=bindings/python python3 bench/calls.py

"C" is the function of C by ctypes with everything ready that it takes, and its
answer freed. Small calls are the least of many short rounds; calls on a million
rows are processor time, the two in turns.
"""
import ctypes as c
import resource
import time
import timeit

import numpy as np

import cev
from cev import _api, _arrow

try:
    import polars as pl
except ImportError:
    pl = None

ROWS = 1_000_000
PARAMS = np.array([0.243, 4.414, 0.793, 2.426])
LATEST = 2 ** 63 - 1


def shop(customers=40):
    """Orders of an invented shop, by a rule: no two customers are alike."""
    return [{"customer": "customer %02d" % i, "amount": 10.0 + (i * 13 + k * 7) % 50,
             "time": (17000 + i * 3 + k * (9 + i)) * 86400}
            for i in range(customers) for k in range(1 + i * 7 % 5)]


def least(call):
    call()
    return min(timeit.repeat(call, number=20, repeat=400)) / 20 * 1e6


def micro(name, bare, call):
    inside, outside = least(bare), least(call)
    print("| %s | %.1f | %.1f | %.1f |" % (name, inside, outside,
                                           outside - inside))


class Bare:
    """Calls of C that make a table, which is freed."""

    def __init__(self):
        self.library, self.out = _api.api(), c.c_void_p()
        self.to = c.byref(self.out)

    def __call__(self, name, *arguments):
        function, free = getattr(self.library, name), self.library.cev_table_free
        to, out = self.to, self.out

        def call():
            function(*arguments, to)
            free(out)

        return call


def of_portfolio(bare, small):
    portfolio, handle = cev.Portfolio(), small._handle.pointer
    other = cev.Portfolio()
    micro("`portfolio.add`",
          lambda: bare.library.cev_portfolio_order(
              other._handle.pointer, b"ada", 86400, 12.5),
          lambda: portfolio.add("ada", 86400, 12.5))
    micro("`portfolio.orders`",
          lambda: bare.library.cev_portfolio_count(handle, b"orders"),
          lambda: portfolio.orders)
    micro("`portfolio.customer`",
          bare("cev_portfolio_customer", handle, b"customer 07", LATEST, None),
          lambda: small.customer("customer 07"))
    micro("`portfolio.history`",
          bare("cev_portfolio_history", handle, b"orders", b"customer 07"),
          lambda: small._history("customer 07"))


def of_model(bare, model, one, named="one", read=None, **options):
    """An answer about a customer, and a figure read from it."""
    handle = model._handle
    lent = model._lent(handle.context, one, model._wants)
    given = cev._options.make(handle.context, options)
    said = ", ".join("%s=%r" % item for item in options.items())
    call = "%s.predict(%s%s)" % (type(model).__name__, named,
                                 said and ", " + said)
    inside = bare("cev_estimator_predict", handle.pointer, lent.pointer,
                  cev._options.pointer(given))
    micro("`%s`" % call, inside, lambda: model.predict(one, **options))
    if read is not None:
        micro("`%s[%r][0]`" % (call, read), inside,
              lambda: model.predict(one, **options)[read][0])


def of_frames(bare, model, one):
    """The same customer from a dictionary of columns, which is answered in a
    dictionary, and from a row."""
    row = {name: float(one[name][0]) for name in ("x", "t_x", "T")}
    of_model(bare, model, {name: [each] for name, each in row.items()},
             "columns")
    of_model(bare, model, [row], "rows")


def of_evaluation(bare, small):
    train, hold = small.split(holdout="8w")
    model, compared = cev.BGNBD().fit(train), hold.compared()
    lent = compared.lent(model._handle.context)
    micro("`BGNBD.evaluate(table)`, 34 customers",
          bare("cev_estimator_evaluate", model._handle.pointer, lent.pointer,
               b"holdout", None), lambda: model.evaluate(compared))
    micro("`BGNBD.summary_`", bare("cev_estimator_summary",
                                   model._handle.pointer, None),
          lambda: model.summary_)


def of_groups(bare, small, one):
    groups = cev.RFM().fit(small)
    lent = one.lent(groups._handle.context)
    micro("`RFM.assign(one)`", bare("cev_segmenter_assign",
                                    groups._handle.pointer, lent.pointer,
                                    None), lambda: groups.assign(one))


def of_kernels(bare):
    arrays = [np.array([each]) for each in (2.0, 30.43, 38.86)]
    out = np.empty(1)
    addresses = [each.ctypes.data for each in arrays + [out]]
    params = PARAMS.ctypes.data

    def inside():
        bare.library.cev_bgnbd_p_alive(params, 1, *addresses)

    micro("`kernels.bgnbd_p_alive`, numbers", inside,
          lambda: cev.kernels.bgnbd_p_alive([0.243, 4.414, 0.793, 2.426],
                                            2, 30.43, 38.86))
    micro("`kernels.bgnbd_p_alive`, arrays of one", inside,
          lambda: cev.kernels.bgnbd_p_alive(PARAMS, *arrays))


def small_calls():
    bare, small = Bare(), cev.Portfolio.from_orders(shop())
    one = small.customer("customer 07")
    print("| one call | C, µs | Python, µs | more, µs |\n|---|---|---|---|")
    of_portfolio(bare, small)
    for model, read in ((cev.GammaGamma(), None), (cev.BGNBD(), None),
                        (cev.CLV(model="bgnbd"), "clv")):
        of_model(bare, model.fit(small), one, read=read)
        of_model(bare, model, one, interval=0)
    of_frames(bare, cev.BGNBD().fit(small), one)
    of_evaluation(bare, small)
    of_groups(bare, small, one)
    of_kernels(bare)


def pair(name, bare, bound, rounds=5):
    """Processor time of the two in turns, so that neighbours disturb both."""
    times = [[], []]
    for _ in range(rounds):
        for place, call in enumerate((bare, bound)):
            begun = time.thread_time()
            call()
            times[place].append(time.thread_time() - begun)
    inside, outside = map(min, times)
    print("| %s | %.0f | %.0f | %.3f |" % (name, inside * 1e3, outside * 1e3,
                                           outside / inside), flush=True)


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
    pair("`kernels.bgnbd_p_alive`", lambda: _api.api().cev_bgnbd_p_alive(
        PARAMS.ctypes.data, ROWS, *addresses, out.ctypes.data),
        lambda: cev.kernels.bgnbd_p_alive(PARAMS, *columns), 15)


def predict(model, customers, of, **options):
    handle = model._handle
    lent = model._lent(handle.context, customers, model._wants)
    given = cev._options.make(handle.context, options)
    bare = Bare()("cev_estimator_predict", handle.pointer, lent.pointer,
                  cev._options.pointer(given))
    pair("`%s.predict`%s, %s" % (
        type(model).__name__, "" if options else " with intervals", of),
        bare, lambda: model.predict(customers, **options))


def resident():
    """Megabytes that the process has in memory now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2 ** 20


def read_by_arrow(model, frame):
    """What reading a polars frame takes in memory."""
    size, before = frame.estimated_size("mb"), resident()
    read = _arrow.Frame(frame)
    lent = read.lent(model._handle.context, read.names)
    print("A polars frame of %.0f MB, read: %.1f MB more in memory."
          % (size, resident() - before))
    del read, lent


def large_calls():
    small, customers = cev.Portfolio.from_orders(shop()), million()
    print("\n| a million rows | C, ms | Python, ms | ratio |\n|---|---|---|---|")
    kernel(customers)
    models = [cev.BGNBD().fit(small), cev.CLV(model="bgnbd").fit(small)]
    frames = {"NumPy": customers}
    if pl is not None:
        frames["polars"] = pl.DataFrame(customers)
    for of, frame in frames.items():
        for model in models:
            predict(model, frame, of, interval=0)
    predict(models[0], customers, "NumPy")
    if pl is not None:
        for _ in range(2):
            read_by_arrow(models[0], frames["polars"])


if __name__ == "__main__":
    small_calls()
    large_calls()
