# cev summary, clv, segments, cohorts: tables for scripts.
. tests/support/case.sh

small=tests/program/data/small_shop.csv

# table NAME OUT ARGUMENT...: a command that must print a table
table()
{
    table_name=$1
    table_out=$2
    shift 2
    check "$table_name" sh -c 'out=$1; shift; "$@" >"$out"' - "$table_out" \
        "$CEV" "$@"
}

# header NAME FILE WANTED
header()
{
    if [ "$(head -n 1 "$2")" = "$3" ]; then
        ok "$1"
    else
        failed "$1" "$(head -n 1 "$2")"
    fi
}

# rows NAME FILE WANTED: lines after the header
rows()
{
    if [ "$(($(wc -l <"$2") - 1))" -eq "$3" ]; then
        ok "$1"
    else
        failed "$1" "$(($(wc -l <"$2") - 1)) rows"
    fi
}

out="$SCRATCH/out.csv"
table "summary" "$out" summary $small
check_same "summary is as computed by hand" \
    tests/program/data/small_shop.summary.csv "$out"
table "summary in weeks" "$out" summary $small --unit week
check "an age of 177 days is 25.3 weeks" sh -c '
    grep "^<script>" "$1" | cut -d, -f4 | grep -q "^25\.28571428571428"' - "$out"
table "summary as of a day" "$out" summary $small --as-of 2024-02-29
rows "seven had bought by then" "$out" 7
table "summary with a holdout" "$out" summary $small --holdout 60d
header "its columns" "$out" "customer,x,t_x,T,litt,m_x,first,last,revenue,refunds,\
x_holdout,T_holdout,m_x_holdout,revenue_holdout"
check "björn came twice in it" sh -c '
    grep "^björn,2,60,77," "$1" | cut -d, -f11,12,14 |
        grep -q "^2,60,120$"' - "$out"

table "cohorts" "$out" cohorts $small --period quarter
cut -d, -f1-7,18 "$out" >"$SCRATCH/cohorts.csv"
check_same "cohorts are as computed by hand" \
    tests/program/data/small_shop.cohorts.csv "$SCRATCH/cohorts.csv"
table "cohorts at a margin" "$out" cohorts $small --period quarter \
    --margin 0.5 --discount 0
check "are worth half of what they brought" sh -c '
    awk -F, "NR > 1 && (\$15 * \$3 - \$7 / 2) ^ 2 > 1e-12 { wrong = 1 }
             END { exit wrong || NR < 2 }" "$1"' - "$out"

table "indicators" "$out" indicators $small --period quarter --interval 0
check "as many came in each quarter as were kept, won and won back" sh -c '
    awk -F, "NR > 1 && \$7 != \$3 + \$4 + \$5 { wrong = 1 }
             END { exit wrong || NR < 2 }" "$1"' - "$out"
check "and no limits are told" sh -c '
    sed -n 3p "$1" | cut -d, -f11,12 | grep -qx ","' - "$out"
check "nor is a column left out, however many" sh -c '
    sed -n 1p "$1" | grep -q ",gini,.*,change_value.*,complete$"' - "$out"

cat >"$SCRATCH/channels.csv" <<'END'
invoice,customer,date,amount,channel
1,ann,2024-01-02,10,web
1,ann,2024-01-02,5,
2,bob,2024-01-03,20,
3,ann,2024-02-02,30,shop
4,cid,2024-02-03,7,web
END
table "indicators by channel" "$out" indicators "$SCRATCH/channels.csv" \
    --by channel --period year
cut -d, -f1,2,8,9 "$out" >"$SCRATCH/by.csv"
check "each channel is a shop of its own" sh -c '
    printf "%s\n" period,channel,customers_active,purchases \
        2024-01-01,shop,1,1 2024-01-01,web,2,2 2024-01-01,,1,1 |
        diff - "$1"' - "$SCRATCH/by.csv"
table "cohorts by channel" "$out" cohorts "$SCRATCH/channels.csv" \
    --by channel --period year
rows "one each" "$out" 3

# Who sent goods back has as many fewer; a row that does not tell its items makes
# the order's unknown.
cat >"$SCRATCH/lines.csv" <<'END'
invoice,customer,date,amount,sku,qty,off,cogs
1,ann,2024-01-02,10,7,2,1,3
1,ann,2024-01-02,5,8,1,,4
1,ann,2024-01-09,-5,8,1,,4
2,bob,2024-01-03,20,7,3,4,6
3,cid,2024-01-04,8,7,,,2
3,cid,2024-01-04,8,9,1,,2
END
table "indicators with items and costs" "$out" indicators \
    "$SCRATCH/lines.csv" --period year --discounts off --cost cogs
