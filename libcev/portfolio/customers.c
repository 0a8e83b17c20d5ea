/* The customers of a portfolio; see customers.h. */
#include "customers.h"

#include <string.h>

#include "cev/table.h"
#include "../core/prefetch.h"
#include "../math/hash.h"
#include "../math/siphash.h"

#define GOLDEN UINT64_C(0x9E3779B97F4A7C15)

/* Numbers that come in their order lie close as long as no more than three in
 * four are left out from the first on, but for a few. */
enum { ORDERED_SPREAD = 4, ORDERED_FEW = 64 };

/* Spreads every bit of a number over all of it. */
static uint32_t spread_bits(uint64_t h)
{
    return (uint32_t)cev__mix_bits(h);
}

static uint32_t hash_text(const char *text, int64_t length)
{
    uint64_t h = (uint64_t)length * GOLDEN;
    while (length >= 8) {
        uint64_t word;
        memcpy(&word, text, 8);
        h = cev__hash_next(h, word);
        text += 8;
        length -= 8;
    }
    uint64_t rest = 0;
    memcpy(&rest, text, (size_t)length);
    return spread_bits(h ^ rest);
}

cev__key cev__key_of_text(const char *text)
{
    int64_t length = (int64_t)strlen(text);
    return (cev__key){text, length, 0, hash_text(text, length)};
}

/* The numbers of customers mostly are consecutive: eight that are share a line of
 * slots, and lines are spread by the middle bits of a product, which does so
 * evenly also where numbers are as far apart each (Knuth 6.4). */
cev__key cev__key_of_id(int64_t id)
{
    uint64_t line = ((uint64_t)id >> 3) * GOLDEN >> 35;
    return (cev__key){NULL, 0, id,
                      (uint32_t)line << 3 | (uint32_t)((uint64_t)id & 7)};
}

const char *cev__customer_name(const cev__customers *customers,
                               int64_t customer)
{
    return customers->names + customers->list[customer].key;
}

cev__key cev__customer_key(const cev__customers *customers, int64_t customer)
{
    if (customers->type == CEV_TEXT)
        return cev__key_of_text(cev__customer_name(customers, customer));
    return cev__key_of_id(customers->list[customer].key);
}

/* What the slots of this table know a key by. */
static inline uint32_t hash_in(const cev__customers *customers,
                               const cev__key *key)
{
    if (!customers->has_secret)
        return key->hash;
    if (key->text == NULL)
        return (uint32_t)cev__siphash(customers->secret, &key->id,
                                      (int64_t)sizeof key->id);
    return (uint32_t)cev__siphash(customers->secret, key->text, key->length);
}

static uint64_t home_of(const cev__customers *customers, uint32_t hash)
{
    return hash & (uint64_t)(customers->slot_count - 1);
}

static uint64_t home_of_key(const cev__customers *customers,
                            const cev__key *key)
{
    return home_of(customers, hash_in(customers, key));
}

static uint64_t next_slot(const cev__customers *customers, uint64_t at)
{
    return (at + 1) & (uint64_t)(customers->slot_count - 1);
}

static int is_customer(const cev__customers *customers, uint32_t customer,
                       const cev__key *key)
{
    if (key->text == NULL)
        return customers->list[customer].key == key->id;
    return strcmp(cev__customer_name(customers, customer), key->text) == 0;
}

/* How far a number is beyond another that is no greater. */
static uint64_t beyond(int64_t least, int64_t number)
{
    return (uint64_t)number - (uint64_t)least;
}

/* Whether so many numbers from one to another lie close. */
static int lie_close(int64_t first, int64_t last, int64_t count)
{
    return beyond(first, last) / ORDERED_SPREAD
           <= (uint64_t)count + ORDERED_FEW;
}

/* Whether a new customer goes on the list behind others that are by number. */
static int comes_in_order(const cev__customers *customers, const cev__key *key)
{
    int64_t n = customers->count;
    if (key->text != NULL || customers->ordered < n)
        return 0;
    return n == 0
           || (key->id > customers->list[n - 1].key
               && lie_close(customers->list[0].key, key->id, n));
}

/* Where in the list a number stands that is not below the first and not above
 * the last of those by number, or would stand. No two are equal, so that from any
 * other it is no more places away than the numbers differ: where none is left
 * out, that is all there is to know. Otherwise the place is guessed, as if they
 * were spread evenly, and every other time halved. */
