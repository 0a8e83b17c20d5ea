/* What the parts of the parser of rules share. */
#ifndef CEV__RULES_PARSE_H
#define CEV__RULES_PARSE_H

#include "rules_scan.h"

typedef struct cev__rules_parser {
    cev__scan scan;
    cev__rules *rules;
    int depth;     /* of nesting */
    int32_t stack; /* of the machine */
} cev__rules_parser;

/* Room for one more element of a list. */
int32_t cev__rules_grow(cev_ctx *ctx, void **list, int64_t count,
                        int64_t *capacity, int64_t size);

/* One more step of the program. */
int32_t cev__rules_emit(cev__rules_parser *p, int32_t what, uint32_t at,
                        uint32_t other, double number);

/* A condition, from the word in hand to the ";" or the end that is in hand
 * then; leaves its truth on the stack. */
int32_t cev__rules_condition(cev__rules_parser *p);

#endif
