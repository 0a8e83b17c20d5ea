/**
 * The stream of orders: the rules of each platform on files of a few rows, and
 * the report.
 */
#include "program/reading.h"
#include "zone.h"

/* Reads one or two texts as files. */
static int read_texts(const char *first, const char *second,
                      const orders_options *options, seen *s,
                      orders_report *report)
{
    const char *paths[2];
    orders_sink sink = {s, see_order, see_skip, NULL};
    int n = 1, code;

    paths[0] = write_file(first, strlen(first));
    if (second != NULL)
        paths[n++] = write_file(second, strlen(second));
    s->n = 0;
    s->orders = s->skips = 0;
    s->text[0] = '\0';
    code = orders_read(paths, n, options, &sink, report);
    for (int i = 0; i < n; i++)
        unlink(paths[i]);
    ck_assert((code == ORDERS_OK) == (report->error[0] == '\0'));
    if (code == ORDERS_OK) {
        ck_assert_int_eq(report->sales + report->refunds, s->orders);
        ck_assert_int_eq(report->skipped_total, s->skips);
    }
    return code;
}

/* What comes of one or two texts, in a zone and currency or by default. */
static const char *result(const char *first, const char *second,
                          const char *zone_name, const char *currency)
{
    static seen s;
    orders_options options;
    orders_report report;

    orders_options_init(&options);
    options.zone = zone_name;
    options.currency = currency;
    read_texts(first, second, &options, &s, &report);
    if (report.error[0] != '\0')
        snprintf(s.text, sizeof s.text, "%s", report.error);
    orders_report_free(&report);
    return s.text;
}

START_TEST(shopify_rules_hold)
{
    ck_assert_str_eq(
        result(shopify, NULL, NULL, NULL),
        "#1: cancelled;#2 a@x.com 2024-03-04T04:41:00Z 10.25 USD;"
        "#3: fully_refunded;#4: not_paid;#5: test_order;#6: zero_value;"
        "#7: no_customer;");
}
END_TEST

START_TEST(square_rules_hold)
{
    static const char text[] =
        "Date,Time,Time Zone,Transaction ID,Event Type,Net Sales,"
        "Gift Card Sales,Customer ID,Customer Name\n"
        "2024-07-02,09:00:00,UTC,T5,Refund,-$3.00,$0.00,C2,B\n"
        "2024-07-01,09:00:00,UTC,T4,Payment,$0.00,$25.00,C2,B\n"
        "2024-06-30,09:00:00,UTC,T3,Payment,$1.00,$0.00,,Ann  LEE\n"
        "2024-06-29,09:00:00,UTC,T2,Payment,$7.00,$0.00,,\n"
        "2024-06-28,10:00:00,UTC,T1,Refund,-$2.00,$0.00,C1,A\n"
        "2024-06-28,09:00:00,UTC,T1,Payment,\"$1,002.50 \",$0.00,C1,A\n"
        "2024-06-28,09:00:00,UTC,T0,Payment,$4.00,$0.00,C1,A\n"
        "2024-06-28,09:00:00,UTC,T0,Payment,($4.00),$0.00,C1,A\n";

    ck_assert_str_eq(
        result(text, NULL, NULL, NULL),
        "T0: fully_refunded;T1 C1 2024-06-28T09:00:00Z 1000.50 USD;"
        "T2: no_customer;T3 name:ann lee 2024-06-30T09:00:00Z 1.00 USD;"
        "T4: gift_card_only;T5 C2 2024-07-02T09:00:00Z -3.00 USD-refund;");
}
END_TEST

