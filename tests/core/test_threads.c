/*
 * What is promised to hosts with threads: two contexts share nothing, tables
 * may be read by all, lent threads change no bit, and an array of Arrow may be
 * released anywhere. ThreadSanitizer watches in `make tsan`.
 */
#include "core/any_kind.h"
#include "cev/arrow.h"

#include <pthread.h>

enum { THREADS = 3, SAVED_ROOM = 1 << 17 };

/* What each kind saves, fitted by one thread alone. */
static uint8_t *alone[ANY_KINDS];
static int64_t alone_size[ANY_KINDS];
static const cev_table *shared;

static uint8_t *fit_and_save(cev_ctx *of, int k, int64_t *size)
{
    uint8_t *bytes = malloc(SAVED_ROOM);
    void *fitted = NULL;
    if (any_fit(of, k, shared, &fitted) != CEV_OK
        || any_save(k, fitted, bytes, SAVED_ROOM, size) != CEV_OK)
        *size = -1;
    any_free(k, fitted);
    return bytes;
}

/* ---- Contexts of their own ----------------------------------------------- */

static int32_t ask_loaded(cev_ctx *of, int k)
{
    void *loaded = NULL;
    int32_t status = any_load(of, k, alone[k], alone_size[k], &loaded);
    if (status == CEV_OK)
        status = any_use(k, loaded, shared);
    any_free(k, loaded);
    return status;
}

/* Half of the kinds, each thread beginning with another: fitted to the table of
 * all of them, and asked as others had saved it. Returns how much went wrong. */
static void *live_apart(void *argument)
{
    int first = *(int *)argument;
    intptr_t wrong = 0;
    cev_ctx *own = NULL;
    if (cev_ctx_new(NULL, NULL, &own) != CEV_OK)
        return (void *)(intptr_t)-1;
    for (int i = 0; i < any_kind_count / 2; i++) {
        int k = (first + i) % any_kind_count;
        int64_t size = 0;
        uint8_t *bytes = fit_and_save(own, k, &size);
        wrong += size != alone_size[k]
                 || memcmp(bytes, alone[k], (size_t)size) != 0;
        wrong += ask_loaded(own, k) != CEV_OK;
        free(bytes);
    }
    cev_ctx_free(own);
    return (void *)wrong;
}

/* A shop of its own: recorded, summarised, saved, loaded and merged. */
static void *keep_shop(void *argument)
{
    intptr_t wrong = 0;
    cev_ctx *own = NULL;
    cev_portfolio *shop = NULL, *again = NULL;
    cev_table *told = NULL;
    static const char *const names[] = {"ada", "bo", "cem"};
    uint8_t *bytes = malloc(SAVED_ROOM);
    int64_t size = 0;
    (void)argument;
    wrong += cev_ctx_new(NULL, NULL, &own) != CEV_OK;
    wrong += cev_portfolio_new(own, &shop) != CEV_OK;
    for (int i = 0; i < 2000; i++)
        wrong += cev_portfolio_order(shop, names[i % 3], i * 10000, i % 50)
                 != CEV_OK;
    wrong += cev_portfolio_save(shop, bytes, SAVED_ROOM, &size) != CEV_OK;
    wrong += cev_portfolio_load(own, bytes, size, &again) != CEV_OK;
    wrong += cev_portfolio_merge(again, shop) != CEV_OK;
    wrong += cev_portfolio_summarise(again, CEV_LATEST, NULL, &told) != CEV_OK;
    wrong += cev_table_row_count(told) != 3;
    cev_table_free(told);
    cev_portfolio_free(again);
    cev_portfolio_free(shop);
    cev_ctx_free(own);
    free(bytes);
    return (void *)wrong;
}

static intptr_t on_all_threads(void *(*work)(void *))
{
    pthread_t threads[THREADS];
    int first[THREADS];
    intptr_t wrong = 0;
    for (int i = 0; i < THREADS; i++) {
        first[i] = i * any_kind_count / THREADS;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &first[i]),
                         0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *said = NULL;
        ck_assert_int_eq(pthread_join(threads[i], &said), 0);
        wrong += (intptr_t)said;
    }
    return wrong;
}

/* TABLE-READ-1 */
START_TEST(threads_with_contexts_of_their_own_share_a_table)
{
    cev_table *customers = any_customers(ctx);
    shared = customers;
    for (int k = 0; k < any_kind_count; k++)
        alone[k] = fit_and_save(ctx, k, &alone_size[k]);
    ck_assert_int_eq(on_all_threads(live_apart), 0);
    for (int k = 0; k < any_kind_count; k++) {
        ck_assert_int_gt(alone_size[k], 0);
        free(alone[k]);
    }
    free_any_customers(customers);
}
END_TEST

