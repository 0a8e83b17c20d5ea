/* Conditions out of text; see rules_parse.h. */
#include "../core/compiler.h"
#include "rules_parse.h"

/* What an operand is. A column that nothing has been asked of yet may turn out
 * to be of numbers or of texts; a text stands only beside a column. */
enum { OPERAND_NUMBER, OPERAND_TRUTH, OPERAND_COLUMN, OPERAND_TEXT };

typedef struct rule_operand {
    int what;
    uint32_t at; /* of a column or a text */
    cev__word word; /* that it begins with */
} rule_operand;

static int32_t parse_condition(cev__rules_parser *p, rule_operand *out);

/* ---- Steps --------------------------------------------------------------- */

/* How many the stack has more after a step. */
static int32_t stack_change(int32_t what)
{
    if (what <= CEV__RULE_MISSING)
        return 1;
    return what == CEV__RULE_NEGATE || what == CEV__RULE_NOT ? 0 : -1;
}

int32_t cev__rules_emit(cev__rules_parser *p, int32_t what, uint32_t at,
                        uint32_t other, double number)
{
    cev__rules *rules = p->rules;
    void *steps = rules->steps;
    int32_t status = cev__rules_grow(
        p->scan.ctx, &steps, rules->step_count, &rules->step_capacity,
        (int64_t)sizeof *rules->steps);
    rules->steps = steps;
    if (status != CEV_OK)
        return status;
    rules->steps[rules->step_count++] =
        (cev__rule_step){what, (int32_t)at, (int32_t)other, number};
    p->stack += stack_change(what);
    if (p->stack > rules->depth)
        rules->depth = p->stack;
    return CEV_OK;
}

/* ---- Operands ------------------------------------------------------------ */

/* Says what was wanted where an operand begins. */
static int32_t fail_operand(cev__rules_parser *p, const rule_operand *operand,
                            const char *wanted)
{
    p->scan.word = operand->word;
    return cev__scan_fail(&p->scan, wanted);
}

/* An operand is to be a number on the stack. */
static int32_t want_number(cev__rules_parser *p, rule_operand *operand)
{
    if (operand->what == OPERAND_TRUTH || operand->what == OPERAND_TEXT)
        return fail_operand(p, operand, "a number or a column of numbers");
    if (operand->what == OPERAND_NUMBER)
        return CEV_OK;
    operand->what = OPERAND_NUMBER;
    return cev__rules_emit(p, CEV__RULE_COLUMN, operand->at, 0, 0.0);
}

/* An operand is to be true or false. */
static int32_t want_truth(cev__rules_parser *p, const rule_operand *operand)
{
    return operand->what == OPERAND_TRUTH
               ? CEV_OK
               : fail_operand(p, operand,
                              "a condition, such as revenue > 100");
}

/* The index of the name or text in hand. */
static int32_t name_in_hand(cev__rules_parser *p, cev__customers *names,
                            uint32_t *found)
{
    int64_t size = p->scan.word.end - p->scan.word.begin + 1;
    char *name = cev__scan_unquote(&p->scan);
    if (name == NULL)
        return cev__fail_memory(p->scan.ctx);
    int32_t status = cev__customer_intern(p->scan.ctx, names, name, found);
    cev__free(p->scan.ctx, name, size, 1);
    if (status == CEV_OK && p->rules->columns.count > CEV__RULES_COLUMNS)
        status = cev__fail(p->scan.ctx, CEV_ERR_LIMIT,
                           "option rules names more than %i columns",
                           (int32_t)CEV__RULES_COLUMNS);
    return status;
}

static int32_t parse_nested(cev__rules_parser *p, rule_operand *out)
{
    cev__word begin = p->scan.word;
    cev__scan_next(&p->scan);
    int32_t status = parse_condition(p, out);
    if (status == CEV_OK && !cev__scan_is(&p->scan, ")"))
        status = cev__scan_fail(&p->scan, "\")\" or an operator");
    cev__scan_next(&p->scan);
    out->word = begin;
    return status;
}

/* One level deeper, if that is not too deep. */
static int32_t go_deeper(cev__rules_parser *p)
{
    if (p->depth == CEV__RULES_DEPTH)
        return cev__scan_fail(&p->scan, "conditions nested less deeply");
    p->depth++;
    return CEV_OK;
}

static int32_t parse_factor(cev__rules_parser *p, rule_operand *out);

static int32_t parse_negative(cev__rules_parser *p, rule_operand *out)
{
    cev__word begin = p->scan.word;
    cev__scan_next(&p->scan);
    int32_t status = parse_factor(p, out);
    if (status == CEV_OK)
        status = want_number(p, out);
    if (status == CEV_OK)
        status = cev__rules_emit(p, CEV__RULE_NEGATE, 0, 0, 0.0);
    out->word = begin;
    return status;
}

