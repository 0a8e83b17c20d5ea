// A shop's orders from Go, through cgo alone: no binding to install.
//
//	CGO_CFLAGS=-Iinclude CGO_LDFLAGS="build/libcev.a -lm" go run go_cgo.go [orders.csv]
package main

// #include <cev.h>
import "C"

import (
	"bufio"
	"fmt"
	"log"
	"os"
)

var ctx *C.cev_ctx

// must stops with the reason in words: which argument, which value, what else.
func must(status C.int32_t) {
	if status != C.CEV_OK {
		log.Fatalf("%s: %s", C.GoString(C.cev_status_name(status)),
			C.GoString(C.cev_ctx_message(ctx)))
	}
}

// text is a C string. It is never freed: there are ten, and the program ends.
func text(s string) *C.char { return C.CString(s) }

func loadOrders(shop *C.cev_portfolio, path string) {
	file, err := os.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var customer, time int64
		var amount float64
		if _, err := fmt.Sscanf(lines.Text(), "%d,%d,%g", &customer, &time, &amount); err != nil {
			log.Fatal(err)
		}
		must(C.cev_portfolio_order_id(shop, C.int64_t(customer), C.int64_t(time), C.double(amount)))
	}
	if lines.Err() != nil {
		log.Fatal(lines.Err())
	}
}

func main() {
	const today = 20455 * 86400
	path := "examples/till.csv"
	if len(os.Args) > 1 {
		path = os.Args[1]
	}
	var shop *C.cev_portfolio
	var options *C.cev_options
	var clv *C.cev_estimator
	var everybody, scores, best *C.cev_table

	must(C.cev_ctx_new(nil, nil, &ctx))
	defer C.cev_ctx_free(ctx)
	must(C.cev_portfolio_new(ctx, &shop))
	defer C.cev_portfolio_free(shop)
	loadOrders(shop, path)
	must(C.cev_portfolio_order_id(shop, 1417, today+36000, 41.50))
	must(C.cev_portfolio_order_id(shop, 9001, today+39600, 12.75))
	must(C.cev_portfolio_order_id(shop, 67, today+40200, -15.00))

	must(C.cev_options_new(ctx, &options))
	defer C.cev_options_free(options)
	must(C.cev_options_set_double(options, text("margin"), 0.30))
	must(C.cev_options_set_double(options, text("horizon"), 365))
	must(C.cev_estimator_new(ctx, text("clv"), options, &clv))
	defer C.cev_estimator_free(clv)
	must(C.cev_portfolio_summarise(shop, today, nil, &everybody))
	defer C.cev_table_free(everybody)
	must(C.cev_estimator_fit(clv, everybody))

	must(C.cev_estimator_predict(clv, everybody, nil, &scores))
	defer C.cev_table_free(scores)
	must(C.cev_table_top(scores, text("clv"), 3, &best))
	defer C.cev_table_free(best)
	fmt.Printf("%d orders of %d customers. The best:\n",
		C.cev_portfolio_count(shop, text("orders")), C.cev_portfolio_count(shop, text("customers")))
	for row := C.int64_t(0); row < C.cev_table_row_count(best); row++ {
		fmt.Printf("%6d %8.2f\n", C.cev_table_int64(best, text("customer"), row),
			C.cev_table_double(best, text("clv"), row))
	}
}
