# cev report: the page is whole, offline, safe, and its figures are true.
. tests/support/case.sh

small=tests/program/data/small_shop.csv
page="$SCRATCH/page.html"
NODE=${NODE:-node}

# look CHECK NAME PAGE [WORD]: a case that node judges
look()
{
    check "$2" "$NODE" tests/program/report.mjs "$1" "$3" "$4"
}

# orders NAME LINE...: a file of orders
orders()
{
    orders_file="$SCRATCH/$1.csv"
    shift
    printf 'customer,date,amount\n' >"$orders_file"
    printf '%s\n' "$@" >>"$orders_file"
}

# page_of NAME LINE...: the page of such a file
page_of()
{
    page_name=$1
    orders "$@"
    check "a page for $page_name" "$CEV" report "$orders_file" -o "$page"
}

check_status "no file is a usage error" 2 "$CEV" report
check_status "a wrong day is a usage error" 2 \
    "$CEV" report $small --as-of yesterday -o "$page"
check_status "a wrong length of time is a usage error" 2 \
    "$CEV" report $small --horizon soon -o "$page"
check "the manual is printed" sh -c '"$1" report --help | grep -q pseudonymise' \
    - "$CEV"

if ! command -v "$NODE" >/dev/null 2>&1 ||
    grep -q 'cev_page_present = 0' "$BUILD/page.c"; then
    check "without the page it says what to install" sh -c '
        ! "$1" report "$2" -o "$3" 2>"$4" && grep -q "node" "$4"' \
        - "$CEV" $small "$page" "$SCRATCH/said"
    skip "the report page" "node is not installed, or the page was not built"
    finish
fi

look compile "every picture compiles and is documented"
check "the page is written" "$CEV" report $small -o "$page"
look offline "nothing is fetched" "$page"
look policy "the policy names the page's scripts and nothing else" "$page"
look data "the data are whole" "$page"
look columns "every picture gets the columns it documents" "$page"
look figure "the simplest model is taken" "$page" model.kind=bgnbd
for name in '<script>alert(1)</script>' '=HYPERLINK(1)' '"quoted", and comma' \
    '</script><img src=x onerror=alert(2)>'; do
    look escaped "safe: $name" "$page" "$name"
done
look figure "customers are counted" "$page" figures.customers.value=14
look figure "repeat customers are counted" "$page" \
    figures.repeat_rate.customers=8
look figure "rows are counted" "$page" quality.rows=32
look figure "refunds are counted" "$page" quality.refunds=2

check "names are replaced on request" "$CEV" report $small --pseudonymise \
    -o "$SCRATCH/hidden.html"
for name in ada@example.com HYPERLINK carl 'alert('; do
    look hidden "replaced: $name" "$SCRATCH/hidden.html" "$name"
done

check "--customers bounds the list, not the figures" "$CEV" report $small \
    --customers 3 -o "$page"
look figure "three are listed" "$page" customers_valuable=3
look figure "all are counted" "$page" figures.customers.value=14

check "standard output" sh -c '"$1" report "$2" -o - >"$3" 2>/dev/null' \
    - "$CEV" $small "$page"
look data "the data on standard output are whole" "$page"

# Every model has its page.
for model in bgnbd mbgnbd pareto_nbd ggom_nbd pareto_ggg bgbb bg_cnbd_k \
    mbg_cnbd_k; do
    check "a page by $model" "$CEV" report $small --unit week --model $model \
        -o "$page"
    look figure "it says so: $model" "$page" model.kind=$model
    look data "its data are whole: $model" "$page"
done

# Who will leave: learnt where there are enough, else the page says why not.
look figure "a small shop teaches nothing of who leaves" "$page" \
    churn.learnt=undefined
awk 'BEGIN {
    print "customer,date,amount"
    for (c = 1; c <= 240; c++)
        for (m = c % 6; m <= (c * 7) % 20; m += 1 + c % 3)
            printf "c%d,%d-%02d-%02d,%d\n", c, 2023 + int(m / 12), m % 12 + 1,
                1 + c % 28, 10 + c % 9
}' >"$SCRATCH/many.csv"
check "a page of 240 customers" "$CEV" report "$SCRATCH/many.csv" \
    --model mbgnbd -o "$page"
look figure "it says who will leave" "$page" churn.why_not=null
look figure "by how long they have been silent" "$page" \
    data.churn_factors.rows.0.0=silence
