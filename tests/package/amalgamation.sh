# The library as two files: compiles alone with warnings as errors, gives the
# results of the whole, and takes a prefix for its names. All tests run with it
# where tests are thorough, if not as often as they can be: what is folded is to do
# what the library does, of which more tries tell no more. Else those of core/ run,
# which need all of it to link, and that of golden/, to which every kind answers the
# same to the bit.
. tests/support/case.sh

folded=$BUILD/amalgamation
thorough=${CEV_THOROUGH:-0}
unset MAKEFLAGS MFLAGS MAKELEVEL CEV_THOROUGH
# Those that take long call nothing that the others do not.
tests=
for test in $("$MAKE" -s --no-print-directory BUILD="$BUILD" library-tests); do
    case $thorough:$test in
    *:tests/value/test_*_fit | *:tests/value/test_predict | \
        *:tests/value/test_weird | *:tests/value/test_stress | \
        *:tests/value/test_estimate | *:tests/value/test_reach | \
        0:tests/core/test_all_kinds | 0:tests/core/test_selftest) ;;
    1:* | 0:tests/core/* | 0:tests/golden/*) tests="$tests $test" ;;
    esac
done
programs=
for test in $tests; do
    programs="$programs $folded/$test"
done
# gcc takes 55 s at -O2, for which it is asked by make machines, and 33 s so.
[ "$thorough" != 0 ] || CFLAGS=-O1
if ! "$MAKE" --no-print-directory BUILD="$BUILD" CC="$CC" \
    CFLAGS="${CFLAGS:--O2}" -k -j2 \
    amalgamation $programs >"$SCRATCH/make" 2>&1; then
    failed "the amalgamation and its tests build"
    grep -E 'error|\*\*\*' "$SCRATCH/make" | head -n 20 | sed 's/^/    /'
    finish
fi
ok "the amalgamation and its tests build"

strict="-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"
# Built without optimisation by the other compiler, and refused where results
# would not be exact.
[ "${SUITE:-plain}" != plain ] ||
    NODE=node BUILD=$BUILD tools/machines clang-O0 fast-math

check "cev.h stands alone" $CC $strict -fsyntax-only -x c "$folded/cev.h"

for test in $tests; do
    check "${test#tests/} with cev.c" "$folded/$test"
done

cat >"$SCRATCH/host.c" <<'END'
#include "cev.h"
#include <stdio.h>
int main(void)
{
    cev_ctx *ctx = NULL;
    int32_t status = cev_ctx_new(NULL, NULL, &ctx);
    cev_ctx_free(ctx);
    printf("%s %s\n", cev_version(), cev_status_name(status));
    return 0;
}
END
check "the library compiles with a prefix of its own" \
    $CC $strict -DCEV_STATIC -DCEV_PREFIX=shop_ -c "$folded/cev.c" \
    -o "$SCRATCH/shop.o"
check "and a host with it" \
    $CC $strict -I"$folded" -DCEV_STATIC -DCEV_PREFIX=shop_ \
    "$SCRATCH/host.c" "$SCRATCH/shop.o" -lm -o "$SCRATCH/host"
check "and runs" sh -c '"$SCRATCH/host" | grep -q " CEV_OK$"'
nm -P -g "$SCRATCH/shop.o" | awk '$2 != "U" { print $1 }' >"$SCRATCH/names"
check "every name has the prefix" \
    sh -c 'grep -q "^shop_cev_ctx_new$" "$SCRATCH/names" &&
           ! grep -v "^shop_cev_" "$SCRATCH/names"'
check "it links into one host with a copy under its own names" \
    $CC -DCEV_STATIC -I"$folded" "$SCRATCH/host.c" "$folded/cev.o" \
    "$SCRATCH/shop.o" -lm -o "$SCRATCH/two"
check "which runs" sh -c '"$SCRATCH/two" | grep -q " CEV_OK$"'
finish
