/* The words of a text of rules, one after the other. */
#ifndef CEV__RULES_SCAN_H
#define CEV__RULES_SCAN_H

#include "rules.h"

enum {
    CEV__WORD_END,
    CEV__WORD_NUMBER,
    CEV__WORD_TEXT,   /* in single quotes */
    CEV__WORD_COLUMN, /* a name, or anything in double quotes */
    CEV__WORD_KEY,    /* and or not is in missing */
    CEV__WORD_SIGN,   /* < <= = != >= > + - * / ( ) , ; */
    CEV__WORD_WRONG   /* none of these */
};

typedef struct cev__word {
    int what;
    int64_t begin, end; /* in the text */
    double number;
} cev__word;

typedef struct cev__scan {
    cev_ctx *ctx;
    const char *text;
    int64_t at;     /* behind the word in hand */
    cev__word word; /* in hand */
} cev__scan;

/* Takes the next word in hand. */
void cev__scan_next(cev__scan *scan);

/* Whether the word in hand is this key or sign. */
int cev__scan_is(const cev__scan *scan, const char *word);

/* The name or text in hand without its quotes, in memory of as many bytes as
 * the word has; the caller's. */
char *cev__scan_unquote(const cev__scan *scan);

/* CEV_ERR_OPTION: where the word in hand begins, what it is, and what was
 * wanted instead. */
int32_t cev__scan_fail(const cev__scan *scan, const char *wanted);

#endif
