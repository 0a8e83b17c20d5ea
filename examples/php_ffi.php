<?php
// A shop's orders from PHP, through FFI alone: no extension to install.
//
//     php php_ffi.php libcev.so [orders.csv]
declare(strict_types=1);

$cev = FFI::cdef(<<<'C'
    typedef struct cev_ctx cev_ctx;
    typedef struct cev_options cev_options;
    typedef struct cev_table cev_table;
    typedef struct cev_portfolio cev_portfolio;
    typedef struct cev_estimator cev_estimator;
    const char *cev_status_name(int32_t status);
    int32_t cev_ctx_new(void *allocator, void *user, cev_ctx **out);
    const char *cev_ctx_message(const cev_ctx *ctx);
    int32_t cev_options_new(cev_ctx *ctx, cev_options **out);
    int32_t cev_options_set_double(cev_options *options, const char *key, double value);
    int32_t cev_portfolio_new(cev_ctx *ctx, cev_portfolio **out);
    int32_t cev_portfolio_order_id(cev_portfolio *shop, int64_t customer, int64_t time, double amount);
    int64_t cev_portfolio_count(const cev_portfolio *shop, const char *what);
    int32_t cev_portfolio_summarise(const cev_portfolio *shop, int64_t as_of, const cev_options *options, cev_table **out);
    int32_t cev_estimator_new(cev_ctx *ctx, const char *kind, const cev_options *options, cev_estimator **out);
    int32_t cev_estimator_fit(cev_estimator *estimator, const cev_table *customers);
    int32_t cev_estimator_predict(const cev_estimator *estimator, const cev_table *customers, const cev_options *options, cev_table **out);
    int32_t cev_table_top(const cev_table *table, const char *by, int64_t rows, cev_table **out);
    int64_t cev_table_row_count(const cev_table *table);
    int64_t cev_table_int64(const cev_table *table, const char *column, int64_t row);
    double cev_table_double(const cev_table *table, const char *column, int64_t row);
    C, realpath($argv[1]));
$ctx = null;

function check(int $status): void
{
    global $cev, $ctx;
    if ($status !== 0)
        throw new RuntimeException($cev->cev_status_name($status) . ": "
            . ($ctx === null ? "" : $cev->cev_ctx_message($ctx)));
}

// What a call makes is its last argument, always.
function made(string $noun, string $verb, mixed ...$given): FFI\CData
{
    global $cev;
    $out = $cev->new("cev_$noun *");
    check($cev->{"cev_$verb"}(...[...$given, FFI::addr($out)]));
    return $out;
}

const TODAY = 20455 * 86400;
$orders = array_map("str_getcsv", file($argv[2] ?? "examples/till.csv"));
array_push($orders, [1417, TODAY + 36000, 41.5], [9001, TODAY + 39600, 12.75],
    [67, TODAY + 40200, -15]);

$ctx = made("ctx", "ctx_new", null, null);
$shop = made("portfolio", "portfolio_new", $ctx);
foreach ($orders as [$customer, $time, $amount])
    check($cev->cev_portfolio_order_id($shop, (int)$customer, (int)$time,
        (float)$amount));

$options = made("options", "options_new", $ctx);
foreach (["margin" => 0.3, "horizon" => 365.0] as $key => $value)
    check($cev->cev_options_set_double($options, $key, $value));
$clv = made("estimator", "estimator_new", $ctx, "clv", $options);
$everybody = made("table", "portfolio_summarise", $shop, TODAY, null);
check($cev->cev_estimator_fit($clv, $everybody));

$scores = made("table", "estimator_predict", $clv, $everybody, null);
$best = made("table", "table_top", $scores, "clv", 3);
printf("%d orders of %d customers. The best:\n",
    $cev->cev_portfolio_count($shop, "orders"),
    $cev->cev_portfolio_count($shop, "customers"));
for ($row = 0; $row < $cev->cev_table_row_count($best); $row++)
    printf("%6d %8.2f\n", $cev->cev_table_int64($best, "customer", $row),
        $cev->cev_table_double($best, "clv", $row));