START_TEST(toast_files_are_joined_in_either_order)
{
    static const char heads[] =
        "Order Id,Opened,Voided,# of Guests\n"
        "1,1/2/24 7:31 PM,false,1\n2,01/03/2024 19:31:00,true,1\n"
        "3,1/4/24 7:31 PM,false,2\n4,1/5/24 7:31 PM,false,2\n";
    static const char payments[] =
        "Payment Id,Order Id,Order Date,Amount,Refund Amount,Email,Phone,"
        "Status\n"
        "11,1,1/2/24 7:31 PM,10.00,0.00,,2125550128,CAPTURED\n"
        "12,1,1/2/24 7:31 PM,5.50,1.25,P@x.com,,CAPTURED\n"
        "13,1,1/2/24 7:31 PM,99.00,0.00,,,DENIED\n"
        "14,3,1/4/24 7:31 PM,7.00,0.00,,(212) 555-0128,\n";
    static const char wanted[] =
        "1 p@x.com 2024-01-02T19:31:00Z 14.25 EUR;2: voided;"
        "3 +12125550128 2024-01-04T19:31:00Z 7.00 EUR;4: not_paid;";

    ck_assert_str_eq(result(heads, payments, NULL, "EUR"), wanted);
    ck_assert_str_eq(result(payments, heads, NULL, "EUR"), wanted);
    ck_assert(strstr(result(heads, NULL, NULL, NULL), "payment details"));
}
END_TEST

START_TEST(odoo_and_lightspeed_link_their_refunds)
{
    static const char odoo[] =
        "Order Ref,Date,Customer,Total,Status\n"
        "S/3 REFUND,2024-01-09 10:00:00,Zed,-5,Posted\n"
        "S/2,2024-01-02 03:00:00,,5,Posted\n"
        "S/1 REFUND,2024-01-02 10:00:00,J\xc3\x96RG,-4,Posted\n"
        "S/1,2024-01-01 10:00:00,J\xc3\x96RG  A,10,Posted\n"
        "S/0,2024-01-01 09:00:00,X,10,New\n";
    static const char light[] =
        "id,customer_id,status,return_for,total_price,sale_date\n"
        "r1,c-1,CLOSED,a1,-4,2024-01-02T00:00:00+00:00\n"
        "a1,c-1,CLOSED,,10,2024-01-01T23:00:00+00:00\n"
        "a2,x-000,CLOSED,,10,2024-01-01T23:30:00+00:00\n"
        "a3,c-1,SAVED,,10,2024-01-01T23:40:00+00:00\n"
        "a4,c-1,VOIDED,,10,2024-01-01T23:50:00+00:00\n";

    ck_assert_str_eq(
        result(odoo, NULL, "UTC", "EUR"),
        "S/0: not_paid;S/1 name:j\xc3\xb6rg a 2024-01-01T10:00:00Z 6.00 EUR;"
        "S/2: no_customer;"
        "S/3 REFUND name:zed 2024-01-09T10:00:00Z -5.00 EUR-refund;");
    ck_assert_str_eq(
        result(light, NULL, "+02:00", "EUR"),
        "a1 c-1 2024-01-02T23:00:00Z 6.00 EUR;a2: no_customer;a3: not_paid;"
        "a4: cancelled;");
}
END_TEST

START_TEST(woocommerce_rules_hold)
{
    static const char analytics[] =
        "Date,Order #,N. Revenue (formatted),Status,Customer,Net Sales\n"
        "2024-01-02 10:00:00,1,&euro;9,completed,Al B,9\n"
        "2024-01-05 10:00:00,1,&euro;0,completed,Al B,-2.5\n"
        "2024-01-03 10:00:00,2,&euro;9,on-hold,Al B,9\n";
    static const char toffee[] =
        "order_number,order_date,status,order_total,order_currency,"
        "refund_items,billing_email,customer_id\n"
        "1,2024-01-02 10:00:00,completed,20,EUR,"
        "amount:4.00|reason:;amount:1.50|reason:,g@x.com,0\n"
        "2,2024-01-03 10:00:00,wc-cancelled,20,EUR,,g@x.com,0\n"
        "3,2024-01-04 10:00:00,processing,20,EUR,,,7\n"
        "4,2024-01-05 10:00:00,completed,20,EUR,,,0\n";

    ck_assert_str_eq(result(analytics, NULL, "UTC", NULL),
                     "1 name:al b 2024-01-02T10:00:00Z 6.50 EUR;"
                     "2: not_paid;");
    ck_assert_str_eq(result(toffee, NULL, "UTC", NULL),
                     "1 g@x.com 2024-01-02T10:00:00Z 14.50 EUR;"
                     "2: cancelled;3 7 2024-01-04T10:00:00Z 20.00 EUR;"
                     "4: no_customer;");
}
END_TEST

