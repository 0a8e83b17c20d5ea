"""
Builds one wheel for any Python 3 of a platform, with the library inside.

The library is compiled from the sources of the checkout that this folder lies
in, by $CC or cc; CFLAGS adds to its options.
"""
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.dist import Distribution

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:  # before setuptools 70.1
    from wheel.bdist_wheel import bdist_wheel

ROOT = Path(__file__).resolve().parents[2]
NAME = "libcev.dylib" if sys.platform == "darwin" else "libcev.so"


def version():
    text = (ROOT / "include" / "cev" / "base.h").read_text(encoding="utf-8")
    return re.search(r'CEV_VERSION_STRING "(.*)"', text)[1]


def compile_library(output):
    sources = sorted(str(path) for path in (ROOT / "libcev").glob("*/*.c"))
    if not sources:
        sys.exit("no sources of libcev in %s: build from a checkout" % ROOT)
    subprocess.run(
        shlex.split(os.environ.get("CC", "cc"))
        + ["-std=c99", "-O2", "-ffp-contract=off", "-fPIC", "-shared",
           "-fvisibility=hidden", "-DCEV_BUILDING",
           "-I%s" % (ROOT / "include"), "-I%s" % (ROOT / "libcev")]
        + shlex.split(os.environ.get("CFLAGS", ""))
        + sources + ["-lm", "-o", str(output)], check=True)


class BuildWithLibrary(build_py):
    """Adds the library and its description to the package."""

    def run(self):
        super().run()
        package = Path(self.build_lib, "cev")
        package.mkdir(parents=True, exist_ok=True)
        self.copy_file(str(ROOT / "bindings" / "api.json"),
                       str(package / "api.json"))
        compile_library(package / NAME)


class PlatformWheel(bdist_wheel):
    """Compiled code, but none that knows which Python loads it."""

    def get_tag(self):
        return ("py3", "none", super().get_tag()[2])


class WithLibrary(Distribution):
    def has_ext_modules(self):
        return True


setup(version=version(), distclass=WithLibrary,
      cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": PlatformWheel})
