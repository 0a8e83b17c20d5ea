# A million orders from CSV to a row a customer: cev against pandas, which
# does not even have to write the rows. Beside them what pandas takes to start
# and what it takes to read the bytes of the file once.
: "${BUILD:=build}"
folder=$BUILD/bench/summary
orders=${ORDERS:-$folder/orders.csv}

echo
echo "Per-customer summary of $(basename "$orders"):"
if ! python3 -c 'import pandas' 2>/dev/null; then
    echo "not measured: python3 with pandas is not installed"
    exit 0
fi
mkdir -p "$folder"
[ -e "$orders" ] || "$BUILD/bench/orders" 1000000 >"$orders"
echo "$(wc -l <"$orders") lines, $(wc -c <"$orders") bytes," \
    "$(python3 -c 'import pandas, sys; print("pandas", pandas.__version__,
       "on Python", sys.version.split()[0])')"

python3 bench/measure.py --runs "${RUNS:-7}" --into "$folder" \
    "cev=$BUILD/cev summary $orders" \
    "pandas=python3 bench/summary_pandas.py $orders" \
    "import pandas=python3 -c 'import pandas'" \
    "read once=cat $orders" 2>"$folder/log" || {
    cat "$folder/log"
    exit 1
}

# Both must have found the same, or the figures mean nothing.
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    { n++; x += $column["x"]; t_x += $column["t_x"]; T += $column["T"]
      m_x += $column["m_x"] }
    END { printf "%d %d %d %d %.2f\n", n, x, t_x, T, m_x }' \
    "$folder/cev.out" >"$folder/cev.sums"
if cmp -s "$folder/cev.sums" "$folder/pandas.out"; then
    echo "Both find $(cat "$folder/cev.sums") (customers; sums of x, t_x, T, m_x)."
else
    echo "They differ: cev $(cat "$folder/cev.sums")," \
        "pandas $(cat "$folder/pandas.out")"
    exit 1
fi
