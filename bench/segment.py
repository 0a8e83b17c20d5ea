"""kmeans of cev against scikit-learn's: the same numbers, one thread, in turn.

    python3 bench/segment.py [ROWS [RUNS]]

Three shops: groups that are plain to see, skew amounts that hang together, and
numbers without any structure, where one local optimum is as good as another to
about 0.03 %. A line each run: processor seconds and inertia, which must not be
more than 0.1 % above that of the peer.
"""
import os
import resource
import sys

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import cev  # noqa: E402
import numpy  # noqa: E402

try:
    from sklearn.cluster import KMeans
except ImportError:
    KMeans = None

COLUMNS, GROUPS = 8, 8


def shops(rows):
    """Standardised columns of each shop."""
    chance = numpy.random.default_rng(1)
    centres = chance.normal(size=(GROUPS, COLUMNS)) * 2
    noise = chance.normal(size=(rows, COLUMNS))
    yield "groups", centres[chance.integers(0, GROUPS, rows)] + noise
    mixing = chance.normal(size=(COLUMNS, COLUMNS))
    yield "amounts", numpy.exp(0.3 * (noise @ mixing))
    yield "nothing", chance.random((rows, COLUMNS))


def processor(work):
    """What work gives, and the processor seconds that it takes."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    result = work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return result, (after.ru_utime + after.ru_stime
                    - before.ru_utime - before.ru_stime)


def main(rows, runs):
    for shop, values in shops(rows):
        values = (values - values.mean(0)) / values.std(0, ddof=1)
        columns = {"c%d" % i: numpy.ascontiguousarray(values[:, i])
                   for i in range(COLUMNS)}
        for run in range(runs):
            groups, seconds = processor(lambda: cev.Segmenter(
                "kmeans", segments=GROUPS, scaling="none").fit(columns))
            inertia = next(row["value"] for row in groups.summary_.rows()
                           if row["name"] == "inertia")
            line = "%-8s cev %.3f s, inertia %.1f" % (shop, seconds, inertia)
            if KMeans is not None:
                peer, other = processor(
                    lambda: KMeans(GROUPS, random_state=run).fit(values))
                line += "; scikit-learn %.3f s, inertia %.1f; ratio %.2f" % (
                    other, peer.inertia_, other / seconds)
                if inertia > peer.inertia_ * 1.001:
                    sys.exit(line + ": cev's inertia is too great")
            print(line, flush=True)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000000,
     int(sys.argv[2]) if len(sys.argv) > 2 else 3)