START_TEST(stripe_and_magento_rules_hold)
{
    static const char stripe[] =
        "id,Created (UTC),Amount,Amount Refunded,Currency,Mode,Status,"
        "Captured,Dispute Status,Customer Email\n"
        "c1,2024-01-01 23:30,10,2.5,eur,Live,Paid,true,,a@x\n"
        "c2,2024-01-02 23:30,3600,0,jpy,Live,Paid,true,,a@x\n"
        "c3,2024-01-03 23:30,10,0,eur,Test,Failed,true,,a@x\n"
        "c4,2024-01-04 23:30,10,0,eur,Live,Failed,false,,a@x\n"
        "c5,2024-01-05 23:30,10,0,eur,Live,Paid,false,,a@x\n"
        "c6,2024-01-06 23:30,10,0,eur,Live,Paid,true,lost,a@x\n";
    static const char magento[] =
        "ID,Purchase Date,Grand Total (Base),Status,Customer Email,"
        "Bill-to Name,Total Refunded\n"
        "01,\"Jan 8, 2024 14:17:05 PM\",20.5000,Complete,A@x,,0.5000\n"
        "02,\"Jan 9, 2024 09:17:05 AM\",20.5000,Pending,A@x,,\n";

    ck_assert_str_eq(
        result(stripe, NULL, "+01:00", NULL),
        "c1 a@x 2024-01-02T23:30:00Z 7.50 EUR;"
        "c2 a@x 2024-01-03T23:30:00Z 3600 JPY;c3: test_mode;c4: not_paid;"
        "c5: not_captured;c6: dispute_lost;");
    ck_assert(strstr(result(stripe, NULL, "UTC", "JPY"),
                     "c1: other_currency;c2 a@x"));
    ck_assert_str_eq(result(magento, NULL, "UTC", "EUR"),
                     "01 a@x 2024-01-08T14:17:05Z 20.00 EUR;02: not_paid;");
}
END_TEST

START_TEST(only_the_identity_that_is_used_must_be_utf8)
{
    static const char text[] =
        "ID,Purchase Date,Grand Total (Base),Status,Customer Email,"
        "Bill-to Name,Total Refunded\n"
        "0,2024-01-01,5,Canceled,b@x,J\xc3\xb6rg M\xc3\xb6ller,\n"
        "1,2024-01-01,5,Complete,a@x,J\xf6rg,\n"
        "2,2024-01-02,5,Complete,,J\xf6rg,\n";

    ck_assert_str_eq(result(text, NULL, NULL, "EUR"),
                     ": bad_text;0: cancelled;1 a@x 2024-01-01 5.00 EUR;");
}
END_TEST

START_TEST(a_sign_at_the_amounts_names_the_currency)
{
    static const char text[] =
        "email,date,total\na@x,2024-01-01,\xe2\x82\xac" "5\n";

    ck_assert_str_eq(result(text, NULL, NULL, NULL),
                     " a@x 2024-01-01 5.00 EUR;");
    ck_assert_str_eq(result(text, NULL, NULL, "USD"), ": other_currency;");
    ck_assert_str_eq(result("email,date,total\na@x,2024-01-01,$5\n", NULL,
                            NULL, "CAD"), " a@x 2024-01-01 5.00 CAD;");
    ck_assert_str_eq(result("email,date,total\na@x,2024-01-01,$5\n", NULL,
                            NULL, "EUR"), ": other_currency;");
}
END_TEST