static int64_t ordered_place(const cev__customers *customers, int64_t id)
{
    const cev__customer *list = customers->list;
    int64_t low = 0, high = customers->ordered - 1;
    for (int is_guess = 1; low < high; is_guess = !is_guess) {
        uint64_t from_low = beyond(list[low].key, id);
        uint64_t to_high = beyond(id, list[high].key);
        int64_t places = high - low;
        if (from_low < (uint64_t)places)
            high = low + (int64_t)from_low;
        if (to_high < (uint64_t)places)
            low += places - (int64_t)to_high;
        if (low >= high)
            break;
        double share = is_guess ? (double)from_low
                                      / ((double)from_low + (double)to_high)
                                : .5;
        int64_t middle = low + (int64_t)(share * (double)(high - low));
        if (list[middle].key < id)
            low = middle + 1;
        else
            high = middle;
    }
    return high;
}

/* The index of a number among those that have no slots, or CEV__NONE. */
static uint32_t find_ordered(const cev__customers *customers, int64_t id)
{
    const cev__customer *list = customers->list;
    int64_t n = customers->ordered;
    if (n == 0 || id < list[0].key || id > list[n - 1].key)
        return CEV__NONE;
    int64_t place = ordered_place(customers, id);
    return list[place].key == id ? (uint32_t)place : CEV__NONE;
}

uint32_t cev__customer_find(const cev__customers *customers,
                            const cev__key *key)
{
    if (customers->ordered > 0) {
        uint32_t found = find_ordered(customers, key->id);
        if (found != CEV__NONE)
            return found;
    }
    if (customers->slot_count == 0)
        return CEV__NONE;
    uint32_t hash = hash_in(customers, key);
    uint64_t at = home_of(customers, hash);
    for (; customers->slots[at].customer != CEV__NONE;
         at = next_slot(customers, at)) {
        const cev__slot *slot = &customers->slots[at];
        if (slot->hash == hash
            && is_customer(customers, slot->customer, key))
            break;
    }
    return customers->slots[at].customer;
}

void cev__customer_ask_slot(const cev__customers *customers,
                            const cev__key *key)
{
    if (customers->slot_count > 0)
        PREFETCH(&customers->slots[home_of_key(customers, key)]);
}

/* Whoever stands in the first slot of a search: most often the one. */
static inline uint32_t likely_customer(const cev__customers *customers,
                                       const cev__key *key)
{
    if (customers->slot_count == 0)
        return CEV__NONE;
    return customers->slots[home_of_key(customers, key)].customer;
}

void cev__customer_ask_customer(const cev__customers *customers,
                                const cev__key *key)
{
    uint32_t customer = likely_customer(customers, key);
    if (customer != CEV__NONE)
        PREFETCH(&customers->list[customer]);
}

void cev__customer_ask_name(const cev__customers *customers,
                            const cev__key *key)
{
    uint32_t customer = likely_customer(customers, key);
    if (customer != CEV__NONE && customers->type == CEV_TEXT)
        PREFETCH(cev__customer_name(customers, customer));
}

static inline void put_slot(cev__customers *customers, cev__slot slot)
{
    uint64_t at = home_of(customers, slot.hash);
    while (customers->slots[at].customer != CEV__NONE)
        at = next_slot(customers, at);
    customers->slots[at] = slot;
}

/* More slots, a power of two of them. What was at i goes to i or to i + the old
 * count and so on, or close by: streams in the order of memory. */
static int32_t make_slots(cev_ctx *ctx, cev__customers *customers,
                          int64_t count)
{
    cev__slot *old = customers->slots;
    int64_t old_count = customers->slot_count;
    cev__slot *slots = cev__alloc(ctx, count, (int64_t)sizeof *slots);
    if (slots == NULL)
        return cev__fail_memory(ctx);
    memset(slots, 0xFF, (size_t)count * sizeof *slots);
    customers->slots = slots;
    customers->slot_count = count;
    for (int64_t i = 0; i < old_count; i++)
        if (old[i].customer != CEV__NONE)
            put_slot(customers, old[i]);
    cev__free(ctx, old, old_count, (int64_t)sizeof *slots);
    return CEV_OK;
}

/* Slots for so many, of which at most three in four are taken. */
static int32_t grow_slots(cev_ctx *ctx, cev__customers *customers,
                          int64_t wanted)
{
    int64_t count = customers->slot_count == 0 ? 64 : customers->slot_count;
    while (4 * wanted > 3 * count)
        count *= 2;
    return count == customers->slot_count ? CEV_OK
                                          : make_slots(ctx, customers, count);
}

