/*
 * An order in the file: its basket, who bought it and what became of it, in
 * the 79 columns of Shopify's export.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop.h"

/* Shares of the orders to which something happens, in this order. */
static const struct fate {
    const char *status;
    double share;
} fates[] = {{"cancelled", 0.012},          {"voided", 0.004},
             {"pending", 0.005},            {"refunded", 0.016},
             {"partially_refunded", 0.025}, {"free", 0.002}};

static const struct product {
    const char *name, *sku;
    int pence;
} shelf[] = {
    {"Tea towel, linen", "TOWEL", 950},
    {"Assam loose leaf 125 g", "ASM-125", 695},
    {"Darjeeling first flush 100 g", "DAR-100", 1450},
    {"Sencha 100 g", "SEN-100", 990},
    {"Jasmine pearls 75 g", "JAS-75", 1295},
    {"Earl Grey, 50 bags", "EG-50", 540},
    {"Rooibos vanilla 200 g", "ROO-200", 780},
    {"Oolong \"Iron Goddess\" 100 g", "OOL-100", 1850},
    {"Filter coffee 250 g", "COF-250", 850},
    {"Espresso beans 1 kg", "ESP-1K", 2800},
    {"Decaf beans, Peru 500 g", "DEC-500", 1595},
    {"Oat biscuits ×6", "OAT-6", 425},
    {"Shortbread tin", "SHORT", 1150},
    {"Heather honey 340 g", "HONEY", 720},
    {"Mug, stoneware, blue", "MUG-BL", 1600},
    {"Mug, stoneware, green", "MUG-GR", 1600},
    {"Teapot 0.8 l, cast iron", "POT-08", 5900},
    {"Burr grinder, hand", "GRIND", 7450},
    {"Café press 1 l", "PRESS-1", 3600},
    {"Paper filters, 100", "FILT-100", 395},
    {"Kettle, gooseneck", "KETTLE", 8900},
    {"Gift box, empty", "BOX", 350},
};
#define PRODUCTS ((int)(sizeof shelf / sizeof *shelf))

/* Names to show and to put into an address. */
static const char *const first_names[][2] = {
    {"Ada", "ada"},         {"Bram", "bram"},     {"Chloé", "chloe"},
    {"Dilys", "dilys"},     {"Edwin", "edwin"},   {"Fern", "fern"},
    {"Gwen", "gwen"},       {"Hamish", "hamish"}, {"Ines", "ines"},
    {"Jürgen", "jurgen"},   {"Kavya", "kavya"},   {"Leona", "leona"},
    {"Malik", "malik"},     {"Niamh", "niamh"},   {"Otis", "otis"},
    {"Priya", "priya"},     {"Quentin", "quentin"}, {"Rosalind", "rosalind"},
    {"Søren", "soren"},     {"Tamsin", "tamsin"}, {"Uma", "uma"},
    {"Viktor", "viktor"},   {"Winifred", "winifred"}, {"Zoë", "zoe"}};
static const char *const last_names[][2] = {
    {"Alder", "alder"},     {"Bracken", "bracken"}, {"Clover", "clover"},
    {"D'Arbre", "darbre"},  {"Elmwood", "elmwood"}, {"Fennel", "fennel"},
    {"Gorse", "gorse"},     {"Hazel-Fir", "hazelfir"}, {"Ivyson", "ivyson"},
    {"Juniper", "juniper"}, {"Kelp", "kelp"},       {"Larch", "larch"},
    {"Mallow", "mallow"},   {"Nettle", "nettle"},   {"Oakes", "oakes"},
    {"Poplar", "poplar"},   {"Quince", "quince"},   {"Rowan", "rowan"},
    {"Sedge", "sedge"},     {"Thistle", "thistle"}};

static const char *const notes[] = {
    "Please leave with the neighbour,\nno. 14, they are \"always\" in",
    "Gift: no prices in the box, please",
    "Ring twice.\nDog is friendly.",
    "Could you grind it for filter; medium, not fine?"};

