"""The library, its description and the binding agree."""
import ast
import keyword
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import cev
from cev import _api, _errors, _model
from support import installed


PACKAGE = Path(cev.__file__).parent


class Sources(unittest.TestCase):
    def test_they_are_python_3_9(self):
        for path in sorted(PACKAGE.glob("*.py")):
            ast.parse(path.read_text(encoding="utf-8"), str(path),
                      feature_version=(3, 9))

    def test_mypy_is_strict_and_content(self):
        if installed("mypy") is None:
            raise unittest.SkipTest("mypy is not installed")
        with tempfile.TemporaryDirectory() as cache:
            done = subprocess.run(
                [sys.executable, "-m", "mypy", "--strict", "--cache-dir",
                 cache, str(PACKAGE)], stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, encoding="utf-8", check=False)
        self.assertEqual(done.returncode, 0, done.stdout)


class Agreement(unittest.TestCase):
    def setUp(self):
        self.described = _api.find_description()

    def test_every_function_described_is_in_the_library(self):
        for name in self.described["functions"]:
            self.assertTrue(callable(getattr(_api.api(), name)), name)

    def test_every_status_has_an_exception_and_every_exception_a_status(self):
        errors = {name for name in self.described["constants"]
                  if name.startswith("CEV_ERR_")}
        self.assertEqual(errors, set(_errors.CLASSES))
        for name, made in _errors.CLASSES.items():
            self.assertIs(getattr(cev, made.__name__), made)
            error = _errors.error(self.described["constants"][name], name, "")
            self.assertIs(type(error), made)

    def test_kinds_and_options_are_the_library_s(self):
        self.assertEqual(self.described["kinds"], cev.kinds())
        self.assertEqual(list(self.described["options"]), list(cev.options()))

    def test_every_kind_has_a_class_that_takes_its_options(self):
        for kind, entry in cev.kinds().items():
            made = getattr(cev, _model.class_name(kind))()
            self.assertEqual(made.kind, kind)
            self.assertEqual(list(made.get_params()),
                             [name + "_" if keyword.iskeyword(name) else name
                              for name in entry["options"]])
            self.assertIn(entry["source"], type(made).__doc__)

    def test_every_kernel_of_the_headers_is_bound(self):
        for name, entry in self.described["functions"].items():
            if entry.get("shape") == "kernel":
                kernel = getattr(cev.kernels, name[len("cev_"):])
                self.assertEqual(kernel.__doc__, entry["doc"])
                self.assertIn(kernel.__name__, dir(cev.kernels))

    def test_names_of_classes_follow_the_papers(self):
        for kind, name in (("bgnbd", "BGNBD"), ("gamma_gamma", "GammaGamma"),
                           ("clv", "CLV"), ("pareto_nbd", "ParetoNBD"),
                           ("rfm", "RFM")):
            self.assertEqual(_model.class_name(kind), name)

    def test_what_is_not_there_says_so(self):
        with self.assertRaises(AttributeError):
            cev.Nonsense
        with self.assertRaisesRegex(AttributeError, "bgnbd_p_alive"):
            cev.kernels.nonsense
        with self.assertRaisesRegex(cev.KindError, "bgnbd"):
            cev.Estimator("nonsense")

    def test_a_status_that_is_new_in_c_is_a_plain_error(self):
        error = _errors.error(99, "CEV_ERR_NEW", "what")
        self.assertIs(type(error), cev.Error)
        self.assertEqual((error.status, str(error)), (99, "what"))