/* Whether a search for this key would pass more slots than chance makes it. */
static int is_run_long(const cev__customers *customers, const cev__key *key)
{
    if (customers->slot_count == 0)
        return 0;
    uint64_t at = home_of_key(customers, key);
    int64_t passed = 0;
    while (passed <= CEV__LONGEST_RUN
           && customers->slots[at].customer != CEV__NONE) {
        at = next_slot(customers, at);
        passed++;
    }
    return passed > CEV__LONGEST_RUN;
}

/* Goes over to a hash by a secret. It is made of where the host's memory lies,
 * which differs from run to run on most systems, and of the seed, which the host
 * may have kept to itself. */
static void take_secret(const cev_ctx *ctx, cev__customers *customers)
{
    uint64_t seed = cev__mix_bits((uint64_t)ctx->seed + GOLDEN);
    customers->secret[0] =
        cev__mix_bits(seed ^ (uint64_t)(uintptr_t)customers->slots);
    customers->secret[1] =
        cev__mix_bits(customers->secret[0] ^ (uint64_t)(uintptr_t)ctx);
    customers->has_secret = 1;
    memset(customers->slots, 0xFF,
           (size_t)customers->slot_count * sizeof *customers->slots);
    for (int64_t i = customers->ordered; i < customers->count; i++) {
        cev__key key = cev__customer_key(customers, i);
        put_slot(customers,
                 (cev__slot){hash_in(customers, &key), (uint32_t)i});
    }
}

/* Room for `wanted` elements in all. The old block is overwritten before it
 * goes back to the host, so that no name stays behind in free memory. */
static int32_t grow_wiping(cev_ctx *ctx, void **memory, int64_t *capacity,
                           int64_t wanted, int64_t size)
{
    if (wanted <= *capacity)
        return CEV_OK;
    int64_t grown = *capacity + *capacity / 2 + 32;
    if (grown < wanted)
        grown = wanted;
    void *fresh = cev__alloc(ctx, grown, size);
    if (fresh == NULL)
        return cev__fail_memory(ctx);
    if (*memory != NULL) {
        memcpy(fresh, *memory, (size_t)(*capacity * size));
        memset(*memory, 0, (size_t)(*capacity * size));
        cev__free(ctx, *memory, *capacity, size);
    }
    memset((char *)fresh + *capacity * size, 0,
           (size_t)((grown - *capacity) * size));
    *memory = fresh;
    *capacity = grown;
    return CEV_OK;
}

int32_t cev__customers_expect(cev_ctx *ctx, cev__customers *customers,
                              int64_t more)
{
    void *list = customers->list;
    int32_t status =
        grow_wiping(ctx, &list, &customers->capacity, customers->count + more,
                    (int64_t)sizeof *customers->list);
    customers->list = list;
    return status;
}

int32_t cev__customers_reserve(cev_ctx *ctx, cev__customers *customers,
                               const cev__key *key)
{
    if (customers->count >= CEV__CUSTOMERS_MAX)
        return cev__fail(ctx, CEV_ERR_LIMIT,
                         "%d customers and one more; wanted at most %d",
                         customers->count, CEV__CUSTOMERS_MAX);
    void *list = customers->list;
    int32_t status =
        grow_wiping(ctx, &list, &customers->capacity, customers->count + 1,
                    (int64_t)sizeof *customers->list);
    customers->list = list;
    if (status == CEV_OK && key->text != NULL) {
        void *names = customers->names;
        status = grow_wiping(ctx, &names, &customers->names_capacity,
                             customers->names_size + key->length + 1, 1);
        customers->names = names;
    }
    if (status != CEV_OK || comes_in_order(customers, key))
        return status;
    status = grow_slots(ctx, customers,
                        customers->count - customers->ordered + 1);
    if (status == CEV_OK && !customers->has_secret
        && is_run_long(customers, key))
        take_secret(ctx, customers);
    return status;
}

/* Puts somebody at the end of the list. */
static inline uint32_t put_listed(cev__customers *customers, int32_t type,
                                  int64_t key)
{
    customers->type = type;
    customers->list[customers->count] = (cev__customer){key, CEV__NONE, 0};
    return (uint32_t)customers->count++;
}

uint32_t cev__customer_add_next(cev__customers *customers, const cev__key *key)
{
    if (customers->count >= customers->capacity
        || customers->count >= CEV__CUSTOMERS_MAX
        || !comes_in_order(customers, key))
        return CEV__NONE;
    customers->ordered++;
    return put_listed(customers, CEV_INT64, key->id);
}