static int32_t parse_factor(cev__rules_parser *p, rule_operand *out)
{
    int32_t status = go_deeper(p);
    if (status != CEV_OK)
        return status;
    out->word = p->scan.word;
    out->at = 0;
    if (p->scan.word.what == CEV__WORD_NUMBER) {
        out->what = OPERAND_NUMBER;
        status = cev__rules_emit(p, CEV__RULE_NUMBER, 0, 0, p->scan.word.number);
        cev__scan_next(&p->scan);
    } else if (p->scan.word.what == CEV__WORD_COLUMN) {
        out->what = OPERAND_COLUMN;
        status = name_in_hand(p, &p->rules->columns, &out->at);
        cev__scan_next(&p->scan);
    } else if (p->scan.word.what == CEV__WORD_TEXT) {
        out->what = OPERAND_TEXT;
        status = name_in_hand(p, &p->rules->texts, &out->at);
        cev__scan_next(&p->scan);
    } else if (cev__scan_is(&p->scan, "(")) {
        status = parse_nested(p, out);
    } else if (cev__scan_is(&p->scan, "-")) {
        status = parse_negative(p, out);
    } else {
        status = cev__scan_fail(&p->scan,
                                "a number, a column, a 'text' or \"(\"");
    }
    p->depth--;
    return status;
}

/* ---- Arithmetic ---------------------------------------------------------- */

/* Operands that one of two signs joins. */
static int32_t parse_joined(cev__rules_parser *p, const char *first_sign,
                            int32_t first, const char *second_sign,
                            int32_t second,
                            int32_t (*operand)(cev__rules_parser *, rule_operand *),
                            rule_operand *out)
{
    rule_operand right;
    int32_t status = operand(p, out);
    while (status == CEV_OK
           && (cev__scan_is(&p->scan, first_sign)
               || cev__scan_is(&p->scan, second_sign))) {
        int32_t what = cev__scan_is(&p->scan, first_sign) ? first : second;
        status = want_number(p, out);
        cev__scan_next(&p->scan);
        if (status == CEV_OK)
            status = operand(p, &right);
        if (status == CEV_OK)
            status = want_number(p, &right);
        if (status == CEV_OK)
            status = cev__rules_emit(p, what, 0, 0, 0.0);
    }
    return status;
}

static int32_t parse_product(cev__rules_parser *p, rule_operand *out)
{
    return parse_joined(p, "*", CEV__RULE_MULTIPLY, "/", CEV__RULE_DIVIDE,
                        parse_factor, out);
}

static int32_t parse_sum(cev__rules_parser *p, rule_operand *out)
{
    return parse_joined(p, "+", CEV__RULE_ADD, "-", CEV__RULE_SUBTRACT,
                        parse_product, out);
}

/* ---- Comparisons --------------------------------------------------------- */

/* The comparison in hand, or -1. */
static int32_t comparison_in_hand(const cev__rules_parser *p)
{
    static const char signs[][3] = {"<", "<=", "=", "!=", ">=", ">"};
    for (int32_t i = 0; i < 6; i++)
        if (cev__scan_is(&p->scan, signs[i]))
            return CEV__RULE_LESS + i;
    return -1;
}

/* A column beside a text, in either order; one of the two is a text. */
static int32_t compare_texts(cev__rules_parser *p, const rule_operand *left,
                             const rule_operand *right, int32_t what,
                             const cev__word *sign)
{
    const rule_operand *column = left->what == OPERAND_COLUMN ? left : right;
    const rule_operand *text = column == left ? right : left;
    if (column->what != OPERAND_COLUMN)
        return fail_operand(p, left->what == OPERAND_TEXT ? right : left,
                            "a column, to compare with a text");
    if (what != CEV__RULE_EQUAL && what != CEV__RULE_UNEQUAL) {
        p->scan.word = *sign;
        return cev__scan_fail(&p->scan, "= or != beside a text");
    }
    int32_t status = cev__rules_emit(p, CEV__RULE_TEXT, column->at, text->at, 0.0);
    if (status == CEV_OK && what == CEV__RULE_UNEQUAL)
        status = cev__rules_emit(p, CEV__RULE_NOT, 0, 0, 0.0);
    return status;
}

/* The rest of a comparison by a sign. */
static int32_t parse_compared(cev__rules_parser *p, rule_operand *left,
                              int32_t what)
{
    rule_operand right;
    cev__word sign = p->scan.word;
    int32_t status = CEV_OK;
    int is_open =
        left->what == OPERAND_COLUMN || left->what == OPERAND_TEXT;
    cev__scan_next(&p->scan);
    /* The left side goes on the stack first, unless it is beside a text. */
    if (!is_open || (left->what == OPERAND_COLUMN
                     && p->scan.word.what != CEV__WORD_TEXT))
        status = want_number(p, left);
    if (status == CEV_OK)
        status = parse_sum(p, &right);
    if (status != CEV_OK)
        return status;
    if (left->what == OPERAND_COLUMN || left->what == OPERAND_TEXT
        || right.what == OPERAND_TEXT)
        return compare_texts(p, left, &right, what, &sign);
    status = want_number(p, &right);
    return status == CEV_OK ? cev__rules_emit(p, what, 0, 0, 0.0) : status;
}

