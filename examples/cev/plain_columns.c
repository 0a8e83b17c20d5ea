/*
 * What the columns of a plain CSV are for: by the options, or by their names.
 */
#include <stdio.h>
#include <string.h>

#include "plain.h"
#include "text.h"

/* Likely names, without anything but letters and digits, in lower case: in
 * English, German, French, Spanish, Italian, Portuguese and Dutch. */
static const char *const likely_names[PLAIN_COLUMNS] = {
    [PLAIN_CUSTOMER] = "customerid customer customeremail email emailaddress "
                 "clientid client userid user buyerid buyeremail "
                 "householdid memberid customerno customernumber "
                 "kunde kundenid kundennr kundennummer kundin "
                 "idclient numclient numeroclient courriel "
                 "cliente idcliente numerocliente codicecliente codigocliente "
                 "correo correoelectronico "
                 "klant klantid klantnr klantnummer",
    [PLAIN_TIME] = "date datetime time createdat timestamp orderdate ordertime "
             "orderdatetime transactiondate transactiontimestamp "
             "invoicedate purchasedate saledate orderedat "
             "datum bestelldatum kaufdatum rechnungsdatum belegdatum "
             "verkaufsdatum auftragsdatum "
             "datecommande datedecommande dateachat datefacture "
             "fecha fechapedido fechacompra fechafactura "
             "data dataordine dataacquisto datafattura "
             "datapedido datacompra datavenda "
             "besteldatum orderdatum aankoopdatum factuurdatum",
    [PLAIN_AMOUNT] = "amount total revenue ordertotal orderamount totalamount "
               "grandtotal totalprice sales salesvalue value spend "
               "betrag gesamtbetrag rechnungsbetrag bestellwert summe "
               "gesamtsumme umsatz "
               "montant montanttotal montantttc totalttc "
               "importe importetotal monto montototal valor valortotal "
               "importo importototale totale "
               "bedrag totaalbedrag totaal orderbedrag",
    [PLAIN_ORDER] = "orderid order orderno ordernumber invoice invoiceno "
              "invoiceid invoicenumber transactionid basketid "
              "receiptnumber "
              "bestellnummer bestellnr bestellung auftragsnummer auftragsnr "
              "rechnungsnummer rechnungsnr belegnummer belegnr bonnummer "
              "commande numcommande numerocommande facture numerofacture "
              "pedido idpedido numeropedido factura numerofactura "
              "ordine idordine numeroordine fattura numerofattura "
              "bestelnummer ordernummer factuurnummer",
    [PLAIN_CURRENCY] = "currency currencycode ordercurrency "
                 "waehrung w\xc3\xa4hrung devise moneda valuta moeda",
    [PLAIN_CHANNEL] = "channel saleschannel orderchannel ordersource "
                "kanal vertriebskanal verkaufskanal canal canale kanaal "
                "verkoopkanaal",
    [PLAIN_PRODUCT] = "product productid productname sku stockcode item itemid "
                "itemname article articleno articlenumber "
                "artikel artikelnr artikelnummer produkt produit producto "
                "prodotto produto articulo articolo",
    [PLAIN_ITEMS] = "items itemssold itemcount quantity qty units pieces "
              "menge anzahl stueck st\xc3\xbc" "ck quantite quantit\xc3\xa9 "
              "cantidad quantita quantit\xc3\xa0 quantidade aantal"
};

const char *const plain_words[PLAIN_COLUMNS] = {
    [PLAIN_CUSTOMER] = "customer", [PLAIN_TIME] = "time",
    [PLAIN_AMOUNT] = "amount", [PLAIN_ORDER] = "order",
    [PLAIN_CURRENCY] = "currency", [PLAIN_CHANNEL] = "channel",
    [PLAIN_PRODUCT] = "product", [PLAIN_ITEMS] = "items",
    [PLAIN_DISCOUNT] = "discounts", [PLAIN_COST] = "cost"
};

/* Whether a header is one of the likely names of a column. */
static int is_likely(const char *header, const char *names)
{
    char word[64];
    size_t n = 0;

    for (const char *p = header; *p; p++) {
        char c = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
            (unsigned char)c >= 0x80) {
            if (n >= sizeof word - 1)
                return 0;
            word[n++] = c;
        }
    }
    word[n] = '\0';
    while (n > 0 && *names) {
        size_t item = strcspn(names, " ");

        if (item == n && memcmp(names, word, n) == 0)
            return 1;
        names += item + (names[item] == ' ');
    }
    return 0;
}

/* The header as text for messages: "a, b, c". */
static void list_header(const csv_row *header, char *out, size_t size)
{
    size_t n = 0;

    out[0] = '\0';
    for (int i = 0; i < header->n && n + 8 < size; i++)
        n += (size_t)snprintf(out + n, size - n, "%s%.30s", i ? ", " : "",
                              header->fields[i].text);
    if (n >= size)
        n = size - 1;
    if (n + 8 >= size)
        memcpy(out + size - 4, "...", 4);
}