START_TEST(threads_keep_shops_of_their_own)
{
    ck_assert_int_eq(on_all_threads(keep_shop), 0);
}
END_TEST

/* ---- Threads that are lent ----------------------------------------------- */

typedef struct {
    pthread_mutex_t lock;
    int64_t next, count;
    cev_task task;
    void *state;
} lent_work;

static void *take_tasks(void *argument)
{
    lent_work *work = argument;
    for (;;) {
        pthread_mutex_lock(&work->lock);
        int64_t i = work->next++;
        pthread_mutex_unlock(&work->lock);
        if (i >= work->count)
            return NULL;
        work->task(work->state, i);
    }
}

static void run_on_threads(void *user, int64_t count, cev_task task,
                           void *state)
{
    lent_work work = {PTHREAD_MUTEX_INITIALIZER, 0, count, task, state};
    pthread_t threads[THREADS];
    *(int *)user += 1;
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, take_tasks, &work), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

enum { MANY = 9000 };

/* So many customers that the work is divided. */
static cev_table *many_customers(void)
{
    static double x[MANY], t_x[MANY], T[MANY], m_x[MANY];
    cev_table *made = frame_of(ctx, MANY);
    for (int i = 0; i < MANY; i++) {
        T[i] = 100.0 + i % 97;
        x[i] = i % 3 == 0 ? 0.0 : i % 7;
        t_x[i] = x[i] > 0.0 ? T[i] * (1 + i % 11) / 13.0 : 0.0;
        m_x[i] = x[i] > 0.0 ? 5.0 + i % 89 : 0.0;
    }
    put_numbers(made, "x", x);
    put_numbers(made, "t_x", t_x);
    put_numbers(made, "T", T);
    put_numbers(made, "m_x", m_x);
    return made;
}

/* CTX-PAR-1 */
START_TEST(lent_threads_change_no_bit)
{
    static const char *const kinds[] = {CEV_BGNBD, CEV_CLV, CEV_KMEANS,
                                        CEV_MIXTURE};
    static const char *const told[] = {"features", "t_x,m_x", "segments", "3",
                                       "starts",   "1",   NULL};
    static const char *const none[] = {NULL};
    cev_table *customers = many_customers();
    int used = 0;
    life l = {kinds[_i], _i < 2 ? none : told, customers, NULL};
    void *fit[2] = {NULL, NULL};
    cev_table *scores[2] = {NULL, NULL};
    any_kinds[0].of = l;
    any_kinds[0].segmenter = _i >= 2;
    for (int run = 0; run < 2; run++) {
        expect_ok(cev_ctx_set_parallel(ctx, run ? run_on_threads : NULL,
                                       &used));
        expect_ok(any_fit(ctx, 0, customers, &fit[run]));
        expect_ok(_i >= 2 ? cev_segmenter_assign(fit[run], customers, NULL,
                                                 &scores[run])
                          : cev_estimator_predict(fit[run], customers, NULL,
                                                  &scores[run]));
    }
    ck_assert_int_gt(used, 0);
    expect_same_numbers(scores[0], scores[1]);
    for (int run = 0; run < 2; run++) {
        cev_table_free(scores[run]);
        any_free(0, fit[run]);
    }
    cev_table_free(customers);
}
END_TEST

/* ---- Arrays of Arrow ----------------------------------------------------- */

static struct ArrowArray given;

static void *release_given(void *argument)
{
    (void)argument;
    given.release(&given);
    return NULL;
}

/* ARROW-OUT-2 */
START_TEST(an_array_may_be_released_on_any_thread)
{
    cev_ctx *own = NULL;
    struct ArrowSchema schema;
    pthread_t thread;
    ck_assert_int_eq(cev_ctx_new(NULL, NULL, &own), CEV_OK);
    cev_table *customers = any_customers(own);
    ck_assert_int_eq(cev_table_to_arrow(customers, NULL, 0, &schema, &given),
                     CEV_OK);
    ck_assert_int_eq(pthread_create(&thread, NULL, release_given, NULL), 0);
    schema.release(&schema);
    free_any_customers(NULL);
    pthread_join(thread, NULL);
    ck_assert(given.release == NULL);
    cev_ctx_free(own);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("threads");
    tcase_set_timeout(cases, 600);
    list_any_kinds();
    tcase_add_test(cases, threads_with_contexts_of_their_own_share_a_table);
    tcase_add_test(cases, threads_keep_shops_of_their_own);
    tcase_add_loop_test(cases, lent_threads_change_no_bit, 0, 4);
    tcase_add_test(cases, an_array_may_be_released_on_any_thread);
    Suite *s = suite_create("core/threads");
    suite_add_tcase(s, cases);
    return s;
}
