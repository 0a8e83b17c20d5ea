"""
Builds one wheel for any Python 3 of a platform, with the library inside.

The library is compiled from the sources of the checkout that this folder lies
in, by $CC or cc; CFLAGS adds to its options. So is the program `cev`, which
makes the report page. What draws pages and charts is there where node and npm
are, or where `make` has been run with them.
"""
import json
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

sys.path.insert(0, str(Path(__file__).resolve().parent))
import stubs  # noqa: E402  (beside this file)

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "examples" / "cev" / "page" / "node_modules"
if sys.platform == "darwin":
    NAME, HERE = "libcev.dylib", "@loader_path"
    LINKED = ["-Wl,-install_name,@rpath/" + NAME]
else:
    NAME, HERE = "libcev.so", "$ORIGIN"
    LINKED = ["-Wl,-soname," + NAME, "-Wl,-s"]


def version():
    text = (ROOT / "include" / "cev" / "base.h").read_text(encoding="utf-8")
    return re.search(r'CEV_VERSION_STRING "(.*)"', text)[1]


def sources(folder, *patterns):
    found = sorted(str(path) for pattern in patterns
                   for path in (ROOT / folder).glob(pattern))
    if not found:
        sys.exit("no sources in %s: build from a checkout" % (ROOT / folder))
    return found


def compile_c(output, files, *options):
    subprocess.run(
        shlex.split(os.environ.get("CC", "cc"))
        + ["-std=c99", "-O2", "-ffp-contract=off",
           "-I%s" % (ROOT / "include"), *options]
        + shlex.split(os.environ.get("CFLAGS", ""))
        + [*files, "-lm", "-o", str(output)], check=True)


def compile_library(output):
    compile_c(output, sources("libcev", "*/*.c"), "-fPIC", "-shared",
              "-fvisibility=hidden", "-fno-asynchronous-unwind-tables",
              "-DCEV_BUILDING", "-I%s" % (ROOT / "libcev"), *LINKED)


def compile_program(output, temp):
    """The program, beside the library in the package, which it uses."""
    page = Path(temp, "page.c").resolve()
    page.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["sh", "tools/build-page", "optional", str(page)],
                   cwd=ROOT, check=True,
                   env={"NODE": "node", "NPM": "npm", **os.environ})
    compile_c(output, [*sources("examples/cev", "*.c", "formats/*.c"),
                       str(page), str(output.parent / NAME)],
              "-D_POSIX_C_SOURCE=200809L", "-D_XOPEN_SOURCE=700",
              "-I%s" % (ROOT / "examples" / "cev"), "-Wl,-rpath," + HERE)


class BuildWithLibrary(build_py):
    """Adds the library with its description, the charts and the program to
    the package."""

    def run(self):
        super().run()
        package = Path(self.build_lib, "cev")
        package.mkdir(parents=True, exist_ok=True)
        self.copy_file(str(ROOT / "bindings" / "api.json"),
                       str(package / "api.json"))
        Path(package, "__init__.pyi").write_text(stubs.stub(
            json.loads((ROOT / "bindings" / "api.json").read_bytes()),
            Path(package, "__init__.py").read_text(encoding="utf-8")),
            encoding="utf-8")
        compile_library(package / NAME)
        for chart in sources("charts", "*.json"):
            self.mkpath(str(package / "charts"))
            self.copy_file(chart, str(package / "charts"))
        if os.name == "posix":
            compile_program(package / "cev", self.get_finalized_command(
                "build").build_temp)
        for name in ("vega", "vega-lite", "vega-embed"):
            script = SCRIPTS / name / "build" / (name + ".min.js")
            if script.exists():
                self.mkpath(str(package / "scripts"))
                self.copy_file(str(script), str(package / "scripts"))


class PlatformWheel(bdist_wheel):
    """Compiled code, but none that knows which Python loads it."""

    def get_tag(self):
        return ("py3", "none", super().get_tag()[2])


class WithLibrary(Distribution):
    def has_ext_modules(self):
        return True


setup(version=version(), distclass=WithLibrary,
      cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": PlatformWheel})