/* The column the user named. */
static int named_column(plain *p, const csv_row *header, int column,
                        const char *name)
{
    char all[400];
    int found = -1;

    for (int pass = 0; pass < 2 && found < 0; pass++) {
        for (int i = 0; i < header->n; i++) {
            const char *text = header->fields[i].text;

            if (pass ? !text_same(text, name) : strcmp(text, name) != 0)
                continue;
            if (found >= 0) {
                reader_fail(p->r, ORDERS_UNUSABLE,
                            "%s:1: column \"%s\" occurs twice (%d and %d); "
                            "wanted once", p->path, name, found + 1, i + 1);
                return 0;
            }
            found = i;
        }
    }
    p->position[column] = found;
    if (found >= 0)
        return 1;
    list_header(header, all, sizeof all);
    reader_fail(p->r, ORDERS_UNUSABLE, "%s:1: there is no column \"%s\" for "
                "--%s; the file has %s", p->path, name, plain_words[column],
                all);
    return 0;
}

/* The one column with a likely name; two are too many, except a date and a
 * time beside each other. Returns 0 after an error. */
static int likely_column(plain *p, const csv_row *header, int column,
                         int must)
{
    char all[400];
    int found = -1, second = -1;

    for (int i = 0; i < header->n; i++) {
        if (!is_likely(header->fields[i].text, likely_names[column]))
            continue;
        if (found < 0)
            found = i;
        else if (second < 0)
            second = i;
    }
    if (column == PLAIN_TIME && second >= 0 &&
        is_likely(header->fields[found].text, "date orderdate") &&
        is_likely(header->fields[second].text, "time ordertime")) {
        p->position[PLAIN_CLOCK] = second;
        second = -1;
    }
    p->position[column] = second < 0 ? found : -1;
    if (p->position[column] >= 0 || (!must && second < 0))
        return 1;
    if (second >= 0 &&
        (column == PLAIN_CURRENCY || column == PLAIN_CHANNEL ||
         column == PLAIN_ITEMS))
        return 1;
    if (second >= 0 && strcmp(header->fields[found].text,
                              header->fields[second].text) == 0) {
        reader_fail(p->r, ORDERS_UNUSABLE, "%s:1: column \"%s\" occurs twice "
                    "(%d and %d); wanted once", p->path,
                    header->fields[found].text, found + 1, second + 1);
        return 0;
    }
    list_header(header, all, sizeof all);
    if (second >= 0)
        reader_fail(p->r, ORDERS_UNUSABLE, "%s:1: columns \"%s\" and \"%s\" "
                    "could both be the %s; say which with --%s COLUMN",
                    p->path, header->fields[found].text,
                    header->fields[second].text, plain_words[column],
                    plain_words[column]);
    else
        reader_fail(p->r, ORDERS_UNUSABLE, "%s:1: this is no known export, "
                    "and no column looks like the %s; the file has %s; say "
                    "--%s COLUMN", p->path, plain_words[column], all,
                    plain_words[column]);
    return 0;
}

/* Whether the header is that of the program's own output. */
static int is_own_output(const csv_row *header)
{
    static const char *const names[] = {"order_id", "customer", "time_utc",
                                        "local_date", "amount", "currency",
                                        "kind"};

    if (header->n != 7)
        return 0;
    for (int i = 0; i < 7; i++)
        if (strcmp(header->fields[i].text, names[i]) != 0)
            return 0;
    return 1;
}

int plain_find_columns(plain *p, const csv_row *header)
{
    const orders_options *o = p->r->options;
    const char *const given[PLAIN_COLUMNS] = {
        [PLAIN_CUSTOMER] = o->customer_column, [PLAIN_TIME] = o->time_column,
        [PLAIN_AMOUNT] = o->amount_column, [PLAIN_ORDER] = o->order_column,
        [PLAIN_CURRENCY] = o->currency_column,
        [PLAIN_CHANNEL] = o->channel_column,
        [PLAIN_PRODUCT] = o->by_product ? o->product_column : NULL,
        [PLAIN_ITEMS] = o->items_column,
        [PLAIN_DISCOUNT] = o->discount_column, [PLAIN_COST] = o->cost_column
    };
    static const int own[PLAIN_COLUMNS] = {
        [PLAIN_CUSTOMER] = 1, [PLAIN_TIME] = 2, [PLAIN_CLOCK] = -1,
        [PLAIN_AMOUNT] = 4, [PLAIN_ORDER] = 0,
        [PLAIN_CURRENCY] = 5, [PLAIN_CHANNEL] = -1, [PLAIN_PRODUCT] = -1,
        [PLAIN_ITEMS] = -1, [PLAIN_DISCOUNT] = -1, [PLAIN_COST] = -1,
        [PLAIN_KIND] = 6,
        [PLAIN_LOCAL] = 3
    };

    p->own = is_own_output(header);
    for (int i = 0; i < PLAIN_COLUMNS; i++)
        p->position[i] = p->own ? own[i] : -1;
    if (p->own)
        return 1;
    for (int i = 0; i < PLAIN_COLUMNS; i++) {
        if (given[i] != NULL && !named_column(p, header, i, given[i]))
            return 0;
        if (given[i] == NULL && likely_names[i] != NULL &&
            (i != PLAIN_PRODUCT || o->by_product) &&
            !likely_column(p, header, i,
                           i == PLAIN_CUSTOMER || i == PLAIN_TIME ||
                               i == PLAIN_PRODUCT))
            return 0;
    }
    return 1;
}
