# Headers, exported symbols, bindings/api.json and the kinds of the library
# say the same. After a change of the interface bindings/api.json is made anew:
#     tools/make-api build/libcev.so >bindings/api.json
. tests/support/case.sh

if ! command -v python3 >/dev/null 2>&1; then
    skip "bindings/api.json" "python3 is not installed"
    finish
fi
if [ "${SUITE:-plain}" = asan ]; then
    skip "bindings/api.json" "a sanitized library does not load into python3"
    finish
fi

check "the interface can be described" \
    sh -c 'tools/make-api "$1/libcev.so" >"$2"' - "$BUILD" "$SCRATCH/api.json"
check_same "bindings/api.json is as tools/make-api writes it" \
    bindings/api.json "$SCRATCH/api.json"

if ! nm -D "$BUILD/libcev.so" >"$SCRATCH/symbols" 2>/dev/null; then
    skip "exported symbols" "nm cannot read the library"
    finish
fi
awk '$2 == "T" { sub(/@.*/, "", $3); print $3 }' "$SCRATCH/symbols" |
    LC_ALL=C sort >"$SCRATCH/exported"
python3 -c 'import json
print("\n".join(sorted(json.load(open("bindings/api.json"))["functions"])))' \
    >"$SCRATCH/described"
LC_ALL=C sort -o "$SCRATCH/described" "$SCRATCH/described"
check_same "bindings/api.json has every exported function, and no other" \
    "$SCRATCH/exported" "$SCRATCH/described"
finish
