/* Rules out of text; see rules.h. */
#include "../core/compiler.h"
#include "rules_parse.h"

#include <string.h>

int32_t cev__rules_grow(cev_ctx *ctx, void **list, int64_t count,
                        int64_t *capacity, int64_t size)
{
    int64_t grown = *capacity == 0 ? 16 : 2 * *capacity;
    if (count < *capacity)
        return CEV_OK;
    void *fresh = cev__resize(ctx, *list, *capacity, grown, size);
    if (fresh == NULL)
        return cev__fail_memory(ctx);
    *list = fresh;
    *capacity = grown;
    return CEV_OK;
}

static void skip_spaces(cev__scan *scan)
{
    while (scan->text[scan->at] != '\0'
           && strchr(" \t\n\r", scan->text[scan->at]) != NULL)
        scan->at++;
}

static int32_t check_group_count(const cev__rules_parser *p)
{
    if (p->rules->names.count <= CEV__GROUPS_MAX)
        return CEV_OK;
    return cev__fail(p->scan.ctx, CEV_ERR_LIMIT,
                     "option rules names more than %i groups",
                     (int32_t)CEV__GROUPS_MAX);
}

/* The group of the name that stands before ":", or before ";" or the end. */
static int32_t parse_name(cev__rules_parser *p, char wanted_end,
                          int32_t *group)
{
    cev__scan *scan = &p->scan;
    char name[CEV__RULES_NAME + 1];
    uint32_t found;
    skip_spaces(scan);
    int64_t length = (int64_t)strcspn(scan->text + scan->at, ":;");
    int64_t end = scan->at + length;
    scan->word = (cev__word){CEV__WORD_WRONG, scan->at, end, 0.0};
    while (length > 0
           && strchr(" \t\n\r", scan->text[scan->at + length - 1]) != NULL)
        length--;
    if (length == 0 || length > CEV__RULES_NAME) {
        scan->word.what = scan->text[scan->at] == '\0' ? CEV__WORD_END
                                                       : CEV__WORD_WRONG;
        return cev__scan_fail(scan, "a name of 1 to 200 bytes");
    }
    if (scan->text[end] != wanted_end
        && (wanted_end == ':' || scan->text[end] != '\0')) {
        scan->word = (cev__word){CEV__WORD_WRONG, end, end + 1, 0.0};
        if (scan->text[end] == '\0')
            scan->word.what = CEV__WORD_END;
        return cev__scan_fail(scan, wanted_end == ':'
                                        ? "\":\" between name and condition"
                                        : "\";\" or the end");
    }
    memcpy(name, scan->text + scan->at, (size_t)length);
    name[length] = '\0';
    scan->at = end;
    int32_t status =
        cev__customer_intern(scan->ctx, &p->rules->names, name, &found);
    *group = (int32_t)found;
    return status == CEV_OK ? check_group_count(p) : status;
}

/* One rule; its last step takes its truth off the stack. */
static int32_t parse_rule(cev__rules_parser *p)
{
    cev__rules *rules = p->rules;
    cev__rule rule = {0, 0, 0};
    void *list = rules->rules;
    int32_t status = parse_name(p, ':', &rule.group);
    if (status != CEV_OK)
        return status;
    p->scan.at++;
    cev__scan_next(&p->scan);
    rule.begin = p->scan.word.begin;
    status = cev__rules_condition(p);
    rule.end = p->scan.word.begin;
    if (status == CEV_OK)
        status = cev__rules_emit(p, CEV__RULE_HOLDS, (uint32_t)rules->count, 0, 0.0);
    if (status == CEV_OK)
        status = cev__rules_grow(p->scan.ctx, &list, rules->count,
                                 &rules->capacity,
                                 (int64_t)sizeof *rules->rules);
    rules->rules = list;
    if (status == CEV_OK)
        rules->rules[rules->count++] = rule;
    return status;
}

/* Whether the rule that begins here is the one for all others. */
static int is_else(const cev__scan *scan)
{
    const char *at = scan->text + scan->at;
    return strncmp(at, "else", 4) == 0
           && (at[4] == '\0' || strchr(" \t\n\r", at[4]) != NULL);
}

/* The name for all others, which ends the text. */
static int32_t parse_else(cev__rules_parser *p)
{
    p->scan.at += 4;
    int32_t status = parse_name(p, ';', &p->rules->rest);
    if (status != CEV_OK)
        return status;
    cev__scan_next(&p->scan);
    if (cev__scan_is(&p->scan, ";"))
        cev__scan_next(&p->scan);
    return p->scan.word.what == CEV__WORD_END
               ? CEV_OK
               : cev__scan_fail(&p->scan, "nothing behind else");
}

static int32_t parse_rules(cev__rules_parser *p)
{
    uint32_t found;
    int32_t status = CEV_OK;
    do {
        skip_spaces(&p->scan);
        if (is_else(&p->scan))
            return parse_else(p);
        if (p->rules->count > 0 && p->scan.text[p->scan.at] == '\0')
            break;
        status = parse_rule(p);
    } while (status == CEV_OK && p->scan.word.what != CEV__WORD_END);
    if (status == CEV_OK)
        status = cev__customer_intern(p->scan.ctx, &p->rules->names, "other",
                                      &found);
    if (status == CEV_OK)
        p->rules->rest = (int32_t)found;
    return status == CEV_OK ? check_group_count(p) : status;
}

int32_t cev__rules_parse(cev_ctx *ctx, const char *text, cev__rules *out)
{
    cev__rules rules;
    cev__rules_parser parser;
    memset(&rules, 0, sizeof rules);
    memset(&parser, 0, sizeof parser);
    if (strlen(text) > CEV__RULES_BYTES)
        return cev__fail(ctx, CEV_ERR_LIMIT,
                         "option rules has %d bytes; wanted at most %i",
                         (int64_t)strlen(text), (int32_t)CEV__RULES_BYTES);
    parser.scan.ctx = ctx;
    parser.scan.text = text;
    parser.rules = &rules;
    int32_t status = parse_rules(&parser);
    if (status == CEV_OK)
        *out = rules;
    else
        cev__rules_free(ctx, &rules);
    return status;
}

void cev__rules_free(cev_ctx *ctx, cev__rules *rules)
{
    cev__free(ctx, rules->steps, rules->step_capacity,
              (int64_t)sizeof *rules->steps);
    cev__free(ctx, rules->rules, rules->capacity,
              (int64_t)sizeof *rules->rules);
    cev__customers_free(ctx, &rules->texts);
    cev__customers_free(ctx, &rules->columns);
    cev__customers_free(ctx, &rules->names);
    memset(rules, 0, sizeof *rules);
}
