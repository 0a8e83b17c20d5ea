# Indicators and cohorts by month of ten million orders that are in memory: cev
# against pandas and, where it is installed, DuckDB, one thread each, in turn.
# INDICATOR_ORDERS, RUNS and PYTHON say what with.
: "${BUILD:=build}"
: "${PYTHON:=python3}"
folder=$BUILD/bench/indicators
count=${INDICATOR_ORDERS:-10000000}

echo
echo "Indicators and cohorts of $count orders, processor seconds:"
if ! "$PYTHON" -c "import pandas" 2>/dev/null; then
    echo "not measured: python3 with pandas is not installed"
    exit 0
fi
mkdir -p "$folder"
[ -e "$folder/$count.csv" ] || "$BUILD/bench/orders" "$count" >"$folder/$count.csv"
CEV_LIBRARY=$BUILD/libcev.so PYTHONPATH=bindings/python${PYTHONPATH:+:$PYTHONPATH} \
    "$PYTHON" bench/indicators.py "$folder/$count.csv" "${RUNS:-3}"
