# The Python binding's own tests, against the library just built. What C saves
# is made here for them.
. tests/support/case.sh

if ! command -v python3 >/dev/null 2>&1; then
    skip "the Python binding" "python3 is not installed"
    finish
fi
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))'; then
    skip "the Python binding" "python3 is older than 3.9"
    finish
fi
# A sanitized library loads into a python3 that has the sanitizers already.
# What python3 itself leaks at its end is not ours.
preload=
if [ "${SUITE:-plain}" = asan ]; then
    for runtime in libasan.so libubsan.so; do
        preload="$preload $($CC -print-file-name=$runtime)"
    done
    case $preload in
    *" /"*" /"*) ;;
    *)
        skip "the Python binding" "the sanitizers are no libraries of $CC"
        finish ;;
    esac
    ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
    export ASAN_OPTIONS
fi

case $BUILD in
/*) CEV_LIBRARY=$BUILD/libcev.so ;;
*) CEV_LIBRARY=$PWD/$BUILD/libcev.so ;;
esac
CEV_PROGRAM=$CEV
CEV_SAVED=$SCRATCH/saved
export CEV_LIBRARY CEV_PROGRAM CEV_SAVED PYTHONDONTWRITEBYTECODE=1
mkdir -p "$CEV_SAVED"
sanitize=
[ -z "$preload" ] || sanitize=-fsanitize=address,undefined
export sanitize
check "C saves a portfolio and a model" sh -c '
    $CC -std=c99 -Wall -Wextra -Wpedantic -Werror -Iinclude $sanitize \
        tests/bindings/save_bytes.c "$BUILD/libcev.a" -lm -o "$1/save" &&
    "$1/save" "$1/portfolio.cev" "$1/model.cev" "$1/answers.csv"' - \
    "$CEV_SAVED"

env ${preload:+LD_PRELOAD="$preload"} \
    python3 bindings/python/tests/run.py >"$SCRATCH/lines" 2>&1
status=$?
cat "$SCRATCH/lines"
if [ $status -ne 0 ] && ! grep -q '^failed: ' "$SCRATCH/lines"; then
    failed "the Python binding" "exit $status"
fi
[ $status -eq 0 ] || case_failed=1
finish
