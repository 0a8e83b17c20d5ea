#!/bin/sh
# bench/coverage.sh: how often 90 % intervals hold the truth in simulated shops
# (bench/coverage.c says what the columns are). SHOPS=1000 takes its time.
set -eu
: "${BUILD:=build}" "${SHOPS:=20}" "${CUSTOMERS:=200}"
echo "kind customers quantity shops covered below above width open"
for kind in bgnbd mbgnbd pareto_nbd ggom_nbd pareto_ggg bg_cnbd_k mbg_cnbd_k bgbb \
    gamma_gamma sbg bdw; do
    "$BUILD/bench/coverage" "$kind" "$CUSTOMERS" "$SHOPS"
done
