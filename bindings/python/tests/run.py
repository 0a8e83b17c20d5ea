"""Runs the tests of this folder and prints a line for each, as the scripts in
tests/ do: "ok: NAME", "failed: NAME" or "skip: NAME: WHY"."""
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Lines(unittest.TestResult):
    def name(self, test):
        return test.id().replace("test_", "", 1)

    def addSuccess(self, test):
        print("ok: python " + self.name(test))

    def addSkip(self, test, reason):
        print("skip: python %s: %s" % (self.name(test), reason))

    def addFailure(self, test, error):
        super().addFailure(test, error)
        print("failed: python " + self.name(test))
        print(self._exc_info_to_string(error, test))

    addError = addFailure


def main():
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    result = Lines()
    unittest.defaultTestLoader.discover(str(HERE)).run(result)
    return 1 if result.failures or not result.testsRun else 0


if __name__ == "__main__":
    sys.exit(main())
