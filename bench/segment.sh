# kmeans of a million customers in eight columns, one thread: cev against
# scikit-learn, in turn. Without NumPy nothing is measured, without scikit-learn
# cev alone. ROWS, RUNS and PYTHON say what with.
: "${BUILD:=build}"
: "${PYTHON:=python3}"

echo
echo "kmeans of ${ROWS:-1000000} customers:"
if ! "$PYTHON" -c "import numpy" 2>/dev/null; then
    echo "NumPy is not installed"
    exit 0
fi
CEV_LIBRARY=$BUILD/libcev.so PYTHONPATH=bindings/python \
    "$PYTHON" bench/segment.py "${ROWS:-1000000}" "${RUNS:-3}"