check "tell them" awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
    NR == 2 { exit !($at["items_per_purchase"] == 2.5 &&
                     $at["purchases"] == 3 && $at["margin"] == 33 &&
                     sprintf("%.6f", $at["discount_rate"]) == "0.142857") }' \
    "$out"
table "indicators by product" "$out" indicators "$SCRATCH/lines.csv" \
    --by product --product sku --period year
cut -d, -f1,2,8,9 "$out" >"$SCRATCH/by.csv"
check "each product is a shop of its own" sh -c '
    printf "%s\n" period,product,customers_active,purchases \
        2024-01-01,7,3,3 2024-01-01,9,1,1 | diff - "$1"' - "$SCRATCH/by.csv"
check_fails "by a product that nobody tells" "$CEV" indicators \
    "$SCRATCH/channels.csv" --by product

# Where rows have no money of their own, an order's is divided as they cost; who
# gets nothing has bought nothing.
cat >"$SCRATCH/shopify.csv" <<'END'
Name,Email,Financial Status,Total,Refunded Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem discount,Discount Amount
#1,ann@example.org,paid,33.00,0,2024-01-02 10:00:00 +0000,2,mug,10.00,0,10.00
#1,,,,,,1,tote,15.00,5.00,
#1,,,,,,1,sticker,0.00,0,
#2,bob@example.org,partially_refunded,10.00,5.00,2024-01-03 10:00:00 +0000,1,mug,3.00,0,0
#2,,,,,,1,mug,3.00,0,
#2,,,,,,1,tote large,3.00,0,
#3,cid@example.org,paid,9.00,0,2024-01-04 10:00:00 +0000,1,sticker,0.00,0,0
END
table "indicators by Shopify's products" "$out" indicators \
    "$SCRATCH/shopify.csv" --by product --period year --interval 0
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
         NR > 1 { print $2, $at["customers_active"],
                  $at["items_per_purchase"], $at["revenue"] }' \
    "$out" >"$SCRATCH/by.csv"
check "divide what an order brought" sh -c '
    printf "%s\n" "mug 2 2 25.33" "sticker 1 1 9" "tote 1 1 11" \
        "tote large 1 1 1.67" | diff - "$1"' - "$SCRATCH/by.csv"
for name in shopify_orders_export woocommerce_advanced_order_export \
    woocommerce_webtoffee_orders; do
    shared "exports/$name.csv" || { skip "$name" "no $shared_file"; continue; }
    for by in shop product; do
        "$CEV" indicators "$shared_file" --tz UTC --by $by --period year \
            >"$SCRATCH/$by.csv" 2>"$SCRATCH/told"
    done
    # Commas of a quoted name stand before the figures: count from the end.
    check "products of $name bring what the shop does" awk -F, '
        FNR == 1 { for (i = 1; $i != "revenue"; i++) {}
                   behind = NF - i; file++; next }
        { sum[file] += $(NF - behind) }
        END { apart = sum[1] - sum[2]
              exit !(sum[1] > 0 && apart ^ 2 < 1e-12) }' \
        "$SCRATCH/shop.csv" "$SCRATCH/product.csv"
done

table "segments" "$out" segments $small
header "their columns" "$out" "customer,r,f,m,total,segment"
rows "everyone has one" "$out" 14
table "the profile of segments" "$out" segments --profile $small
header "its columns" "$out" "segment,meaning,customers,customers_share,\
revenue,revenue_share,recency,frequency,monetary"

table "clv" "$out" clv $small
rows "everyone has a value" "$out" 14
header "its columns" "$out" "customer,p_alive,p_alive_lo,p_alive_hi,\
expected_purchases,expected_purchases_lo,expected_purchases_hi,\
expected_spend,expected_spend_lo,expected_spend_hi,clv,clv_lo,clv_hi"
table "clv without intervals" "$out" clv $small --interval 0
header "fewer columns" "$out" \
    "customer,p_alive,expected_purchases,expected_spend,clv"
table "clv of nothing ahead" "$out" clv $small --interval 0 --horizon 0
check "is nothing" sh -c '! tail -n +2 "$1" | grep -qv ",0$"' - "$out"