static const char *const columns[] = {
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status",
    "Fulfilled at", "Accepts Marketing", "Currency", "Subtotal", "Shipping",
    "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price",
    "Lineitem compare at price", "Lineitem sku",
    "Lineitem requires shipping", "Lineitem taxable",
    "Lineitem fulfillment status", "Billing Name", "Billing Street",
    "Billing Address1", "Billing Address2", "Billing Company", "Billing City",
    "Billing Zip", "Billing Province", "Billing Country", "Billing Phone",
    "Shipping Name", "Shipping Street", "Shipping Address1",
    "Shipping Address2", "Shipping Company", "Shipping City", "Shipping Zip",
    "Shipping Province", "Shipping Country", "Shipping Phone", "Notes",
    "Note Attributes", "Cancelled at", "Payment Method", "Payment Reference",
    "Refunded Amount", "Vendor", "Outstanding Balance", "Employee",
    "Location", "Device ID", "Id", "Tags", "Risk Level", "Source",
    "Lineitem discount", "Tax 1 Name", "Tax 1 Value", "Tax 2 Name",
    "Tax 2 Value", "Tax 3 Name", "Tax 3 Value", "Tax 4 Name", "Tax 4 Value",
    "Tax 5 Name", "Tax 5 Value", "Phone", "Receipt Number", "Duties",
    "Billing Province Name", "Shipping Province Name", "Payment ID",
    "Payment Terms Name", "Next Payment Due At", "Payment References"};
#define COLUMNS ((int)(sizeof columns / sizeof *columns))

/* What is in the basket. */
#define LINES 7

typedef struct basket {
    int lines, product[LINES], quantity[LINES], pence;
} basket;

/* Whole products for about the money, dear ones first when it is much. */
static basket fill_basket(uint64_t *state, double pounds)
{
    basket b = {0, {0}, {0}, 0};
    double left = pounds * 100;

    for (int tries = 0; b.lines < LINES && tries < 60; tries++) {
        int k = any_of(state, PRODUCTS), price = shelf[k].pence;
        if (price > left * 1.05 || price * 3 * (LINES - b.lines) < left)
            continue;
        int most = (int)(left / price), quantity = 1;
        if (most > 1 && price < 2000)
            quantity += any_of(state, most < 3 ? most : 3);
        b.product[b.lines] = k;
        b.quantity[b.lines++] = quantity;
        b.pence += quantity * price;
        left -= quantity * price;
    }
    if (b.lines == 0) { /* too little for anything: the cheapest thing */
        b.product[0] = PRODUCTS - 1;
        b.quantity[0] = b.lines = 1;
        b.pence = shelf[PRODUCTS - 1].pence;
    }
    return b;
}

typedef struct row {
    char text[4096]; /* the cells' texts, one after the other */
    size_t used;
    const char *cell[COLUMNS];
} row;

/* Puts a text into the column of this name. */
static void put(row *r, const char *column, const char *text)
{
    size_t size = strlen(text) + 1;
    int i = 0;

    while (i < COLUMNS && strcmp(columns[i], column) != 0)
        i++;
    if (i == COLUMNS || size > sizeof r->text - r->used) {
        fprintf(stderr, "demo_shop: no room for \"%s\"\n", column);
        exit(1);
    }
    r->cell[i] = memcpy(r->text + r->used, text, size);
    r->used += size;
}

static void put_money(row *r, const char *column, int pence)
{
    char text[32];
    snprintf(text, sizeof text, "%d.%02d", pence / 100, pence % 100);
    put(r, column, text);
}

static void put_number(row *r, const char *column, const char *before,
                       int number)
{
    char text[64];
    snprintf(text, sizeof text, "%s%d", before, number);
    put(r, column, text);
}

/* A time of the shop's calendar with its distance from UTC. */
static void put_time(row *r, const char *column, int day, int second)
{
    char text[64];
    int year, month, dom;

    day += second / 86400;
    second %= 86400;
    date_of(day, &year, &month, &dom);
    snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d +0%d00", year,
             month, dom, second / 3600, second / 60 % 60, second % 60,
             offset_of(day));
    put(r, column, text);
}