START_TEST(a_shop_day_is_the_day_of_its_zone)
{
    char why[256];
    zone *z = zone_open("America/New_York", why, sizeof why);

    if (z == NULL)
        SKIP("no time zone database");
    zone_close(z);
    ck_assert_str_eq(
        result("email,date,total\na@x,2024-01-18T00:36:00Z,1\n"
               "a@x,2024-01-17 23:41:00,1\n", NULL, "America/New_York", NULL),
        " a@x 2024-01-17T00:36:00Z 1.00 USD;"
        " a@x 2024-01-17T04:41:00Z 1.00 USD;");
}
END_TEST

START_TEST(plain_rows_stream_in_the_order_of_the_file)
{
    ck_assert_str_eq(
        result("customer_id,date,amount\n2,2024-01-02,3\n1,2024-01-01,-3.5\n"
               "1,2024-01-01,0\n,2024-01-01,1\n", NULL, NULL, NULL),
        " 2 2024-01-02 3.00 ; 1 2024-01-01 -3.50 -refund;: zero_value;"
        ": no_customer;");
    ck_assert_str_eq(result("client\tDate\nx\t2024-01-02\n", NULL, NULL,
                            NULL), " x 2024-01-02 none ;");
}
END_TEST

/* As spreadsheets write it in much of Europe. */
START_TEST(columns_of_other_languages_and_commas_before_cents_are_found)
{
    ck_assert_str_eq(
        result("Kunde;Datum;Betrag\na;01.02.2024;12,50\n"
               "b;13.02.2024;1.250,00\nc;03.02.2024;7\n", NULL, NULL, "EUR"),
        " a 2024-02-01 12.50 EUR; b 2024-02-13 1250.00 EUR;"
        " c 2024-02-03 7.00 EUR;");
    ck_assert_str_eq(
        result("Client,N\xc2\xb0 facture,Num\xc3\xa9ro,Facture,Date achat,"
               "Montant TTC\na,,,7,13/02/2024,\"1 250,5 \xe2\x82\xac\"\n"
               "b,,,8,03/02/2024,\"12,50\"\n", NULL, NULL, "EUR"),
        "8 b 2024-02-03 12.50 EUR;7 a 2024-02-13 1250.50 EUR;");
}
END_TEST

START_TEST(amounts_of_both_kinds_are_read_as_most_are)
{
    ck_assert_str_eq(
        result("Cliente;Fecha;Importe\na;2024-02-01;12,50\n"
               "b;2024-02-02;12.50\nc;2024-02-03;1,5\n", NULL, NULL, "EUR"),
        " a 2024-02-01 12.50 EUR;: bad_amount; c 2024-02-03 1.50 EUR;");
    ck_assert_str_eq(
        result("client;date;total\na;2024-02-01;1,250\n"
               "b;2024-02-02;12.50\nc;2024-02-03;1,250.50\n", NULL, NULL,
               "EUR"),
        " a 2024-02-01 1250.00 EUR; b 2024-02-02 12.50 EUR;"
        " c 2024-02-03 1250.50 EUR;");
}
END_TEST

START_TEST(what_excel_writes_for_windows_is_read)
{
    ck_assert_str_eq(
        result("Kunde;Datum;Betrag\nM\xfcller;2024-02-01;12,50 \x80\n"
               "O'Neill \x96 S\xf8n;2024-02-02;7\n", NULL, NULL, "EUR"),
        " M\xc3\xbcller 2024-02-01 12.50 EUR;"
        " O'Neill \xe2\x80\x93 S\xc3\xb8n 2024-02-02 7.00 EUR;");
}
END_TEST

START_TEST(plain_rows_with_an_order_column_are_grouped)
{
    ck_assert_str_eq(
        result("invoice,customer,date,amount\n9,a,2024-01-02,3\n"
               "8,b,2024-01-01,1\n9,a,2024-01-02,4\n9,a,2024-01-02,-1\n"
               "7,c,2024-01-01,2\n7,c,2024-01-01,-2\n,d,2024-01-01,2\n",
               NULL, NULL, NULL),
        ": no_order_id;7: fully_refunded;8 b 2024-01-01 1.00 ;"
        "9 a 2024-01-02 6.00 ;");
}
END_TEST