# The margin is a factor.
"$CEV" clv $small --interval 0 2>/dev/null >"$SCRATCH/one.csv"
"$CEV" clv $small --interval 0 --margin 0.25 2>/dev/null >"$SCRATCH/quarter.csv"
check "a quarter of the margin is a quarter of the value" sh -c '
    sed "s/^.*,//" "$1" >"$3"; sed "s/^.*,//" "$2" | paste -d, "$3" - |
    tail -n +2 | awk -F, "{ d = \$1 / 4 - \$2; if (d < 0) d = -d
                            if (d > 1e-12 * \$1) exit 1 }"' \
    - "$SCRATCH/one.csv" "$SCRATCH/quarter.csv" "$SCRATCH/column.csv"

# Another story of leaving, with amounts and without.
"$CEV" clv $small --interval 0 --model mbgnbd 2>/dev/null >"$SCRATCH/mbg.csv"
check "nobody is active for sure by mbgnbd" sh -c '
    grep -q ",1," "$1" && ! cut -d, -f2 "$2" | grep -qx 1' \
    - "$SCRATCH/one.csv" "$SCRATCH/mbg.csv"
for model in auto bgnbd mbgnbd pareto_nbd ggom_nbd pareto_ggg bgbb bg_cnbd_k \
    mbg_cnbd_k; do
    check_status "clv by $model" 0 "$CEV" clv $small --model $model
    check_status "clv by $model in weeks" 0 \
        "$CEV" clv $small --model $model --unit week
done
check_status "an unknown model" 2 "$CEV" clv $small --model bgmbd

# Which model suits: a small shop cannot tell.
table "models" "$out" models $small
header "their columns" "$out" "model,is_chosen,log_likelihood,aic,actual,\
predicted,mae,rmse,log_score,shortfall,shortfall_std_error,why"
check "the simplest is taken of a small shop" sh -c '
    [ "$(grep -c "^[a-z_]*,1," "$1")" = 1 ] && grep -q "^bgnbd,1,.*chosen" "$1"' \
    - "$out"
check "the model is said" sh -c '
    "$1" clv "$2" 2>&1 >/dev/null | grep -q "the model is bgnbd$" &&
    "$1" clv "$2" --model mbgnbd 2>&1 >/dev/null |
        grep -q "the model is mbgnbd$"' - "$CEV" $small

printf 'customer,date\nada,2024-01-01\nada,2024-02-01\nbo,2024-02-03\n' \
    >"$SCRATCH/bare.csv"
table "clv without amounts" "$out" clv "$SCRATCH/bare.csv" --interval 0
header "no column of money" "$out" "customer,p_alive,expected_purchases"
check "no word on money" sh -c '
    ! "$1" clv "$2" 2>&1 >/dev/null | grep "amounts are"' \
    - "$CEV" "$SCRATCH/bare.csv"

# So many customers that the work is shared out.
awk 'BEGIN {
    print "customer,time,amount"
    for (i = 0; i < 20000; i++)
        printf "c%d,2024-%02d-%02d,%d\n",
            i * 7919 % 9001, 1 + i % 12, 1 + i % 28, 5 + i % 90 }' \
    >"$SCRATCH/many.csv"
table "clv on one thread" "$SCRATCH/alone.csv" clv "$SCRATCH/many.csv" \
    --model bgnbd --threads 1
rows "of 9,001 customers" "$SCRATCH/alone.csv" 9001
table "clv on three" "$out" clv "$SCRATCH/many.csv" --model bgnbd --threads 3
check_same "gives the same to the last digit" "$SCRATCH/alone.csv" "$out"
check_status "no thread" 2 "$CEV" clv $small --threads 0

check "what cannot be believed is said" sh -c '
    "$1" clv "$2" 2>&1 >/dev/null | grep -q "Few customers"' - "$CEV" $small

for command in summary clv models segments cohorts; do
    check_status "$command of no file" 2 "$CEV" $command
    check_status "$command of a file that is not there" 1 \
        "$CEV" $command "$SCRATCH/none.csv"
    check "$command explains itself" sh -c \
        '"$1" "$2" --help | grep -q "standard output"' - "$CEV" $command
    check "$command says when it cannot write" sh -c '
        [ ! -e /dev/full ] || ! "$1" "$2" "$3" >/dev/full 2>/dev/null' \
        - "$CEV" $command $small
done
finish
