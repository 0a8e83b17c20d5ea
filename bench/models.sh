# The value models on a million customers: cev against lifetimes, in turn, and
# beside each what one pass over its columns takes. SIM=file.csv takes another
# file of the columns customer_id,x,t_x,T,m_x; PARETO=1 waits for lifetimes'
# Pareto/NBD too.
: "${BUILD:=build}"
folder=$BUILD/bench/models.d
customers=${SIM:-$folder/customers.csv}
rounds=${RUNS:-3}

echo
echo "Value models on $(basename "$customers"):"
mkdir -p "$folder"
if [ -z "${SIM:-}" ] && [ ! -e "$customers" ]; then
    "$BUILD/bench/customers" 1000000 >"$customers.part" || exit 1
    mv "$customers.part" "$customers"
elif [ ! -r "$customers" ]; then
    echo "cannot read $customers"
    exit 1
fi
echo "$(($(wc -l <"$customers") - 1)) customers, $rounds rounds;" \
    "load when begun:$(uptime | sed 's/.*average[s]*://')"
if python3 -c 'import lifetimes' 2>/dev/null; then
    peer="python3 bench/models_lifetimes.py $customers ${PARETO:+--pareto}"
    python3 -c 'import lifetimes, numpy, pandas, scipy, sys
print("lifetimes", lifetimes.__version__, "on Python", sys.version.split()[0],
      *(f"{m.__name__} {m.__version__}" for m in (numpy, pandas, scipy)))'
else
    peer=true
    echo "no comparison: python3 with lifetimes is not installed"
fi

: >"$folder/seen"
for round in $(seq "$rounds"); do
    "$BUILD/bench/models" "$customers" 3 >>"$folder/seen" || exit 1
    $peer >>"$folder/seen" || exit 1
done

# Medians of the runs, ratios of processor time. Both must have found the
# same, or the figures mean nothing.
awk '
function median(list, n,    v, i, j, t) {
    split(list, v, " ")
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; j--) {
            t = v[j]; v[j] = v[j - 1]; v[j - 1] = t
        }
    least = v[1] + 0
    return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
}
{
    id = $1 " " $2 " " $3
    runs[id]++
    processor[id] = processor[id] " " $4
    wall[id] = wall[id] " " $5
    bytes[id] = $6
    result[id] = $7
    task = $2 " " $3
    if (!(task in known)) {
        known[task] = 1
        order[++tasks] = task
    }
}
END {
    printf "%-19s %9s %9s %9s %7s %9s %9s %9s %7s\n", "", "proc. s", "least",
        "wall s", "bytes", "lifetimes", "least", "wall s", "ratio"
    for (i = 1; i <= tasks; i++) {
        own = "cev " order[i]
        peer = "lifetimes " order[i]
        w = median(wall[own], runs[own])
        p = median(processor[own], runs[own])
        printf "%-19s %9.4f %9.4f %9.4f %7.1f", order[i], p, least, w,
            bytes[own]
        if (runs[peer]) {
            w = median(wall[peer], runs[peer])
            q = median(processor[peer], runs[peer])
            printf " %9.4f %9.4f %9.4f %7.1f", q, least, w, q / p
            off = result[own] / result[peer] - 1
            if (off > 1e-4 || off < -1e-4)
                differ = differ "They differ in " order[i] ": " result[own] \
                    " and " result[peer] "\n"
        }
        print ""
    }
    printf "%s", differ
    exit differ != ""
}' "$folder/seen"