/* Writes the row, quotes where they must be, and empties it. */
static void end_row(row *r)
{
    for (int i = 0; i < COLUMNS; i++) {
        const char *c = r->cell[i] ? r->cell[i] : "";
        if (i > 0)
            putchar(',');
        if (!strpbrk(c, ",\"\n")) {
            fputs(c, stdout);
            continue;
        }
        putchar('"');
        for (; *c; c++) {
            if (*c == '"')
                putchar('"');
            putchar(*c);
        }
        putchar('"');
    }
    putchar('\n');
    memset(r, 0, sizeof *r);
}

/* A choice that belongs to a buyer for good: 0 to n - 1. */
static int trait(int buyer, unsigned salt, int n)
{
    uint64_t state = scramble((uint64_t)buyer * 64 + salt + 1);
    return any_of(&state, n);
}

/* Is it a customer of the counter, and one who left only a number there? */
static int at_counter(int buyer)
{
    return buyer == GUEST || (buyer >= 0 && trait(buyer, 1, 100) < 12);
}

static int number_only(int buyer)
{
    return buyer >= 0 && buyer < 1000 && at_counter(buyer) &&
           trait(buyer, 2, 100) < 60;
}

/* The address, sometimes typed in another case. */
static void put_email(row *r, uint64_t *state, int buyer)
{
    char text[128];
    double shout = uniform(state);

    if (buyer == OWNER)
        put(r, "Email", "owner@example.com");
    if (buyer < 0 || number_only(buyer))
        return;
    snprintf(text, sizeof text, "%s.%s%d@example.com",
             first_names[trait(buyer, 3, 24)][1],
             last_names[trait(buyer, 4, 20)][1], buyer + 1);
    for (size_t i = 0; text[i]; i++)
        if (text[i] >= 'a' && text[i] <= 'z' &&
            (shout < 0.03 || (shout < 0.06 && i == 0)))
            text[i] = (char)(text[i] - 'a' + 'A');
    put(r, "Email", text);
}

/* Name, street, post code and number, under both headings. */
static void put_address(row *r, int buyer)
{
    static const char *const both[] = {"Billing", "Shipping"};
    char name[64], street[64], zip[32], phone[32], column[64];

    snprintf(name, sizeof name, "%s %s", first_names[trait(buyer, 3, 24)][0],
             last_names[trait(buyer, 4, 20)][0]);
    snprintf(street, sizeof street, "%d Sample Lane", 1 + trait(buyer, 5, 99));
    snprintf(zip, sizeof zip, "'ZZ%d %dAB", 1 + trait(buyer, 6, 99),
             trait(buyer, 7, 10));
    snprintf(phone, sizeof phone, "'+447700900%03d", buyer % 1000);
    const char *const cells[][2] = {
        {"Name", name},  {"Street", street}, {"Address1", street},
        {"City", "Sampleton-on-Sea"}, {"Zip", zip}, {"Country", "GB"},
        {"Phone", phone}};
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < 7; i++) {
            snprintf(column, sizeof column, "%s %s", both[k], cells[i][0]);
            put(r, column, cells[i][1]);
        }
}

/* What becomes of the order: "paid" for nearly all. */
static const char *draw_fate(uint64_t *state, int buyer)
{
    double u = uniform(state);

    if (buyer == OWNER)
        return "paid";
    for (size_t i = 0; i < sizeof fates / sizeof *fates; i++) {
        if (u < fates[i].share)
            return fates[i].status;
        u -= fates[i].share;
    }
    return "paid";
}

/* Totals, taxes (in the prices), discount and what was given back. */
static void put_amounts(row *r, uint64_t *state, const sale *s,
                        const char *fate, int goods)
{
    int free = strcmp(fate, "free") == 0, discount = 0;
    int welcome = s->first && s->buyer >= 0 && uniform(state) < 0.3;

    if (free)
        discount = goods;
    else if (welcome)
        discount = (goods + 5) / 10;
    int subtotal = goods - discount;
    int shipping = free || at_counter(s->buyer) || subtotal >= 4500 ? 0 : 395;
    int total = subtotal + shipping, back = 0;
    if (strcmp(fate, "refunded") == 0)
        back = total;
    else if (strcmp(fate, "partially_refunded") == 0)
        back = total * (10 + any_of(state, 50)) / 100;
    put(r, "Currency", "GBP");
    put_money(r, "Subtotal", subtotal);
    put_money(r, "Shipping", shipping);
    put_money(r, "Taxes", (total + 3) / 6);
    put_money(r, "Total", total);
    if (discount)
        put(r, "Discount Code", free ? "PRESS-SAMPLE" : "WELCOME10");
    put_money(r, "Discount Amount", discount);
    put_money(r, "Refunded Amount", back);
    put_money(r, "Outstanding Balance", strcmp(fate, "pending") ? 0 : total);
    put(r, "Tax 1 Name", "VAT 20%");
    put_money(r, "Tax 1 Value", (total + 3) / 6);
}

