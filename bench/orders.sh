# Orders in memory to a row a customer, through Python: cev against lifetimes, in
# turn. ORDERS=file.csv takes another file of the columns customer_id, date and
# amount; ORDER_COUNT, RUNS and PYTHON say what with else.
: "${BUILD:=build}"
: "${PYTHON:=python3}"
folder=$BUILD/bench/orders.d
count=${ORDER_COUNT:-2000000}
orders=${ORDERS:-$folder/$count.csv}

echo
echo "Orders in memory to a summary, processor seconds:"
if ! "$PYTHON" -c "import pandas" 2>/dev/null; then
    echo "not measured: python3 with pandas is not installed"
    exit 0
fi
mkdir -p "$folder"
[ -e "$orders" ] || "$BUILD/bench/orders" "$count" >"$orders"
CEV_LIBRARY=$BUILD/libcev.so PYTHONPATH=bindings/python${PYTHONPATH:+:$PYTHONPATH} \
    "$PYTHON" bench/orders.py "$orders" "${RUNS:-5}"
