/*
 * Rules: named conditions over columns, of which the first that holds decides.
 *
 *     rules      = rule { ";" rule } [ ";" ]
 *     rule       = name ":" condition | "else" name      (else: the last one)
 *     condition  = all { "or" all }
 *     all        = single { "and" single }
 *     single     = "not" single | comparison
 *     comparison = sum [ ("<" | "<=" | "=" | "!=" | ">=" | ">") sum ]
 *                | column ["not"] "in" "(" text { "," text } ")"
 *                | column "is" ["not"] "missing"
 *     sum        = product { ("+" | "-") product }
 *     product    = factor { ("*" | "/") factor }
 *     factor     = number | text | column | "-" factor | "(" condition ")"
 *     column     = letter or _, then letters, digits, _ and . | "in quotes"
 *     text       = 'in quotes'                     (a quote within is doubled)
 *
 * A text becomes a program for a machine with a stack. The machine works on
 * many rows at a time; a truth is 0, 1 or, where a gap keeps it open, 1/2, so
 * that "and" is the least, "or" the greatest and "not" 1 less it.
 */
#ifndef CEV__RULES_H
#define CEV__RULES_H

#include "features.h"
#include "tally.h"

/* How deep conditions may be nested, how many columns and texts there may be,
 * and the most bytes of a text and of a name. */
enum {
    CEV__RULES_DEPTH = 60,
    CEV__RULES_COLUMNS = 100,
    CEV__RULES_BYTES = 100000,
    CEV__RULES_NAME = 200
};

/* What the machine does. */
enum {
    CEV__RULE_NUMBER, /* puts `number` on the stack */
    CEV__RULE_COLUMN, /* the numbers of column `at` */
    CEV__RULE_TEXT,   /* whether the text of column `at` is text `other` */
    CEV__RULE_MISSING, /* whether column `at` is a gap */
    CEV__RULE_NEGATE,
    CEV__RULE_NOT,
    CEV__RULE_ADD,
    CEV__RULE_SUBTRACT,
    CEV__RULE_MULTIPLY,
    CEV__RULE_DIVIDE,
    CEV__RULE_LESS,
    CEV__RULE_LESS_EQUAL,
    CEV__RULE_EQUAL,
    CEV__RULE_UNEQUAL,
    CEV__RULE_GREATER_EQUAL,
    CEV__RULE_GREATER,
    CEV__RULE_AND,
    CEV__RULE_OR,
    CEV__RULE_HOLDS /* takes the truth of rule `at` off the stack */
};

typedef struct cev__rule_step {
    int32_t what;
    int32_t at, other;
    double number;
} cev__rule_step;

/* A rule as it was written: what it names, and where its condition stands. */
typedef struct cev__rule {
    int32_t group;
    int64_t begin, end; /* of the condition, bytes */
} cev__rule;

typedef struct cev__rules {
    cev__customers names;   /* of the groups, as they first appear */
    cev__customers columns;
    cev__customers texts;   /* that columns are compared with */
    cev__rule *rules;
    int64_t count, capacity;
    cev__rule_step *steps;
    int64_t step_count, step_capacity;
    int32_t rest;  /* the group of whom no rule fits */
    int32_t depth; /* of the stack */
} cev__rules;

/* Reads a text. CEV_ERR_OPTION with a message that names the character, what
 * was seen there and what was wanted; CEV_ERR_LIMIT, CEV_ERR_MEMORY. `out` is
 * then nothing to free. */
int32_t cev__rules_parse(cev_ctx *ctx, const char *text, cev__rules *out);
void cev__rules_free(cev_ctx *ctx, cev__rules *rules);

/* The group of each row. CEV_ERR_COLUMN where a column is missing or of
 * another type than the rules take it for. */
int32_t cev__rules_place(cev_ctx *ctx, const cev__rules *rules,
                         const cev_table *customers, int32_t *group);

#endif
