# The Ruby binding's own tests, against the library just built. What C saves is
# made here for them.
. tests/support/case.sh

if ! command -v ruby >/dev/null 2>&1; then
    skip "the Ruby binding" "ruby is not installed"
    finish
fi
if ! ruby -e 'exit RUBY_VERSION.to_f >= 3.1'; then
    skip "the Ruby binding" "ruby is older than 3.1"
    finish
fi
if ! ruby -e 'require "ffi"; require "minitest"' 2>/dev/null; then
    skip "the Ruby binding" "the gems ffi and minitest are not installed"
    finish
fi
[ "${SUITE:-plain}" != asan ] || {
    skip "the Ruby binding" "a sanitized library does not load into ruby"
    finish
}

case $BUILD in
/*) CEV_LIBRARY=$BUILD/libcev.so ;;
*) CEV_LIBRARY=$PWD/$BUILD/libcev.so ;;
esac
case $CEV in
/*) CEV_PROGRAM=$CEV ;;
*) CEV_PROGRAM=$PWD/$CEV ;;
esac
CEV_SAVED=$SCRATCH/saved
export CEV_LIBRARY CEV_PROGRAM CEV_SAVED
mkdir -p "$CEV_SAVED"
check "C saves a portfolio and a model for Ruby" sh -c '
    $CC -std=c99 -Wall -Wextra -Wpedantic -Werror -Iinclude \
        tests/bindings/save_bytes.c "$BUILD/libcev.a" -lm -o "$1/save" &&
    "$1/save" "$1/portfolio.cev" "$1/model.cev" "$1/answers.csv"' - \
    "$CEV_SAVED"

ruby bindings/ruby/test/run.rb >"$SCRATCH/lines" 2>&1
status=$?
cat "$SCRATCH/lines"
if [ $status -ne 0 ] && ! grep -q '^failed: ' "$SCRATCH/lines"; then
    failed "the Ruby binding" "exit $status"
fi
[ $status -eq 0 ] || case_failed=1
finish
