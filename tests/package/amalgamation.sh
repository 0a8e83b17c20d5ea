# The library as two files: compiles alone with warnings as errors, gives the
# results of the whole, and takes a prefix for its names.
. tests/support/case.sh

folded=$BUILD/amalgamation
unset MAKEFLAGS MFLAGS MAKELEVEL
if ! "$MAKE" --no-print-directory BUILD="$BUILD" CC="$CC" -k -j2 \
    amalgamation amalgamation-test-programs >"$SCRATCH/make" 2>&1; then
    failed "the amalgamation and its tests build"
    grep -E 'error|\*\*\*' "$SCRATCH/make" | head -n 20 | sed 's/^/    /'
    finish
fi
ok "the amalgamation and its tests build"

strict="-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"
for compiler in gcc clang; do
    if command -v $compiler >/dev/null 2>&1; then
        check "cev.c compiles by $compiler" $compiler $strict -O2 \
            -c "$folded/cev.c" -o "$SCRATCH/cev.o"
    else
        skip "cev.c compiles by $compiler" "$compiler is not installed"
    fi
done
check "cev.h stands alone" $CC $strict -fsyntax-only -x c "$folded/cev.h"

# Those that take long call nothing that the others do not.
for source in tests/*/test_*.c; do
    test=${source%.c}
    case $test in
    tests/program/* | tests/value/test_*_fit | tests/value/test_predict | \
        tests/value/test_weird | tests/value/test_stress | \
        tests/value/test_estimate | tests/value/test_reach) continue ;;
    esac
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
check "a host with a prefix of its own builds" \
    $CC $strict -I"$folded" -DCEV_STATIC -DCEV_PREFIX=shop_ \
    "$SCRATCH/host.c" "$folded/cev.c" -lm -o "$SCRATCH/host"
check "and runs" sh -c '"$SCRATCH/host" | grep -q " CEV_OK$"'
$CC $strict -DCEV_STATIC -DCEV_PREFIX=shop_ -c "$folded/cev.c" \
    -o "$SCRATCH/shop.o"
nm -P -g "$SCRATCH/shop.o" | awk '$2 != "U" { print $1 }' >"$SCRATCH/names"
check "every name has the prefix" \
    sh -c 'grep -q "^shop_cev_ctx_new$" "$SCRATCH/names" &&
           ! grep -v "^shop_cev_" "$SCRATCH/names"'
check "two copies under two prefixes link into one host" sh -c '
    '"$CC"' -DCEV_PREFIX=a_ -c '"$folded"'/cev.c -o "$SCRATCH/a.o" &&
    '"$CC"' -DCEV_PREFIX=b_ -c '"$folded"'/cev.c -o "$SCRATCH/b.o" &&
    '"$CC"' -DCEV_PREFIX=a_ -I'"$folded"' "$SCRATCH/host.c" "$SCRATCH/a.o" \
        "$SCRATCH/b.o" -lm -o "$SCRATCH/two" &&
    "$SCRATCH/two"'
finish
