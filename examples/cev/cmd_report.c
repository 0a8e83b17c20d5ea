/* cev report: one page that says what the customers are worth. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "page.h"
#include "report.h"
#include "report_ahead.h"
#include "report_buyers.h"

static const cli_command report_command = {
    "report", "FILE [FILE ...]", "one page: what the customers are worth",
    "Writes a page that needs nothing else and opens offline: figures, what\n"
    "was read and left out, pictures, the customers one by one.\n"
    "\n"
    "Part of the time is held back and forecast by a model that has not seen\n"
    "it, so that the page can say how far to trust the forecast. Unless\n"
    "--holdout says otherwise this is the last third of the time, and at\n"
    "most a year; --holdout 0 holds nothing back.\n"
    "\n"
    "All figures count every customer; --customers bounds only the list and\n"
    "the histories at the end of the page: the N most valuable, and at most\n"
    "half as many others who are at risk."};

/* What is given on the command line besides the options of all commands. */
typedef struct page_given {
    const char *output, *title, *note, *learners;
    int pseudonymise;
    int64_t customers;
    report_campaign campaign;
} page_given;

static int report_list(page_given *g, cli_option *list)
{
    int n = 0;
    list[n++] = (cli_option){"output", 'o', CLI_TEXT, "PAGE",
                             "where to write the page (default: report.html;\n"
                             "- is standard output)", &g->output};
    list[n++] = (cli_option){"title", 0, CLI_TEXT, "TEXT",
                             "the heading (default: Customer report)",
                             &g->title};
    list[n++] = (cli_option){"note", 0, CLI_TEXT, "TEXT",
                             "a remark shown on top of the page", &g->note};
    list[n++] = (cli_option){"customers", 0, CLI_INTEGER, "N",
                             "how many customers to list (default: 1000)",
                             &g->customers};
    list[n++] = (cli_option){"pseudonymise", 0, CLI_FLAG, NULL,
                             "replace the names of customers by numbers",
                             &g->pseudonymise};
    list[n++] = (cli_option){"offer", 0, CLI_NUMBER, "AMOUNT",
                             "what an offer to stay costs (default: 5 % of\n"
                             "what a customer brought in the last year)",
                             &g->campaign.offer};
    list[n++] = (cli_option){"contact", 0, CLI_NUMBER, "AMOUNT",
                             "what making it costs (default: 0.5 % of that)",
                             &g->campaign.contact};
    list[n++] = (cli_option){"sensitive", 0, CLI_TEXT, "COLUMNS",
                             "attributes of a saved portfolio that say nothing\n"
                             "of who leaves, joined by commas",
                             &g->campaign.sensitive};
    list[n++] = (cli_option){"within", 0, CLI_TEXT, "LENGTH",
                             "the time in which customers leave, buy and spend\n"
                             "or not (default: as nine in ten returns took)",
                             &g->campaign.within};
    list[n++] = (cli_option){"learner", 0, CLI_TEXT, "FILE[,FILE]",
                             "saved learners of left, bought or spent, which\n"
                             "are shown in place of the page's own",
                             &g->learners};
    return n;
}

/* What the page is made of. */
typedef struct page_parts {
    report shop;
    report_churn churn;
    report_ahead ahead;
    report_buyers buyers;
    const report_given *learners;
} page_parts;

/* What learners that were given learn, of those that could not be tested. */
static void write_not_shown(const page_parts *page, json *j)
{
    const struct {
        const char *target;
        int is_shown;
    } parts[] = {{"left", page->churn.why == NULL},
                 {"bought", page->buyers.of[BUYERS_GIVEN].is_known},
                 {"spent", page->ahead.is_known}};
    json_array(j, "not_shown");
    for (int i = 0; i < 3; i++)
        if (!parts[i].is_shown
            && report_given_for(page->learners, parts[i].target) != NULL)
            json_text(j, NULL, parts[i].target);
    json_array_end(j);
}

/* The data block, part by part. */
static int write_data(const page_parts *page, FILE *file)
{
    const report *r = &page->shop;
    static int (*const parts[])(const report *, json *) = {
        report_write_shop, report_write_leaving, report_write_groups,
        report_write_worth, report_write_surveys, report_write_trust};
    json j = {file, 0};
    json_object(&j, NULL);
    int code = report_write_head(r, &j);
    if (code == CLI_OK)
        code = report_write_figures(r, &j);
    json_object(&j, "data");
    for (int i = 0; code == CLI_OK && i < 6; i++)
        code = parts[i](r, &j);
    if (code == CLI_OK)
        code = report_churn_write_pictures(r, &page->churn, &j);
    report_ahead_write_picture(&page->ahead, &j);
    json_object_end(&j);
    if (code == CLI_OK)
        code = report_churn_write(r, &page->churn, &j);
    report_ahead_write(r, &page->ahead, &j);
    report_buyers_write(r, &page->buyers, &j);
    write_not_shown(page, &j);
    if (code == CLI_OK)
        code = report_write_choice(r, &j);
    if (code == CLI_OK)
        code = report_write_models(r, &j);
    if (code == CLI_OK)
        code = report_write_segments(r, &j);
    if (code == CLI_OK)
        code = report_write_customers(r, &j);
    json_object_end(&j);
    return code;
}

