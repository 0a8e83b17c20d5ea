# rfm of a million customers beside a pass over memory; then kmeans of as many in
# eight columns, one thread: cev against scikit-learn, in turn. Without NumPy
# kmeans is not measured, without scikit-learn cev alone. ROWS, RUNS and PYTHON
# say what with.
: "${BUILD:=build}"
: "${PYTHON:=python3}"

echo
echo "rfm of ${ROWS:-1000000} customers (bench/rfm.c):"
"$BUILD/bench/rfm" "${ROWS:-1000000}" || exit 1
echo
echo "kmeans of ${ROWS:-1000000} customers:"
if ! "$PYTHON" -c "import numpy" 2>/dev/null; then
    echo "NumPy is not installed"
    exit 0
fi
CEV_LIBRARY=$BUILD/libcev.so PYTHONPATH=bindings/python \
    "$PYTHON" bench/segment.py "${ROWS:-1000000}" "${RUNS:-3}"