/* column in ('a', 'b'): behind "in". */
static int32_t parse_list(cev__rules_parser *p, const rule_operand *column)
{
    int32_t status = CEV_OK;
    uint32_t text;
    if (!cev__scan_is(&p->scan, "("))
        return cev__scan_fail(&p->scan, "\"(\" and texts joined by commas");
    for (int count = 0; status == CEV_OK; count++) {
        cev__scan_next(&p->scan);
        if (p->scan.word.what != CEV__WORD_TEXT)
            return cev__scan_fail(&p->scan, "a 'text'");
        status = name_in_hand(p, &p->rules->texts, &text);
        if (status == CEV_OK)
            status = cev__rules_emit(p, CEV__RULE_TEXT, column->at, text, 0.0);
        if (status == CEV_OK && count > 0)
            status = cev__rules_emit(p, CEV__RULE_OR, 0, 0, 0.0);
        cev__scan_next(&p->scan);
        if (status == CEV_OK && cev__scan_is(&p->scan, ")"))
            break;
        if (status == CEV_OK && !cev__scan_is(&p->scan, ","))
            return cev__scan_fail(&p->scan, "\",\" or \")\"");
    }
    cev__scan_next(&p->scan);
    return status;
}

/* What is asked of a column in words: is [not] missing, [not] in. */
static int32_t parse_question(cev__rules_parser *p, const rule_operand *column)
{
    int is_question = cev__scan_is(&p->scan, "is");
    int32_t status = CEV_OK;
    if (is_question)
        cev__scan_next(&p->scan);
    int is_denied = cev__scan_is(&p->scan, "not");
    if (is_denied)
        cev__scan_next(&p->scan);
    if (is_question && cev__scan_is(&p->scan, "missing")) {
        cev__scan_next(&p->scan);
        status = cev__rules_emit(p, CEV__RULE_MISSING, column->at, 0, 0.0);
    } else if (!is_question && cev__scan_is(&p->scan, "in")) {
        cev__scan_next(&p->scan);
        status = parse_list(p, column);
    } else {
        return cev__scan_fail(&p->scan, is_question ? "\"missing\"" : "\"in\"");
    }
    if (status == CEV_OK && is_denied)
        status = cev__rules_emit(p, CEV__RULE_NOT, 0, 0, 0.0);
    return status;
}

static int32_t parse_comparison(cev__rules_parser *p, rule_operand *out)
{
    int32_t status = parse_sum(p, out);
    int32_t what = comparison_in_hand(p);
    if (status != CEV_OK)
        return status;
    if (what >= 0) {
        status = parse_compared(p, out, what);
        out->what = OPERAND_TRUTH;
    } else if (out->what == OPERAND_COLUMN
               && (cev__scan_is(&p->scan, "is") || cev__scan_is(&p->scan, "in")
                   || cev__scan_is(&p->scan, "not"))) {
        status = parse_question(p, out);
        out->what = OPERAND_TRUTH;
    }
    return status;
}

/* ---- Conditions ---------------------------------------------------------- */

static int32_t parse_single(cev__rules_parser *p, rule_operand *out)
{
    cev__word begin = p->scan.word;
    if (!cev__scan_is(&p->scan, "not"))
        return parse_comparison(p, out);
    int32_t status = go_deeper(p);
    if (status != CEV_OK)
        return status;
    cev__scan_next(&p->scan);
    status = parse_single(p, out);
    if (status == CEV_OK)
        status = want_truth(p, out);
    if (status == CEV_OK)
        status = cev__rules_emit(p, CEV__RULE_NOT, 0, 0, 0.0);
    out->word = begin;
    p->depth--;
    return status;
}

/* Conditions that one key joins. */
static int32_t parse_linked(cev__rules_parser *p, const char *key, int32_t what,
                            int32_t (*operand)(cev__rules_parser *, rule_operand *),
                            rule_operand *out)
{
    rule_operand right;
    int32_t status = operand(p, out);
    while (status == CEV_OK && cev__scan_is(&p->scan, key)) {
        status = want_truth(p, out);
        cev__scan_next(&p->scan);
        if (status == CEV_OK)
            status = operand(p, &right);
        if (status == CEV_OK)
            status = want_truth(p, &right);
        if (status == CEV_OK)
            status = cev__rules_emit(p, what, 0, 0, 0.0);
    }
    return status;
}

static int32_t parse_all(cev__rules_parser *p, rule_operand *out)
{
    return parse_linked(p, "and", CEV__RULE_AND, parse_single, out);
}

static int32_t parse_condition(cev__rules_parser *p, rule_operand *out)
{
    return parse_linked(p, "or", CEV__RULE_OR, parse_all, out);
}

int32_t cev__rules_condition(cev__rules_parser *p)
{
    rule_operand condition;
    int32_t status = parse_condition(p, &condition);
    if (status == CEV_OK
        && !(cev__scan_is(&p->scan, ";") || p->scan.word.what == CEV__WORD_END))
        status = cev__scan_fail(&p->scan, "an operator or \";\"");
    if (status != CEV_OK)
        return status;
    cev__word behind = p->scan.word;
    status = want_truth(p, &condition);
    p->scan.word = behind;
    return status;
}