static int write_page(const page_parts *page, const char *path, FILE *file)
{
    for (int i = 0; cev_page_head[i] != NULL; i++)
        fputs(cev_page_head[i], file);
    int code = write_data(page, file);
    for (int i = 0; cev_page_tail[i] != NULL; i++)
        fputs(cev_page_tail[i], file);
    if (code == CLI_OK && (fflush(file) != 0 || ferror(file)))
        return cli_fail(page->shop.shop->command, CLI_FAILED, "cannot write %s: %s",
                        path, strerror(errno));
    return code;
}

/* A page that could not be finished is not left behind. */
static int save_page(const page_parts *page, const char *path)
{
    if (strcmp(path, "-") == 0)
        return write_page(page, "standard output", stdout);
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return cli_fail(page->shop.shop->command, CLI_FAILED, "cannot write %s: %s",
                        path, strerror(errno));
    int code = write_page(page, path, file);
    if (fclose(file) != 0 && code == CLI_OK)
        code = cli_fail(page->shop.shop->command, CLI_FAILED, "cannot write %s: %s",
                        path, strerror(errno));
    if (code != CLI_OK)
        remove(path);
    return code;
}

static int make_report(const shop *s, const page_given *g)
{
    page_parts page;
    memset(&page, 0, sizeof page);
    page.shop.shop = s;
    page.shop.title = g->title;
    page.shop.note = g->note;
    page.shop.pseudonymise = g->pseudonymise;
    page.shop.listed_most = g->customers;
    page.learners = &g->campaign.learners;
    int code = report_ask(&page.shop);
    if (code == CLI_OK)
        code = report_churn_ask(&page.shop, &g->campaign, &page.churn);
    if (code == CLI_OK)
        code = report_ahead_ask(&page.shop, &g->campaign, &page.churn,
                                &page.ahead);
    if (code == CLI_OK)
        code = report_buyers_ask(&page.shop, &g->campaign, &page.churn,
                                 &page.buyers);
    if (code == CLI_OK)
        code = save_page(&page, g->output);
    report_buyers_forget(&page.buyers);
    report_ahead_forget(&page.ahead);
    report_churn_forget(&page.churn);
    report_forget(&page.shop);
    return code;
}

int cmd_report(int argc, char **argv)
{
    page_given g = {"report.html", "Customer report", NULL, NULL, 0, 1000,
                    {-1, -1, NULL, NULL, 0, {{{0}}}}};
    shop_options given;
    cli_option list[SHOP_OPTIONS + 10];
    shop s;
    int n_files;

    shop_options_init(&given);
    int n = shop_options_list(&given, SHOP_UNIT | SHOP_HOLDOUT | SHOP_VALUE |
                                          SHOP_MODEL | SHOP_INTERVAL,
                              list);
    n += report_list(&g, list + n);
    int code = cli_parse(&report_command, list, n, argc, argv, &n_files);
    if (code >= 0)
        return code;
    if (g.customers < 0)
        return cli_fail(&report_command, CLI_USAGE,
                        "--customers %lld: wanted 0 or more",
                        (long long)g.customers);
    if (g.campaign.within != NULL
        && (!shop_duration(g.campaign.within, &g.campaign.days)
            || (g.campaign.days = floor(g.campaign.days)) < 1))
        return cli_fail(&report_command, CLI_USAGE,
                        "--within: \"%s\" is no length of a day or more; "
                        "wanted 90d, 26w, 12m or 2y",
                        g.campaign.within);
    code = shop_open(&s, &report_command, &given, (const char *const *)argv,
                     n_files);
    /* After what is wrong with the call: that can be mended here and now. */
    if (code == CLI_OK && !cev_page_present)
        code = cli_fail(&report_command, CLI_FAILED,
                        "this program was built without the page, because "
                        "node or npm was missing; install both (node 18 or "
                        "newer) and build again with make");
    if (code == CLI_OK)
        code = report_given_read(&s, g.learners, &g.campaign.learners);
    if (code == CLI_OK)
        code = make_report(&s, &g);
    report_given_forget(&g.campaign.learners);
    shop_close(&s);
    return code;
}
