# What the headers declare and what libcev.so exports are the same.
. tests/support/case.sh

if ! nm -D "$BUILD/libcev.so" >/dev/null 2>&1; then
    failed "exported symbols" "nm cannot read $BUILD/libcev.so"
    finish
fi

nm -D --defined-only "$BUILD/libcev.so" |
    awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort -u \
    >"$SCRATCH/exported"

# Declarations are told by the attribute that CEV_API stands for.
$CC -E -P -Iinclude include/cev.h | tr '\n' ' ' | tr ';' '\n' |
    sed -n 's/.*visibility("default")[^(]*[ *]\(cev_[a-z0-9_]*\) *(.*/\1/p' |
    sort -u >"$SCRATCH/declared"

check "headers declare functions" test -s "$SCRATCH/declared"
check "every name exported begins with cev_" \
    sh -c '! grep -v "^cev_[a-z]" "$SCRATCH/exported"'
check "every function declared is exported" \
    sh -c 'test -z "$(comm -23 "$SCRATCH/declared" "$SCRATCH/exported" |
           tee /dev/stderr)"'
check "every function exported is declared" \
    sh -c 'test -z "$(comm -13 "$SCRATCH/declared" "$SCRATCH/exported" |
           tee /dev/stderr)"'

if command -v readelf >/dev/null 2>&1; then
    readelf -d "$BUILD/libcev.so" >"$SCRATCH/dynamic"
    check "soname is libcev.so.0" \
        grep -q 'SONAME.*\[libcev\.so\.0\]' "$SCRATCH/dynamic"
    check "needs nothing but libc and libm" \
        sh -c '! grep NEEDED "$SCRATCH/dynamic" |
               grep -vE "\[(libc|libm|ld-linux[^]]*)\.(so|musl)[^]]*\]"'
    readelf -V "$BUILD/libcev.so" >"$SCRATCH/versions"
    check "symbols have a version" grep -q 'CEV_0\.1' "$SCRATCH/versions"
else
    skip "soname, needs and versions" "readelf is not installed"
fi
check "docs/since.txt and libcev.map are as the headers are" \
    tools/make-since check
finish
