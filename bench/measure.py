#!/usr/bin/env python3
"""measure.py [--runs N] NAME=COMMAND NAME=COMMAND ...

Runs the commands in turn, N rounds, after one round that does not count, and
prints the median wall time and peak memory of each and its ratio to the first.
Output of the commands goes to NAME.out in the folder given by --into.
"""
import argparse
import os
import shlex
import statistics
import subprocess
import sys
import time


def run(command, out):
    """Wall seconds and peak resident megabytes of one run."""
    with open(out, "wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(shlex.split(command), stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"measure.py: exit {process.returncode} of {command}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB here
    return seconds, usage.ru_maxrss * unit / 1e6


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--into", default=".")
    parser.add_argument("commands", nargs="+")
    given = parser.parse_args()
    commands = [c.split("=", 1) for c in given.commands]
    seen = {name: [] for name, _ in commands}
    for round_number in range(given.runs + 1):
        for name, command in commands:
            figures = run(command, os.path.join(given.into, name + ".out"))
            if round_number > 0:
                seen[name].append(figures)
    first = None
    print(f"{'':12} {'seconds':>9} {'least':>9} {'most':>9} {'MB':>8}"
          f" {'time':>7} {'memory':>7}")
    for name, figures in seen.items():
        seconds = [f[0] for f in figures]
        middle = statistics.median(seconds)
        memory = statistics.median(f[1] for f in figures)
        first = first or (middle, memory)
        print(f"{name:12} {middle:9.3f} {min(seconds):9.3f}"
              f" {max(seconds):9.3f} {memory:8.1f}"
              f" {middle / first[0]:7.2f} {memory / first[1]:7.2f}")


if __name__ == "__main__":
    main()
