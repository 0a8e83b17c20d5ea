# The demo's invented shop: the same file on every machine.
. tests/support/case.sh

shop="${BUILD:-build}/examples/demo_shop"
orders="$SCRATCH/orders.csv"

check "the shop writes its orders" sh -c '"$1" > "$2"' - "$shop" "$orders"

# Any change of a byte is a change of the demo: look at it, then write the new
# sum here.
check "its file is the one on record" sh -c '
    [ "$(cksum < "$1")" = "2991121579 7834356" ]' - "$orders"

check "every address is an invented one" sh -c '
    grep -o "[^,\"]*@[^,\"]*" "$1" | tr "[:upper:]" "[:lower:]" |
        grep -v "@example\.com$" | { ! grep -q .; }' - "$orders"

"$CEV" import "$orders" --skipped "$SCRATCH/left.csv" \
    > "$SCRATCH/kept.csv" 2> "$SCRATCH/said"
check "cev import keeps 8084 of its orders" sh -c '
    [ "$(wc -l < "$1")" -eq 8085 ]' - "$SCRATCH/kept.csv"
check "and tells why it leaves out 767" sh -c '
    [ "$(sed 1d "$1" | cut -d, -f2 | sort | uniq -c | tr -s " " | tr "\n" ";")" \
    = " 126 cancelled; 135 fully_refunded; 411 no_customer; 73 not_paid;\
 6 test_order; 16 zero_value;" ]' - "$SCRATCH/left.csv"

check "an output that cannot be written is an error" sh -c '
    [ ! -e /dev/full ] || ! "$1" > /dev/full 2> /dev/null' - "$shop"

finish
