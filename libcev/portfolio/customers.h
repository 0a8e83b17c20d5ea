/*
 * The customers of a portfolio: who there is, and each one's newest order.
 *
 * Names stand in one block of memory and nowhere else, so that forgetting one
 * is overwriting it. An open-addressing table finds customers by name or
 * number. Its slots hold the whole hash of 32 bits and the customer's index,
 * so that it grows without a look at any name.
 *
 * Numbers that came in their order and lie close need no slots: where one stands
 * in the list follows from the number, nearly.
 *
 * The hash is quick, and whoever chooses names can make many of one hash, so
 * that each search goes through all of them. Where a search becomes longer than
 * chance makes any, the table goes over to a hash by a secret. Nothing that can
 * be seen depends on which of the two it is.
 */
#ifndef CEV__CUSTOMERS_H
#define CEV__CUSTOMERS_H

#include "../core/ctx.h"

#define CEV__NONE UINT32_MAX

/* Three in four of as many slots as there are hashes. */
#define CEV__CUSTOMERS_MAX (INT64_C(3) << 30)

typedef struct cev__customer {
    int64_t key;     /* the number, or where the name begins in `names` */
    uint32_t last;   /* index of the order recorded last */
    uint32_t orders; /* how many */
} cev__customer;

/* Where hashes are chance and three slots in four are taken, n customers have a
 * longer run of taken slots than k in about n e^-0.038k of tables: of the largest
 * that there can be, one in ten million. */
#define CEV__LONGEST_RUN 1024

typedef struct cev__slot {
    uint32_t hash; /* the key's, or that by the secret */
    uint32_t customer; /* CEV__NONE where the slot is free */
} cev__slot;

typedef struct cev__customers {
    int32_t type; /* CEV_TEXT or CEV_INT64; 0 while there is nobody */
    cev__customer *list;
    int64_t count, capacity;
    int64_t ordered; /* so many from the first on, by number, have no slots */
    cev__slot *slots;
    int64_t slot_count; /* a power of two, or 0 */
    int has_secret;
    uint64_t secret[2];
    char *names;
    int64_t names_size, names_capacity;
} cev__customers;

/* What a customer is looked up by. */
typedef struct cev__key {
    const char *text; /* NULL: by number */
    int64_t length;   /* of the text */
    int64_t id;
    uint32_t hash;
} cev__key;

cev__key cev__key_of_text(const char *text);
cev__key cev__key_of_id(int64_t id);

/* A customer's name or number as a key of its own. */
const char *cev__customer_name(const cev__customers *customers,
                               int64_t customer);
cev__key cev__customer_key(const cev__customers *customers, int64_t customer);

/* The index, or CEV__NONE. */
uint32_t cev__customer_find(const cev__customers *customers,
                            const cev__key *key);

/* Room for one more of this name; sets the message (CEV_ERR_LIMIT,
 * CEV_ERR_MEMORY). */
int32_t cev__customers_reserve(cev_ctx *ctx, cev__customers *customers,
                               const cev__key *key);

/* Room for so many more in the list at once; sets the message. */
int32_t cev__customers_expect(cev_ctx *ctx, cev__customers *customers,
                              int64_t more);

/* Adds one that is not there yet, without orders; room is reserved. */
uint32_t cev__customer_add(cev__customers *customers, const cev__key *key);

/* The same of a number that comes in its order behind all others, where there is
 * room already; else CEV__NONE and nothing added. */
uint32_t cev__customer_add_next(cev__customers *customers,
                                const cev__key *key);

/* Puts `more` at the end of the list whose numbers, from `least` to `most` in
 * their order, and orders the caller writes before anybody looks; room is
 * reserved. 0 and nothing done where they do not come behind all others. */
int cev__customers_extend(cev__customers *customers, int64_t least,
                          int64_t most, int64_t more);

/* The index of a name, which is added where it is not there yet: a list of
 * names without repetition, in the order of their first appearance. */
int32_t cev__customer_intern(cev_ctx *ctx, cev__customers *customers,
                             const char *name, uint32_t *found);

/* Takes one out and overwrites what was kept of it. Those after it move up by
 * one. */
void cev__customer_remove(cev__customers *customers, uint32_t customer);

void cev__customers_free(cev_ctx *ctx, cev__customers *customers);

/* Ask for the memory of a lookup by slots that comes soon. Each step reads what
 * the one before asked for: the slot, the customer, the name. */
void cev__customer_ask_slot(const cev__customers *customers,
                            const cev__key *key);
void cev__customer_ask_customer(const cev__customers *customers,
                                const cev__key *key);
void cev__customer_ask_name(const cev__customers *customers,
                            const cev__key *key);

/*
 * All indices in the one order that does not depend on recording: by number,
 * or by the bytes of the name. `count` elements, to be freed by the caller;
 * NULL with a message when memory is out.
 */
uint32_t *cev__customers_rank(cev_ctx *ctx, const cev__customers *customers);

#endif
