/* Threads for the library: cev_ctx_set_parallel() by POSIX threads. */
#include "workers.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct workers {
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t work_came, work_done;
    cev_task task;
    void *state;
    int64_t next, count; /* tasks begun, and all; equal between calls */
    int64_t busy;        /* threads in a task, without the calling one */
    int ending;
    int64_t n_threads; /* started, without the calling one */
    pthread_t threads[WORKERS_MOST - 1];
};

int64_t workers_processors(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : online;
}

/* Does what is left, a task at a time; the lock is held before and after. */
static void take_tasks(workers *w)
{
    while (w->next < w->count) {
        int64_t i = w->next++;
        pthread_mutex_unlock(&w->lock);
        w->task(w->state, i);
        pthread_mutex_lock(&w->lock);
    }
}

/* The life of a thread. */
static void *work(void *argument)
{
    workers *w = argument;

    pthread_mutex_lock(&w->lock);
    for (;;) {
        while (!w->ending && w->next == w->count)
            pthread_cond_wait(&w->work_came, &w->lock);
        if (w->ending)
            break;
        w->busy++;
        take_tasks(w);
        w->busy--;
        if (w->busy == 0)
            pthread_cond_signal(&w->work_done);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

/* What the library calls: a cev_parallel_for. */
static void share_out(void *user, int64_t count, cev_task task, void *state)
{
    workers *w = user;

    pthread_mutex_lock(&w->lock);
    w->task = task;
    w->state = state;
    w->next = 0;
    w->count = count;
    pthread_cond_broadcast(&w->work_came);
    take_tasks(w);
    while (w->busy > 0)
        pthread_cond_wait(&w->work_done, &w->lock);
    pthread_mutex_unlock(&w->lock);
}

/* Starts all but the calling thread, as many as the system gives. */
static void start(workers *w, int64_t threads)
{
    if (threads > WORKERS_MOST)
        threads = WORKERS_MOST;
    while (w->n_threads < threads - 1 &&
           pthread_create(&w->threads[w->n_threads], NULL, work, w) == 0)
        w->n_threads++;
}

workers *workers_lend(cev_ctx *ctx, int64_t threads)
{
    workers *w = threads > 1 ? calloc(1, sizeof *w) : NULL;

    if (w == NULL)
        return NULL;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->work_came, NULL);
    pthread_cond_init(&w->work_done, NULL);
    start(w, threads);
    if (w->n_threads == 0 ||
        cev_ctx_set_parallel(ctx, share_out, w) != CEV_OK) {
        workers_end(w);
        return NULL;
    }
    return w;
}

void workers_end(workers *w)
{
    if (w == NULL)
        return;
    pthread_mutex_lock(&w->lock);
    w->ending = 1;
    pthread_cond_broadcast(&w->work_came);
    pthread_mutex_unlock(&w->lock);
    for (int64_t i = 0; i < w->n_threads; i++)
        pthread_join(w->threads[i], NULL);
    pthread_cond_destroy(&w->work_done);
    pthread_cond_destroy(&w->work_came);
    pthread_mutex_destroy(&w->lock);
    free(w);
}
