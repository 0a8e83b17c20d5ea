"""Saved bytes of every version answer as tests/golden/golden.h tells."""
import csv
import struct
import unittest
import zlib

import cev
from support import ROOT

GOLDEN = ROOT / "tests" / "golden"
AS_OF = 1640995200


def value(text):
    """A field of a file: a number, a gap, or a text."""
    try:
        return float(text or "nan")
    except ValueError:
        return text


def frame(name):
    with open(GOLDEN / name, newline="", encoding="utf-8") as file:
        return [{key: value(text) for key, text in row.items()}
                for row in csv.DictReader(file)]


def cell(seen):
    if seen is None:
        return ""
    return struct.pack(">d", seen).hex() if isinstance(seen, float) \
        else str(seen)


def hash_of(rows, names):
    lines = [line for name in names
             for line in [name] + [cell(row[name]) for row in rows]]
    return "%08x" % zlib.crc32("".join(line + "\n"
                                       for line in lines).encode())


def ask(saved, question):
    if question in ("predict", "assign"):
        given = {"periods": frame("periods.csv")} \
            if saved.kind == "pareto_nbd_dynamic" else {}
        return getattr(saved, question)(frame("customers.csv"), **given)
    if question == "profile":
        return list(saved.profile_.rows())
    if question == "summarise":
        return list(saved.summarise(as_of=AS_OF).rows())
    return list(saved.export(question).rows())


class Golden(unittest.TestCase):
    def test_every_version_answers_as_it_did(self):
        lines = [(path.parent, line) for path in
                 sorted(GOLDEN.glob("*/answers.txt"))
                 for line in path.read_text(encoding="utf-8").splitlines()]
        self.assertGreater(len(lines), len(cev.kinds()))
        for folder, line in lines:
            name, question, wanted, names = line.split()
            with self.subTest(file=name, question=question):
                seen = ask(cev.load(folder / name), question)
                self.assertEqual(wanted, hash_of(seen, names.split(",")))
