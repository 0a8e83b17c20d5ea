# One wheel serves every Python of the platform and carries the library, the
# program and the charts.
. tests/support/case.sh

python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null || {
    skip "the wheel" "python3, 3.9 or later, is not installed"
    finish
}
python3 -m pip --version >/dev/null 2>&1 && python3 -c '
try:
    import setuptools.command.bdist_wheel
except ImportError:
    import wheel.bdist_wheel' 2>/dev/null || {
    skip "the wheel" "pip with setuptools 70.1, or wheel, is not installed"
    finish
}

[ "${SUITE:-plain}" = plain ] || {
    skip "the wheel" "it is built once, in the plain suite"
    finish
}

# pip leaves folders beside the sources: it gets a copy of them.
# The times of files are kept: they tell that npm is done.
mkdir -p "$SCRATCH/tree/bindings" "$SCRATCH/tree/examples"
cp -R Makefile libcev.map include libcev charts tools "$SCRATCH/tree"
cp -Rp examples/cev "$SCRATCH/tree/examples"
cp -R bindings/python bindings/api.json "$SCRATCH/tree/bindings"
# What is known already is not compiled again.
export KNOWN="$PWD" KNOWN_BUILD="$(cd "$BUILD" && pwd)" KNOWN_CC="$CC"
check "pip wheel builds one" env CC="$PWD/tests/support/known_cc.sh" \
    python3 -m pip wheel -q --no-deps --no-index --no-build-isolation -w "$SCRATCH/wheel" "$SCRATCH/tree/bindings/python"
check "it is for any Python 3 of the platform" sh -c \
    'ls "$1"/wheel/cev-*-py3-none-*.whl' - "$SCRATCH"
check "it installs" python3 -m pip install -q --no-deps --no-index \
    --target "$SCRATCH/site" "$SCRATCH"/wheel/*.whl
check "it works without the checkout" env -u CEV_LIBRARY PYTHONPATH= sh -c '
    cd "$1/site" && python3 -c "
import cev
portfolio = cev.Portfolio()
portfolio.add(\"ada\", \"2024-05-31\", 12.5)
assert cev._api.api().path.startswith(\"$1\"), cev._api.api().path
assert cev.__version__ == cev.library_version()
print(cev.CLV().fit(portfolio).predict(portfolio))"' - "$SCRATCH"
check "its program knows the same library" env -u CEV_PROGRAM PYTHONPATH= sh -c '
    cd "$1/site" && python3 -c "
import cev, subprocess
program = cev._page._program()
assert program.startswith(\"$1\"), program
said = subprocess.run([program, \"--version\"], stdout=subprocess.PIPE,
                      check=True, encoding=\"utf-8\").stdout
assert cev.library_version() in said, said"' - "$SCRATCH"
check "its charts are there" env -u CEV_LIBRARY PYTHONPATH= sh -c '
    cd "$1/site" && python3 -c "
import cev
portfolio = cev.Portfolio()
portfolio.add(\"ada\", \"2024-05-31\", 12.5)
print(portfolio.plot.periods().to_json())"' - "$SCRATCH"
finish