START_TEST(the_same_order_in_two_files_counts_once)
{
    static const char first[] =
        "Date,Time,Time Zone,Transaction ID,Event Type,Net Sales,"
        "Customer ID\n"
        "2024-06-28,09:00:00,UTC,T1,Payment,5,C1\n"
        "2024-06-28,19:00:00,UTC,T1,Refund,-1,C1\n";
    static const char second[] =
        "Date,Time,Time Zone,Transaction ID,Event Type,Net Sales,"
        "Customer ID\n"
        "2024-06-28,19:00:00,UTC,T1,Refund,-1,C1\n"
        "2024-06-29,19:00:00,UTC,T1,Refund,-2,C1\n"
        "2024-06-29,20:00:00,UTC,T2,Payment,7,C1\n";
    static const char wanted[] = "T1 C1 2024-06-28T09:00:00Z 2.00 EUR;"
                                 "T2 C1 2024-06-29T20:00:00Z 7.00 EUR;";

    ck_assert_str_eq(result(first, second, NULL, "EUR"), wanted);
    ck_assert_str_eq(result(second, first, NULL, "EUR"), wanted);
    ck_assert_str_eq(result(first, first, NULL, "EUR"),
                     "T1 C1 2024-06-28T09:00:00Z 4.00 EUR;"
                     "T1: duplicate_order;");
}
END_TEST

START_TEST(day_and_month_are_settled_by_the_whole_column)
{
    ck_assert_str_eq(result("email,date\na@x,3/4/2024\na@x,25/4/2024\n",
                            NULL, NULL, NULL),
                     " a@x 2024-04-03 none ; a@x 2024-04-25 none ;");
    ck_assert_str_eq(result("email,date\na@x,3/4/2024\na@x,4/25/2024\n",
                            NULL, NULL, NULL),
                     " a@x 2024-03-04 none ; a@x 2024-04-25 none ;");
    ck_assert_str_eq(result("email,date,time\na@x,3.4.2024,10:00\n", NULL,
                            "UTC", NULL),
                     " a@x 2024-04-03T10:00:00Z none ;");
}
END_TEST

START_TEST(a_column_that_occurs_twice_is_refused)
{
    ck_assert(strstr(result("email,date,total,total\na,2024-01-01,1,2\n",
                            NULL, NULL, NULL), "occurs twice"));
    ck_assert(strstr(result("Name,Email,Financial Status,Created at,Total,"
                            "Total,Lineitem name\n", NULL, NULL, NULL),
                     "\"Total\" occurs twice"));
    ck_assert(strstr(result("email,customer,date\na,b,2024-01-01\n", NULL,
                            NULL, NULL), "could both be the customer"));
    ck_assert(strstr(result("a,b\n1,2\n", NULL, NULL, NULL),
                     "no known export"));
}
END_TEST

START_TEST(the_report_counts_everything)
{
    orders_options options;
    orders_report report;
    static seen s;

    orders_options_init(&options);
    ck_assert_int_eq(read_texts(
        "email,date,total,currency\na@x,2024-01-05,0.1,EUR\n"
        "b@x,2024-01-03,0.2,EUR\na@x,2024-01-09,-1,USD\n"
        "a@x,x,1,EUR\nb@x,2024-01-04,oops,EUR\n", NULL, &options, &s,
        &report), ORDERS_OK);
    ck_assert_int_eq(report.rows, 5);
    ck_assert_int_eq(report.sales, 2);
    ck_assert_int_eq(report.refunds, 1);
    ck_assert_int_eq(report.skipped_total, 2);
    ck_assert_int_eq(report.skipped[SKIP_BAD_TIME], 1);
    ck_assert_int_eq(report.skipped[SKIP_BAD_AMOUNT], 1);
    ck_assert_int_eq(report.first_local,
                     days_from_date(2024, 1, 3) * DAY_SECONDS);
    ck_assert_int_eq(report.last_local,
                     days_from_date(2024, 1, 9) * DAY_SECONDS);
    ck_assert_int_eq(report.n_currencies, 2);
    ck_assert_str_eq(report.currencies[0].code, "EUR");
    ck_assert_int_eq(report.currencies[0].orders, 2);
    ck_assert(money_double(report.currencies[0].total) == 0.3);
    ck_assert_int_eq(report.n_files, 1);
    ck_assert_str_eq(report.files[0].format, "plain");
    ck_assert_int_eq(report.files[0].rows, 5);
    ck_assert_int_gt(report.n_notes, 0);
    orders_report_free(&report);
    orders_report_free(&report);
}
END_TEST

