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

check "an output that cannot be written is an error" sh -c '
    [ ! -e /dev/full ] || ! "$1" > /dev/full 2> /dev/null' - "$shop"

finish
