# The examples under whatever the suite is built with, and what they do when
# something is wrong. (tests/package/examples.sh runs those of other languages.)
. tests/support/case.sh

examples="${BUILD:-build}/examples"

for name in till segments save_load subscriptions parts churn; do
    "$examples/$name" > "$SCRATCH/$name.out"
    check_same "$name prints what is on file" "examples/$name.out" \
        "$SCRATCH/$name.out"
done

check "what is saved in the evening is there in the morning" sh -c '
    [ "$(sed "s/^[^:]*//" examples/save_load.out | sort -u | wc -l)" -eq 1 ]'
check "NumPy says what the till says" sh -c '
    head -n 4 examples/numpy_ctypes.out | cmp -s - examples/till.out'
check "and so does Ruby" cmp -s examples/numpy_ctypes.out examples/ruby_ffi.out

check_fails "till cannot read its orders" "$examples/till" "$SCRATCH/none.csv"
check_fails "segments cannot read its orders" "$examples/segments" \
    "$SCRATCH/none.csv"
check_fails "save_load cannot write its file" "$examples/save_load" \
    examples/till.csv "$SCRATCH/none/shop"
finish
