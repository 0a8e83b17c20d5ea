"""What type checkers are told of the package, as the wheel brings it."""
import ast
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import cev
from cev import _api, _model
from support import ROOT, installed

FOLDER = ROOT / "bindings" / "python"
sys.path.insert(0, str(FOLDER))
import stubs  # noqa: E402

TEXT = stubs.stub(_api.find_description(), (FOLDER / "cev" / "__init__.py")
                  .read_text(encoding="utf-8"))

USED = '''import cev
clv = cev.CLV(model="auto", margin=0.4, time_unit="w").fit(cev.Portfolio())
clv.summary_.rows()
cev.BGNBD(purchase_covariates=["shade"]).params_["r"].is_integer()
cev.markov_value({}, {}, horizon=12)
cev.BGNBD(margin=0.4)
cev.BGNBD(time_unit=[])
'''


class Stubs(unittest.TestCase):
    def test_they_name_what_is_there(self):
        tree = ast.parse(TEXT)
        classes = {node.name for node in tree.body
                   if isinstance(node, ast.ClassDef)}
        self.assertEqual(classes, set(map(_model.class_name, cev.kinds())))
        told = classes | {node.name for node in tree.body
                          if isinstance(node, ast.FunctionDef)}
        told |= {name.asname for node in tree.body
                 if isinstance(node, ast.ImportFrom) for name in node.names}
        self.assertEqual(set(dir(cev)) - {"__version__"} - told, set())

    def test_a_checker_finds_what_is_wrong(self):
        if installed("mypy") is None:
            raise unittest.SkipTest("mypy is not installed")
        with tempfile.TemporaryDirectory() as folder:
            package = Path(folder, "cev")
            shutil.copytree(FOLDER / "cev", package)
            Path(package, "__init__.pyi").write_text(TEXT, encoding="utf-8")
            Path(folder, "used.py").write_text(USED, encoding="utf-8")
            seen = subprocess.run(
                [sys.executable, "-m", "mypy", "--strict", "used.py",
                 "cev/__init__.pyi"], cwd=folder, capture_output=True,
                text=True)
        lines = [line for line in seen.stdout.splitlines() if ": error" in line]
        self.assertEqual([line.partition(": error")[0] for line in lines],
                         ["used.py:6", "used.py:7"], seen.stdout + seen.stderr)


if __name__ == "__main__":
    unittest.main()
