/* cev segments: who is like whom. */
#include "shop.h"

static const cli_command segments_command = {
    "segments", "FILE [FILE ...]", "who is like whom: recency, frequency, money",
    "Writes CSV to standard output, a row a customer: scores r (latest is\n"
    "best), f (most often) and m (most money), and the segment they make.\n"
    "Scores are by rank among these customers; equals score alike.\n"
    "With --profile a row a segment: its meaning, how many customers and how\n"
    "much revenue it has, and its means."};

static int print_segments(const shop *s, int profile)
{
    cev_table *customers = NULL, *result = NULL;
    cev_segmenter *rfm = NULL;
    int code = shop_summarise(s, &customers);
    if (code != CLI_OK)
        return code;
    cev_options *options = shop_settings(s, CEV_RFM);
    int32_t status =
        options == NULL ? CEV_ERR_MEMORY
                        : cev_segmenter_new(s->ctx, CEV_RFM, options, &rfm);
    if (status == CEV_OK)
        status = cev_segmenter_fit(rfm, customers);
    if (status == CEV_OK)
        status = profile
                     ? cev_segmenter_profile(rfm, NULL, &result)
                     : cev_segmenter_assign(rfm, customers, NULL, &result);
    code = status == CEV_OK ? shop_print(s, result, NULL, 0) : shop_fail(s);
    cev_segmenter_free(rfm);
    cev_options_free(options);
    cev_table_free(customers);
    return code;
}

int cmd_segments(int argc, char **argv)
{
    shop_options given;
    cli_option list[SHOP_OPTIONS + 2];
    shop s;
    int n_files, profile = 0;
    int64_t scores = 5;

    shop_options_init(&given);
    int n = shop_options_list(&given, 0, list);
    list[n++] = (cli_option){"profile", 0, CLI_FLAG, NULL,
                             "a row a segment instead of a row a customer",
                             &profile};
    list[n++] = (cli_option){"scores", 0, CLI_INTEGER, "N",
                             "classes of each score (default: 5)", &scores};
    int code = cli_parse(&segments_command, list, n, argc, argv, &n_files);
    if (code >= 0)
        return code;
    code = shop_open(&s, &segments_command, &given, (const char *const *)argv,
                     n_files);
    s.scores = scores;
    if (code == CLI_OK)
        code = print_segments(&s, profile);
    shop_close(&s);
    return code;
}
