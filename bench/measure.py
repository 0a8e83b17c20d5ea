#!/usr/bin/env python3
"""measure.py [--runs N] NAME=COMMAND NAME=COMMAND ...

Runs the commands in turn, N rounds, after one round that does not count, and
prints medians of wall time, processor time and peak memory of each, and the
ratios of wall time and memory to the first. Processor time tells what remains
of a wall time on a machine that has other things to do.
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
    """Wall and processor seconds and peak resident megabytes of one run."""
    with open(out, "wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(shlex.split(command), stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"measure.py: exit {process.returncode} of {command}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB here
    processor = usage.ru_utime + usage.ru_stime
    return seconds, processor, usage.ru_maxrss * unit / 1e6


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
    print(f"{'':13} {'seconds':>8} {'least':>8} {'most':>8} {'proc. s':>8}"
          f" {'MB':>7} {'time':>6} {'memory':>6}")
    for name, figures in seen.items():
        wall, processor, memory = zip(*figures)
        middle = statistics.median(wall)
        megabytes = statistics.median(memory)
        first = first or (middle, megabytes)
        print(f"{name:13} {middle:8.3f} {min(wall):8.3f} {max(wall):8.3f}"
              f" {statistics.median(processor):8.3f} {megabytes:7.1f}"
              f" {middle / first[0]:6.2f} {megabytes / first[1]:6.2f}")


if __name__ == "__main__":
    main()
