#!/bin/sh
# What the Python binding adds to the bare calls of C. See bench/README.md.
set -eu
: "${BUILD:=build}"
if ! python3 -c 'import numpy' 2>/dev/null; then
    echo "calls: skipped, NumPy is not installed"
    exit 0
fi
case $BUILD in
/*) CEV_LIBRARY=$BUILD/libcev.so ;;
*) CEV_LIBRARY=$PWD/$BUILD/libcev.so ;;
esac
export CEV_LIBRARY
PYTHONPATH=bindings/python exec python3 bench/calls.py
