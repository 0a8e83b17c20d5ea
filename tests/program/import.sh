# cev import: the sample exports, plain files, standard input, memory, errors.
. tests/support/case.sh

# imports NAME FILE...: a sample export gives the expected orders and skips
imports()
{
    name=$1
    shift
    "$CEV" import "$@" --tz America/New_York --skipped "$SCRATCH/skipped.csv" \
        > "$SCRATCH/orders.csv" 2> "$SCRATCH/told"
    check_same "orders of $name" "$exports/expected/$name.csv" \
        "$SCRATCH/orders.csv"
    check_same "what $name leaves out" \
        "$exports/expected/$name.skipped.csv" "$SCRATCH/skipped.csv"
}

if shared exports/README.md; then
    exports=$(dirname "$shared_file")
    for wanted in "$exports"/expected/*.csv; do
        name=$(basename "$wanted" .csv)
        case $name in
        *.skipped) ;;
        toast_*)
            imports "$name" "$exports/toast_payment_details.csv" \
                "$exports/toast_order_details.csv"
            imports "$name" "$exports/toast_order_details.csv" \
                "$exports/toast_payment_details.csv" ;;
        *) imports "$name" "$exports/$name.csv" ;;
        esac
    done

    # Through a pipe, named, within 1 MB, and read again: all the same.
    file=$exports/shopify_orders_export.csv
    wanted=$exports/expected/shopify_orders_export.csv
    "$CEV" import - --format shopify --memory 1 --tz=America/New_York \
        < "$file" > "$SCRATCH/orders.csv" 2> "$SCRATCH/told"
    check_same "orders from standard input" "$wanted" "$SCRATCH/orders.csv"
    "$CEV" import "$wanted" > "$SCRATCH/orders.csv" 2> "$SCRATCH/told"
    check_same "its own output read again" "$wanted" "$SCRATCH/orders.csv"
    "$CEV" import "$file" "$file" --tz America/New_York \
        > "$SCRATCH/orders.csv" 2> "$SCRATCH/told"
    check_same "the same file twice" "$wanted" "$SCRATCH/orders.csv"
else
    skip "sample exports" "no $shared_file"
fi

# counts NAME FILE LINE OPTION...: standard error has the line
counts()
{
    name=$1 file=$2 line=$3
    shift 3
    shared "$file" || { skip "$name" "no $shared_file"; return; }
    "$CEV" import "$shared_file" "$@" > "$SCRATCH/orders.csv" \
        2> "$SCRATCH/told"
    check "$name" grep -q -x "$line" "$SCRATCH/told"
}

counts "all of CDNOW is kept, with its orders of nothing" cdnow_master.csv \
    "69659 rows read, 69659 orders and 0 refunds kept" --keep-zero
counts "orders without amounts" grocery.csv \
    "10483 rows read, 10483 orders and 0 refunds kept"
counts "cancellations are refunds" online_retail_2010_invoices.csv \
    "28816 rows read, 19213 orders and 4372 refunds kept"
counts "adjustments are left out" online_retail_2010_invoices.csv \
    " *3  excluded  *left out by --exclude-order" --exclude-order A

# plain WANTED-STATUS NAME INPUT OPTION...: the orders are left in orders.csv
plain()
{
    status=$1 name=$2
    printf "$3" > "$SCRATCH/in.csv"
    shift 3
    check_status "$name" "$status" sh -c '
        file=$1; shift
        "$CEV" import "$file/in.csv" "$@" > "$file/orders.csv" \
            2> "$file/told"' - "$SCRATCH" "$@"
}

# says NAME TEXT: so it was told on standard error
says()
{
    check "$1" grep -q -F -- "$2" "$SCRATCH/told"
}

export CEV
plain 0 "semicolons, decimal commas, a byte order mark, CRLF" \
    '\357\273\277kunde;datum;betrag\r\nA;31.12.2024;1.234,50\r\nB;31.02.2024;1,00\r\n' \
    --customer kunde --time datum --amount betrag --decimal-comma
says "a bad date is named with its place" \
    'in.csv:3: datum: "31.02.2024" is no date; wanted YYYY-MM-DD'
printf '%s\n' order_id,customer,time_utc,local_date,amount,currency,kind \
    line:2,A,,2024-12-31,1234.50,,sale > "$SCRATCH/wanted.csv"
check_same "its orders" "$SCRATCH/wanted.csv" "$SCRATCH/orders.csv"

plain 0 "rows left out are counted" \
    'email,date,total\na,2024-01-01,NaN\nb,1969-01-01,1\nc,2024-01-01\nd,2024-01-01,1\n'
says "each reason has its count" '1  bad_amount'
says "years have a range" 'wanted a year from 1970 to 2100'
says "short rows are named" 'begins a row of 2 fields; wanted 3'
says "columns that were guessed are told" 'customer = "email", time = "date"'

plain 0 "several currencies are told" \
    'email,date,total,currency\na,2024-01-01,1,EUR\nb,2024-01-01,1,USD\n'
says "they are never added up" 'there are 2 currencies'
plain 0 "one currency is chosen" \
    'email,date,total,currency\na,2024-01-01,1,EUR\nb,2024-01-01,1,USD\n' \
    --currency EUR
says "the others are left out" '1  other_currency'

plain 3 "an empty file" ''
says "is named" 'is empty'
plain 3 "a header alone" 'email,date\n'
plain 3 "wrong columns" 'a,b\n1,2\n'
says "tell what there is" 'the file has a, b'
check "and leave the output empty" test ! -s "$SCRATCH/orders.csv"
plain 3 "a column that is not there" 'email,date\na,2024-01-01\n' \
    --amount total
says "names those that are" 'there is no column "total"'
plain 3 "a name that occurs twice" 'email,date,date\na,2024-01-01,1\n'
plain 3 "UTF-16" '\377\376a\000'
plain 2 "an unknown zone" 'email,date\na,2024-01-01\n' --tz Europe/Berln
plain 2 "an unknown format" 'email,date\na,2024-01-01\n' --format excel
plain 2 "an unknown option" '' --curency EUR
says "proposes the nearest" 'did you mean --currency?'
check_status "no file" 2 "$CEV" import
check_status "a file that is not there" 1 "$CEV" import "$SCRATCH/none.csv"
check_status "an unknown command" 2 "$CEV" imprt
check_status "help" 0 "$CEV" import --help
check_status "help by name" 0 "$CEV" help import
check "the version" sh -c '"$CEV" --version | grep -q "^cev [0-9]"'
check "output that cannot be written is an error" sh -c '
    [ ! -e /dev/full ] || ! "$CEV" import "$1/wanted.csv" > /dev/full' - \
    "$SCRATCH"

finish
