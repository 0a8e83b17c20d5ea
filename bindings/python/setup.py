"""
Builds one wheel for any Python 3 of a platform, with the library inside.

The library is made by `make bundle` of the checkout that this folder lies in,
with $CC or cc; CFLAGS adds to its options. So is the program `cev`, which makes
the report page. What draws pages and charts is there where node and npm are, or
where `make` has been run with them.
"""
import json
import os
import re
import shutil
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


def version():
    text = (ROOT / "include" / "cev" / "base.h").read_text(encoding="utf-8")
    return re.search(r'CEV_VERSION_STRING "(.*)"', text)[1]


def make_bundle(folder):
    """The folder with the library and the program, made in `folder`."""
    if not (ROOT / "libcev").is_dir():
        sys.exit("no sources in %s: build from a checkout" % ROOT)
    # make takes no spaces in names; the checkout's own may have some.
    build = os.path.relpath(folder, ROOT)
    subprocess.run(
        [shutil.which("gmake") or "make", "-s", "-j%d" % (os.cpu_count() or 1),
         "bundle", "BUILD=" + build, "WARNINGS=",
         "CFLAGS=-O2 " + os.environ.get("CFLAGS", "")], cwd=ROOT, check=True)
    return Path(folder, "bundle")


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
        temp = self.get_finalized_command("build").build_temp
        for made in sorted(make_bundle(temp).iterdir()):
            self.copy_file(str(made), str(package))
        for chart in sorted((ROOT / "charts").glob("*.json")):
            self.mkpath(str(package / "charts"))
            self.copy_file(str(chart), str(package / "charts"))
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