look figure "a learner for few customers" "$page" churn.learner=glm
look figure "and what they will spend" "$page" data.spend_ahead.rows.0.0=1
look data "the data of who leaves are whole" "$page"
look columns "the pictures of who leaves have their columns" "$page"
check "the costs of an offer are taken" "$CEV" report "$SCRATCH/many.csv" \
    --model mbgnbd --offer 1000 --contact 2 --pseudonymise -o "$page"
look figure "an offer that is too dear is for nobody" "$page" \
    churn.gate.rows.0.2=0
look hidden "names are replaced among those who leave" "$page" c239

check_status "a learner that is none cannot be shown" 3 "$CEV" report \
    "$SCRATCH/many.csv" --model mbgnbd --learner "$SCRATCH/many.csv" \
    -o "$page"
check_status "a time of no length is refused" 2 "$CEV" report \
    "$SCRATCH/many.csv" --within 0d -o "$page"
check "a time to leave in is taken" "$CEV" report "$SCRATCH/many.csv" \
    --model mbgnbd --holdout 0 --within 60d -o "$page"
look figure "customers have so long to leave in" "$page" churn.days=60

# Shops with little to say still get a page.
page_of "one customer" 'ada,2024-01-01,10'
look figure "one customer" "$page" figures.customers.value=1
look columns "one customer: the pictures' columns are there" "$page"
page_of "one customer who came back" 'ada,2024-01-01,10' 'ada,2024-03-01,12'
look data "one customer who came back: the data are whole" "$page"
page_of "nobody who came back" 'ada,2024-01-01,10' 'bo,2024-02-01,12' \
    'cy,2024-03-03,9'
look data "nobody came back: the data are whole" "$page"
page_of "refunds alone" 'ada,2024-01-01,-10' 'bo,2024-02-01,-12'
look figure "no customer" "$page" figures.customers.value=0
look columns "no customer: the pictures' columns are there" "$page"
page_of "everyone identical" 'ada,2024-01-01,10' 'ada,2024-02-01,10' \
    'bo,2024-01-01,10' 'bo,2024-02-01,10' 'cy,2024-01-01,10' \
    'cy,2024-02-01,10'
look data "everyone identical: the data are whole" "$page"
page_of "tiny and huge amounts" 'ada,2024-01-01,1e-9' 'ada,2024-02-01,1e12' \
    'bo,2024-01-01,1e12' 'bo,2024-03-01,1e-9' 'cy,2024-01-05,1'
look data "tiny and huge amounts: the data are whole" "$page"

printf 'customer,date\nada,2024-01-01\nada,2024-02-01\nbo,2024-02-03\n' \
    >"$SCRATCH/bare.csv"
check "a page without amounts" "$CEV" report "$SCRATCH/bare.csv" -o "$page"
look figure "money is left out" "$page" money=false

check_status "an empty file is unusable" 3 "$CEV" report /dev/null -o "$page"
printf 'customer,date,amount,currency\na,2024-01-01,1,EUR\nb,2024-01-02,1,USD\n' \
    >"$SCRATCH/two.csv"
check_status "two currencies are refused" 3 "$CEV" report "$SCRATCH/two.csv" \
    -o "$page"
check "one of them is taken" "$CEV" report "$SCRATCH/two.csv" \
    --currency EUR -o "$page"
check_status "a day before the first order is refused" 3 "$CEV" report $small \
    --as-of 2020-01-01 -o "$page"
check_status "a page that cannot be written is an error" 1 "$CEV" report $small \
    -o "$SCRATCH/no/such/folder.html"

# Looked at by a browser, where there is one: every picture is drawn.
browser=
for name in chromium chromium-browser google-chrome; do
    command -v $name >/dev/null 2>&1 && browser=$name && break
done
if [ -z "$browser" ]; then
    skip "the page in a browser" "no chromium is installed"
    finish
fi
"$CEV" report $small -o "$page" 2>/dev/null
timeout 60 $browser --headless --no-sandbox --disable-gpu --disable-quic \
    --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --user-data-dir="$SCRATCH/browser" --dump-dom \
    --virtual-time-budget=20000 "file://$page" \
    >"$SCRATCH/dom.html" 2>"$SCRATCH/browser.log"
check "the browser draws every picture" grep -q 'data-drawn="all"' \
    "$SCRATCH/dom.html"
check "no picture fails in the browser" sh -c '
    ! grep -q "class=\"empty failed\"" "$1"' - "$SCRATCH/dom.html"
check "the browser has nothing to complain of" sh -c '
    ! grep -E "CONSOLE.*(Error|Refused|violates)" "$1"' - "$SCRATCH/browser.log"
finish
