// A shop's orders from Node, through koffi alone: no binding to install.
//
//     npm install koffi
//     node node_koffi.js libcev.so [orders.csv]
"use strict";
const { readFileSync } = require("node:fs");
const { resolve } = require("node:path");
const koffi = require("koffi");

const library = koffi.load(resolve(process.argv[2]));
const cev = {};
for (const declaration of [
  "const char *cev_status_name(int32_t status)",
  "int32_t cev_ctx_new(void *alloc, void *user, _Out_ void **out)",
  "const char *cev_ctx_message(void *ctx)",
  "int32_t cev_options_new(void *ctx, _Out_ void **out)",
  "int32_t cev_options_set_double(void *options, const char *key, double value)",
  "int32_t cev_portfolio_new(void *ctx, _Out_ void **out)",
  "int32_t cev_portfolio_order_id(void *shop, int64_t id, int64_t time, double amount)",
  "int64_t cev_portfolio_count(void *shop, const char *what)",
  "int32_t cev_portfolio_summarise(void *shop, int64_t as_of, void *options, _Out_ void **out)",
  "int32_t cev_estimator_new(void *ctx, const char *kind, void *options, _Out_ void **out)",
  "int32_t cev_estimator_fit(void *estimator, void *customers)",
  "int32_t cev_estimator_predict(void *estimator, void *customers, void *options, _Out_ void **out)",
  "int32_t cev_table_top(void *table, const char *by, int64_t rows, _Out_ void **out)",
  "int64_t cev_table_row_count(void *table)",
  "int64_t cev_table_int64(void *table, const char *column, int64_t row)",
  "double cev_table_double(void *table, const char *column, int64_t row)",
])
  cev[/cev_(\w+)\(/.exec(declaration)[1]] = library.func(declaration);

let ctx = null;

function check(status) {
  if (status !== 0)
    throw new Error(`${cev.status_name(status)}: ${cev.ctx_message(ctx)}`);
}

// What a call makes is its last argument, always.
function made(verb, ...given) {
  const out = [null];
  check(cev[verb](...given, out));
  return out[0];
}

const today = 20455 * 86400;
const orders = readFileSync(process.argv[3] ?? "examples/till.csv", "utf8")
  .trim().split("\n").map((line) => line.split(",").map(Number));
orders.push([1417, today + 36000, 41.5], [9001, today + 39600, 12.75],
  [67, today + 40200, -15]);

ctx = made("ctx_new", null, null);
const shop = made("portfolio_new", ctx);
for (const [customer, time, amount] of orders)
  check(cev.portfolio_order_id(shop, customer, time, amount));

const options = made("options_new", ctx);
for (const [key, value] of Object.entries({ margin: 0.3, horizon: 365 }))
  check(cev.options_set_double(options, key, value));
const clv = made("estimator_new", ctx, "clv", options);
const everybody = made("portfolio_summarise", shop, today, null);
check(cev.estimator_fit(clv, everybody));

const scores = made("estimator_predict", clv, everybody, null);
const best = made("table_top", scores, "clv", 3);
console.log(`${cev.portfolio_count(shop, "orders")} orders of ${
  cev.portfolio_count(shop, "customers")} customers. The best:`);
for (let row = 0; row < cev.table_row_count(best); row++)
  console.log(String(cev.table_int64(best, "customer", row)).padStart(6),
    cev.table_double(best, "clv", row).toFixed(2).padStart(8));