int cev__customers_extend(cev__customers *customers, int64_t least,
                          int64_t most, int64_t more)
{
    const cev__key next = {NULL, 0, least, 0};
    int64_t first = customers->count == 0 ? least : customers->list[0].key;
    int64_t count = customers->count + more;
    if (count > CEV__CUSTOMERS_MAX || !comes_in_order(customers, &next)
        || !lie_close(first, most, count))
        return 0;
    customers->type = CEV_INT64;
    customers->count = customers->ordered = count;
    return 1;
}

uint32_t cev__customer_add(cev__customers *customers, const cev__key *key)
{
    uint32_t customer = cev__customer_add_next(customers, key);
    if (customer != CEV__NONE)
        return customer;
    if (key->text == NULL) {
        customer = put_listed(customers, CEV_INT64, key->id);
    } else {
        int64_t begin = customers->names_size;
        memcpy(customers->names + begin, key->text, (size_t)key->length + 1);
        customers->names_size += key->length + 1;
        customer = put_listed(customers, CEV_TEXT, begin);
    }
    put_slot(customers, (cev__slot){hash_in(customers, key), customer});
    return customer;
}

int32_t cev__customer_intern(cev_ctx *ctx, cev__customers *customers,
                             const char *name, uint32_t *found)
{
    cev__key key = cev__key_of_text(name);
    *found = cev__customer_find(customers, &key);
    if (*found != CEV__NONE)
        return CEV_OK;
    int32_t status = cev__customers_reserve(ctx, customers, &key);
    if (status == CEV_OK)
        *found = cev__customer_add(customers, &key);
    return status;
}

/* The slot of a customer who is there. */
static uint64_t slot_of(const cev__customers *customers, uint32_t customer)
{
    cev__key key = cev__customer_key(customers, customer);
    uint64_t at = home_of_key(customers, &key);
    while (customers->slots[at].customer != customer)
        at = next_slot(customers, at);
    return at;
}

/* Frees a slot and moves later ones of the run up, each no further than its
 * home, so that searches still end at the first free slot. */
static void free_slot(cev__customers *customers, uint64_t hole)
{
    uint64_t mask = (uint64_t)(customers->slot_count - 1);
    uint64_t at = next_slot(customers, hole);
    for (; customers->slots[at].customer != CEV__NONE;
         at = next_slot(customers, at)) {
        uint64_t home = home_of(customers, customers->slots[at].hash);
        uint64_t from_home = (at - home) & mask;
        if (from_home >= ((at - hole) & mask)) {
            customers->slots[hole] = customers->slots[at];
            hole = at;
        }
    }
    customers->slots[hole] = (cev__slot){CEV__NONE, CEV__NONE};
}

/* Closes the gap that a name leaves, and overwrites what is free then. */
static void remove_name(cev__customers *customers, int64_t begin)
{
    char *name = customers->names + begin;
    int64_t size = (int64_t)strlen(name) + 1;
    int64_t after = customers->names_size - begin - size;
    memmove(name, name + size, (size_t)after);
    memset(name + after, 0, (size_t)size);
    customers->names_size -= size;
    for (int64_t i = 0; after > 0 && i < customers->count; i++)
        if (customers->list[i].key > begin)
            customers->list[i].key -= size;
}

/* Takes one off the list; slots follow those after it. */
static void remove_listed(cev__customers *customers, uint32_t customer)
{
    cev__customer *list = customers->list;
    int64_t after = --customers->count - (int64_t)customer;
    memmove(list + customer, list + customer + 1,
            (size_t)after * sizeof *list);
    memset(list + customers->count, 0, sizeof *list);
    for (int64_t i = 0; after > 0 && i < customers->slot_count; i++)
        if (customers->slots[i].customer != CEV__NONE
            && customers->slots[i].customer > customer)
            customers->slots[i].customer--;
}

void cev__customer_remove(cev__customers *customers, uint32_t customer)
{
    int64_t begin = customers->list[customer].key;
    if (customer < customers->ordered)
        customers->ordered--;
    else
        free_slot(customers, slot_of(customers, customer));
    remove_listed(customers, customer);
    if (customers->type == CEV_TEXT)
        remove_name(customers, begin);
    if (customers->count == 0)
        customers->type = 0;
}

void cev__customers_free(cev_ctx *ctx, cev__customers *customers)
{
    cev__free(ctx, customers->list, customers->capacity,
              (int64_t)sizeof *customers->list);
    cev__free(ctx, customers->slots, customers->slot_count,
              (int64_t)sizeof *customers->slots);
    cev__free(ctx, customers->names, customers->names_capacity, 1);
}