START_TEST(a_callback_can_stop)
{
    orders_options options;
    orders_report report;
    static seen s;

    orders_options_init(&options);
    s.stop_after = 1;
    ck_assert_int_eq(read_texts("email,date\na,2024-01-01\nb,2024-01-01\n",
                                NULL, &options, &s, &report),
                     ORDERS_STOPPED);
    ck_assert_int_eq(s.orders, 1);
    orders_report_free(&report);
    ck_assert_int_eq(read_texts(shopify, NULL, &options, &s, &report),
                     ORDERS_STOPPED);
    orders_report_free(&report);
    s.stop_after = 0;
}
END_TEST

START_TEST(wrong_options_are_refused)
{
    orders_options options;
    orders_report report;
    orders_sink sink = {NULL, NULL, NULL, NULL};
    const char *path = "/nonexistent";

    orders_options_init(&options);
    options.format = "excel";
    ck_assert_int_eq(orders_read(&path, 1, &options, &sink, &report),
                     ORDERS_USAGE);
    orders_report_free(&report);
    orders_options_init(&options);
    options.currency = "euro";
    ck_assert_int_eq(orders_read(&path, 1, &options, &sink, &report),
                     ORDERS_USAGE);
    orders_report_free(&report);
    orders_options_init(&options);
    options.memory_mb = 0;
    ck_assert_int_eq(orders_read(&path, 1, &options, &sink, &report),
                     ORDERS_USAGE);
    orders_report_free(&report);
    orders_options_init(&options);
    ck_assert_int_eq(orders_read(&path, 1, &options, &sink, &report),
                     ORDERS_FAILED);
    orders_report_free(&report);
    ck_assert_int_eq(orders_read(&path, 0, &options, &sink, &report),
                     ORDERS_USAGE);
    orders_report_free(&report);
}
END_TEST

Suite *suite(void)
{
    TCase *rules = tcase_create("rules");
    Suite *s = suite_create("program/orders");

    tcase_add_test(rules, shopify_rules_hold);
    tcase_add_test(rules, square_rules_hold);
    tcase_add_test(rules, toast_files_are_joined_in_either_order);
    tcase_add_test(rules, odoo_and_lightspeed_link_their_refunds);
    tcase_add_test(rules, woocommerce_rules_hold);
    tcase_add_test(rules, stripe_and_magento_rules_hold);
    tcase_add_test(rules, only_the_identity_that_is_used_must_be_utf8);
    tcase_add_test(rules, a_sign_at_the_amounts_names_the_currency);
    tcase_add_test(rules, a_shop_day_is_the_day_of_its_zone);
    tcase_add_test(rules, plain_rows_stream_in_the_order_of_the_file);
    tcase_add_test(rules, plain_rows_with_an_order_column_are_grouped);
    tcase_add_test(rules,
                   columns_of_other_languages_and_commas_before_cents_are_found);
    tcase_add_test(rules, amounts_of_both_kinds_are_read_as_most_are);
    tcase_add_test(rules, what_excel_writes_for_windows_is_read);
    tcase_add_test(rules, the_same_order_in_two_files_counts_once);
    tcase_add_test(rules, day_and_month_are_settled_by_the_whole_column);
    tcase_add_test(rules, a_column_that_occurs_twice_is_refused);
    tcase_add_test(rules, the_report_counts_everything);
    tcase_add_test(rules, a_callback_can_stop);
    tcase_add_test(rules, wrong_options_are_refused);
    suite_add_tcase(s, rules);
    return s;
}
