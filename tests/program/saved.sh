# A saved portfolio in place of files of orders.
. tests/support/case.sh

sanitize=
[ "${SUITE:-plain}" != asan ] || sanitize=-fsanitize=address,undefined
export sanitize
check "C saves a portfolio" sh -c '
    $CC -std=c99 -Wall -Wextra -Wpedantic -Werror -Iinclude $sanitize \
        tests/bindings/save_bytes.c "$BUILD/libcev.a" -lm -o "$1/save" &&
    "$1/save" "$1/shop.cev" "$1/model.cev" "$1/answers.csv"' - "$SCRATCH"
saved=$SCRATCH/shop.cev

check "its customers are counted" sh -c '
    [ "$("$1" summary "$2" 2>"$3" | wc -l)" -eq 41 ] &&
    grep -q "^120 orders and 0 refunds" "$3"' - "$CEV" "$saved" "$SCRATCH/said"
check "a customer is as the library has it" sh -c '
    "$1" summary "$2" 2>/dev/null | grep -q "^customer 01,2,20,292,"' - \
    "$CEV" "$saved"
for name in clv segments cohorts; do
    check "$name takes it" "$CEV" $name "$saved"
done
if command -v "${NODE:-node}" >/dev/null 2>&1 &&
    ! grep -q 'cev_page_present = 0' "$BUILD/page.c"; then
    check "what moves its customers is in the report" sh -c '
        "$1" report --model bgnbd "$2" -o "$3" 2>/dev/null &&
        grep -q "\"drivers\":{[^}]*\"rows\":\[\[\"delivery\",[0-9.]*,0\.9" \
            "$3"' - "$CEV" "$saved" "$SCRATCH/page.html"
fi
head -c 1000 "$saved" >"$SCRATCH/cut.cev"
check_status "one that is cut short cannot be used" 3 \
    "$CEV" summary "$SCRATCH/cut.cev"
check_status "a model is no portfolio" 3 "$CEV" summary "$SCRATCH/model.cev"
finish
