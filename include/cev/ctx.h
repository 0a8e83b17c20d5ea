/**
 * The context: everything the host lends to the library.
 *
 * Objects come from a context and use its allocator, message, progress,
 * executor and seed. A context and its objects are used by one thread at a
 * time, freeing included (finalisers run on any thread: a binding keeps a lock
 * for each context); two contexts share nothing, so each thread may have its
 * own. A fitted estimator crosses to another context as saved bytes.
 */
#ifndef CEV_CTX_H
#define CEV_CTX_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cev_ctx cev_ctx;

/**
 * The allocator, in one function: new_size 0 frees `memory` and returns NULL;
 * `memory` NULL allocates; else resizes. old_size is the size asked for before.
 * Returning NULL for a new_size > 0 means "no memory", `memory` stays valid.
 */
typedef void *(*cev_allocator)(void *user, void *memory, int64_t old_size,
                               int64_t new_size);

/**
 * Called now and then during long work with the name of the stage and the
 * share done, 0 to 1. Return 0 to go on; anything else stops the call, which
 * then returns CEV_ERR_CANCELLED and leaves everything as it was.
 */
typedef int32_t (*cev_progress)(void *user, const char *stage, double done);

/** One piece of parallel work: the library's, called back by the host. */
typedef void (*cev_task)(void *state, int64_t index);

/**
 * Runs task(state, i) once for each i of 0 … count - 1, on whatever threads
 * the host has, and returns when all are done. Results do not depend on how.
 */
typedef void (*cev_parallel_for)(void *user, int64_t count, cev_task task,
                                 void *state);

/**
 * A new context.
 *
 * @param allocator  NULL for the C library's realloc and free
 * @param user       handed to the allocator as it is
 * @param out        the context; untouched on error
 * @return CEV_OK, CEV_ERR_ARGUMENT (out is NULL), CEV_ERR_MEMORY
 * Since: 0.1.
 */
CEV_API int32_t cev_ctx_new(cev_allocator allocator, void *user,
                            cev_ctx **out);

/**
 * Gives the context up. It is really released when the last object made with
 * it is freed, so any order of freeing is safe. (CTX-FREE-1)
 */
CEV_API void cev_ctx_free(cev_ctx *ctx);

/** What went wrong in the last call that failed; "" before any. Never NULL;
 *  valid until the next call that fails on this context. */
CEV_API const char *cev_ctx_message(const cev_ctx *ctx);

/** Sets or (NULL) removes the progress function. The function must stay
 *  callable as long as it is set: where it is an object of a language with a
 *  garbage collector, keep a reference. */
CEV_API int32_t cev_ctx_set_progress(cev_ctx *ctx, cev_progress progress,
                                     void *user);

/** Sets or (NULL) removes the host's parallel-for; without one the library
 *  works on the calling thread. Results are bit-equal either way. (CTX-PAR-1) */
CEV_API int32_t cev_ctx_set_parallel(cev_ctx *ctx, cev_parallel_for parallel,
                                     void *user);

/** Seeds whatever draws random numbers; the same seed gives the same results.
 *  A new context has seed 0. */
CEV_API int32_t cev_ctx_set_seed(cev_ctx *ctx, int64_t seed);

#ifdef __cplusplus
}
#endif

#endif
