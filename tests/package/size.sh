# The library stays small: what is installed, without what debuggers read.
. tests/support/case.sh

# Of gcc 12; a megabyte is the promise.
limit=980000
name="libcev.so has at most $limit bytes"
case $($CC -dM -E -x c /dev/null 2>/dev/null) in
*__clang__*) built_by=clang ;;
*__x86_64__*) built_by=gcc ;;
*) built_by=another ;;
esac
if [ "$built_by ${CFLAGS:--O2}" != "gcc -O2" ]; then
    skip "$name" "that is of gcc -O2 on x86-64"
elif strip -s -o "$SCRATCH/stripped" "$BUILD/libcev.so" 2>/dev/null; then
    bytes=$(wc -c <"$SCRATCH/stripped")
    echo "# libcev.so: $bytes bytes"
    check "$name" test "$bytes" -le $limit
else
    skip "$name" "strip cannot read $BUILD/libcev.so"
fi
finish
