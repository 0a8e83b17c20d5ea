#!/bin/sh
# The learner boosting beside LightGBM and XGBoost, where they are installed:
# what they predict, and how long they take. DATA=folder takes the tables from
# elsewhere. See bench/README.md.
set -eu
: "${BUILD:=build}" "${DATA:=../shared/data}"
if ! python3 -c 'import numpy, pandas' 2>/dev/null; then
    echo "boosting: skipped, pandas is not installed"
    exit 0
fi
if [ ! -r "$DATA/telco_churn.csv" ]; then
    echo "boosting: skipped, $DATA/telco_churn.csv is not there"
    exit 0
fi
case $BUILD in
/*) CEV_LIBRARY=$BUILD/libcev.so ;;
*) CEV_LIBRARY=$PWD/$BUILD/libcev.so ;;
esac
export CEV_LIBRARY DATA OMP_NUM_THREADS=1
PYTHONPATH=bindings/python exec python3 bench/boosting.py
