# What the library answers here is sound, and the same to the last bit as in the
# suites that ran before, which other compilers built. (SELFTEST-HASH-1)
. tests/support/case.sh

"$BUILD/cev-selftest" $(ls tests/reference/*.csv) >"$SCRATCH/said"
check "cev-selftest finds the library sound" test $? -eq 0
grep '^failed' "$SCRATCH/said" | sed 's/^/    /'
grep -v '^#' "$SCRATCH/said" >"$RESULTS/selftest.said"
for other in "$RESULTS"/../*/selftest.said; do
    earlier=${other%/*}
    earlier=${earlier##*/}
    [ "$earlier" = "$SUITE" ] ||
        check_same "$SUITE answers as $earlier did, to the last bit" \
            "$other" "$RESULTS/selftest.said"
done
finish
