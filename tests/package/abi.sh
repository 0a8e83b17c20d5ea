# What programs are bound to stays: whatever the baseline in tests/package/abi/
# has is still there and unchanged on four architectures, and a program that was
# built with its headers runs with the library of today. Additions are free.
. tests/support/case.sh

[ "${SUITE:-plain}" = plain ] || {
    skip "the ABI" "it is compared once, in the plain suite"
    finish
}
for tool in abidw python3; do
    command -v $tool >/dev/null 2>&1 || {
        skip "the ABI" "$tool is not installed"
        finish
    }
done

baseline=tests/package/abi
# all_there NAME THEN NOW: passes when each line of THEN is one of NOW
all_there()
{
    LC_ALL=C comm -23 "$2" "$3" >"$SCRATCH/gone"
    check "$1" sh -c '
        [ ! -s "$SCRATCH/gone" ] || {
            echo "gone or changed (before 1.0: make abi-baseline):"
            cat "$SCRATCH/gone"
            exit 1
        }'
}

for architecture in x86_64 aarch64 i686 s390x; do
    tools/abi $architecture >"$SCRATCH/now" 2>"$SCRATCH/why"
    case $? in
    0) all_there "the calls and types of $architecture are all there" \
        "$baseline/$architecture.txt" "$SCRATCH/now" ;;
    3) skip "the calls and types of $architecture" "$(cat "$SCRATCH/why")" ;;
    *) failed "the calls and types of $architecture" "$(cat "$SCRATCH/why")" ;;
    esac
done
sed -n 's/ *$//; s/^#define \(CEV_[A-Z0-9_]* [^ ].*\)/\1/p' "$baseline/headers.txt" |
    grep -vE '^CEV_(API|VERSION_[A-Z]+) ' | LC_ALL=C sort >"$SCRATCH/then.txt"
sed -n 's/^[0-9.]* //p' docs/since.txt | LC_ALL=C sort >"$SCRATCH/now.txt"
all_there "status codes, options, kinds and other constants are all there" \
    "$SCRATCH/then.txt" "$SCRATCH/now.txt"

# The program is linked with a library of the baseline's headers and versions,
# in which nothing works.
native=$(uname -m)
[ -e "$baseline/$native.txt" ] || {
    skip "a program of the baseline" "there is none for $native"
    finish
}
mkdir "$SCRATCH/then"
cp "$baseline/headers.txt" "$SCRATCH/then/cev.h"
awk -F '[@ ]' '/@/ { names[$2] = names[$2] $1 "; " }
    END { for (node in names) print node " { " names[node] "};" }' \
    "$baseline/$native.txt" >"$SCRATCH/then/map"
awk -F @ '/@/ { print "(call)" $1 "," }' "$baseline/$native.txt" \
    >"$SCRATCH/then/calls.h"
check "the library of the baseline is made" env INCLUDE="$SCRATCH/then" \
    MAP="$SCRATCH/then/map" STUB="$SCRATCH/then/libcev.so" \
    tools/abi "$native"
check "a program is built with it" $CC -std=c99 -I"$SCRATCH/then" \
    tests/package/abi/program.c -L"$SCRATCH/then" -lcev -o "$SCRATCH/program"
check "it runs with the library of today" \
    env LD_LIBRARY_PATH="$BUILD" LD_BIND_NOW=1 "$SCRATCH/program"
finish