/* The order's own cells, which stand in its first row only. */
static void put_order(row *r, uint64_t *state, const sale *s, int number,
                      int goods)
{
    const char *fate = draw_fate(state, s->buyer), *status = fate;
    int cancelled = strcmp(fate, "cancelled") == 0;
    int unpaid = cancelled || !strcmp(fate, "voided") || !strcmp(fate, "pending");

    if (cancelled)
        status = "voided";
    if (strcmp(fate, "free") == 0)
        status = "paid";
    put(r, "Financial Status", status);
    if (cancelled)
        put_time(r, "Cancelled at", s->day, s->second + 5 * 3600);
    if (!unpaid) {
        put_time(r, "Paid at", s->day, s->second + 2);
        put_time(r, "Fulfilled at", s->day + 1, s->second / 2 + 20000);
    }
    put(r, "Fulfillment Status", unpaid ? "unfulfilled" : "fulfilled");
    put_amounts(r, state, s, fate, goods);
    put(r, "Accepts Marketing",
        s->buyer >= 0 && trait(s->buyer, 8, 100) < 45 ? "yes" : "no");
    put(r, "Payment Method",
        s->buyer == OWNER ? "bogus" : at_counter(s->buyer) ? "Cash" : "Shopify Payments");
    put_number(r, "Payment Reference", "r", number);
    put_number(r, "Payment ID", "r", number);
    put_number(r, "Payment References", "r", number);
    put_number(r, "Id", "55000000", 10000 + number);
    put(r, "Risk Level", "Low");
    put(r, "Source", at_counter(s->buyer) ? "pos" : "web");
    if (at_counter(s->buyer)) {
        put(r, "Location", "Harbour Street");
        put(r, "Employee", any_of(state, 2) ? "Mo" : "Ann, \"the boss\"");
    } else {
        put(r, "Shipping Method", "Royal Sample 48");
    }
    if (number_only(s->buyer))
        put_number(r, "Phone", "'+447700", 900000 + s->buyer);
    if (s->buyer >= 0)
        put_address(r, s->buyer);
    if (uniform(state) < 0.03)
        put(r, "Notes", notes[any_of(state, 4)]);
}

/* The line of headings. */
void write_head(void)
{
    static row head;

    for (int i = 0; i < COLUMNS; i++)
        head.cell[i] = columns[i];
    end_row(&head);
}

/* An order: a row for each line of its basket. Shopify repeats the number and
 * the time in each of them, the address mostly, and nothing else. */
void write_order(uint64_t *state, const sale *s, int number)
{
    static row r;
    basket b = fill_basket(state, s->pounds);

    for (int i = 0; i < b.lines; i++) {
        const struct product *what = &shelf[b.product[i]];
        if (i == 0)
            put_order(&r, state, s, number, b.pence);
        if (i == 0 || uniform(state) < 0.6)
            put_email(&r, state, s->buyer);
        put_number(&r, "Name", "#", number);
        put_time(&r, "Created at", s->day, s->second);
        put_number(&r, "Lineitem quantity", "", b.quantity[i]);
        put(&r, "Lineitem name", what->name);
        put_money(&r, "Lineitem price", what->pence);
        put(&r, "Lineitem sku", what->sku);
        put(&r, "Lineitem requires shipping", "true");
        put(&r, "Lineitem taxable", "true");
        put(&r, "Lineitem fulfillment status", "fulfilled");
        put(&r, "Lineitem discount", "0.00");
        put(&r, "Vendor", "Fennel & Finch");
        end_row(&r);
    }
}
