/* Who there is, looked up by number: those who came in the order of their numbers
 * and those who did not, known and unknown, and once some have left. */
#include "portfolio/portfolio.h"
#include "portfolio/shop.h"

enum { MOST = 4000 };

/* The list that is looked up in, and what it has to hold. */
typedef struct {
    cev_ctx *ctx;
    cev__customers known;
    int64_t numbers[MOST];
    int64_t count;
} list;

static void meet(list *who, int64_t number)
{
    cev__key key = cev__key_of_id(number);
    must(who->ctx, cev__customers_reserve(who->ctx, &who->known, &key));
    ck_assert_int_eq(cev__customer_add(&who->known, &key), who->count);
    who->numbers[who->count++] = number;
}

static uint32_t find(const list *who, int64_t number)
{
    cev__key key = cev__key_of_id(number);
    return cev__customer_find(&who->known, &key);
}

static int is_listed(const list *who, int64_t number)
{
    for (int64_t i = 0; i < who->count; i++)
        if (who->numbers[i] == number)
            return 1;
    return 0;
}

/* Everybody is found, and nobody beside them. */
static void expect_found(const list *who)
{
    ck_assert_int_eq(who->known.count, who->count);
    for (int64_t i = 0; i < who->count; i++) {
        int64_t number = who->numbers[i];
        ck_assert(who->known.list[i].key == number);
        ck_assert_int_eq(find(who, number), i);
        if (number < INT64_MAX && !is_listed(who, number + 1))
            ck_assert(find(who, number + 1) == CEV__NONE);
        if (number > INT64_MIN + 1 && !is_listed(who, number - 1))
            ck_assert(find(who, number - 1) == CEV__NONE);
    }
    ck_assert(find(who, INT64_MAX - 12345) == CEV__NONE);
    ck_assert(find(who, INT64_MIN + 12345) == CEV__NONE);
}

/* Those after him move up. */
static void leave(list *who, int64_t at)
{
    cev__customer_remove(&who->known, (uint32_t)at);
    who->count--;
    for (int64_t i = at; i < who->count; i++)
        who->numbers[i] = who->numbers[i + 1];
}

static list *open_list(void)
{
    list *who = calloc(1, sizeof *who);
    ck_assert_ptr_nonnull(who);
    who->ctx = new_ctx();
    return who;
}

static void close_list(list *who)
{
    cev__customers_free(who->ctx, &who->known);
    cev_ctx_free(who->ctx);
    free(who);
}

/* Half of them leave, from the first, the last and the middle. */
static void expect_found_while_they_leave(list *who)
{
    uint64_t seed = 5;
    expect_found(who);
    for (int64_t left = who->count / 2; left > 0; left--)
        leave(who, left % 3 == 0   ? 0
                   : left % 3 == 1 ? who->count - 1
                                   : draw(&seed, who->count));
    expect_found(who);
}

/* One beside the other, every third, at random, in two far stretches, and at
 * both ends of what there is. */
START_TEST(numbers_in_their_order_are_found)
{
    static const struct {
        int64_t least, step;
        int gaps; /* of up to as many numbers */
    } shops[] = {{1, 1, 1},  {-400, 1, 1}, {7, 3, 1},
                 {0, 1, 5},  {0, 1, 40},   {INT64_MIN + 1, 2, 1},
                 {0, 1, 1000000}};
    uint64_t seed = 3;
    for (size_t k = 0; k < sizeof shops / sizeof *shops; k++) {
        list *who = open_list();
        int64_t number = shops[k].least;
        for (int i = 0; i < 1500; i++) {
            meet(who, number);
            number += shops[k].step * (1 + draw(&seed, shops[k].gaps));
        }
        if (shops[k].gaps < 6)
            ck_assert_int_eq(who->known.ordered, who->count);
        ck_assert_int_gt(who->known.ordered, 0);
        expect_found_while_they_leave(who);
        close_list(who);
    }
}
END_TEST

START_TEST(numbers_up_to_the_greatest_are_found)
{
    list *who = open_list();
    for (int i = 0; i < 500; i++)
        meet(who, INT64_MAX - 499 + i);
    ck_assert_int_eq(who->known.ordered, 500);
    expect_found_while_they_leave(who);
    close_list(who);
}
END_TEST

/* One out of order, or too far away: later ones have slots. */
START_TEST(those_out_of_order_are_found_too)
{
    for (int k = 0; k < 2; k++) {
        list *who = open_list();
        uint64_t seed = 11;
        for (int i = 0; i < 700; i++)
            meet(who, 2 * i);
        meet(who, k == 0 ? -7 : INT64_C(1) << 50);
        for (int i = 0; i < 700; i++) {
            int64_t number = draw(&seed, 5000) + (k == 0 ? 0 : 3000);
            if (!is_listed(who, number))
                meet(who, number);
        }
        ck_assert_int_eq(who->known.ordered, 700);
        expect_found_while_they_leave(who);
        for (int i = 0; i < 100; i++)
            if (!is_listed(who, 9000 + i))
                meet(who, 9000 + i);
        expect_found(who);
        while (who->count > 0)
            leave(who, who->count / 2);
        meet(who, 4);
        meet(who, 6);
        ck_assert_int_eq(who->known.ordered, 2);
        expect_found(who);
        close_list(who);
    }
}
END_TEST

/* Numbers in heaps, far between them: no search takes more than a few steps,
 * so that many are found at once. */
START_TEST(numbers_in_heaps_are_found)
{
    list *who = open_list();
    int64_t number = 0;
    for (int heap = 0; heap < 11; heap++) {
        for (int i = 0; i < 1 << heap; i++)
            meet(who, number++);
        number += INT64_C(3) << heap;
    }
    ck_assert_int_eq(who->known.ordered, who->count);
    expect_found_while_they_leave(who);
    close_list(who);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("customers");
    tcase_add_test(cases, numbers_in_their_order_are_found);
    tcase_add_test(cases, numbers_up_to_the_greatest_are_found);
    tcase_add_test(cases, those_out_of_order_are_found_too);
    tcase_add_test(cases, numbers_in_heaps_are_found);
    Suite *s = suite_create("portfolio/customers");
    suite_add_tcase(s, cases);
    return s;
}
