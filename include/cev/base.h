/**
 * Status codes, version and the rules that hold for every call.
 *
 * - A call that can fail returns an int32_t status; CEV_OK (0) is success.
 *   Values are pinned and never reused.
 * - On failure every output and every object is as it was before the call.
 * - Calls on objects of a context leave the reason in words on that context:
 *   cev_ctx_message(). It names the argument, the row, the value seen and the
 *   value wanted. Kernels have no context and only return the status.
 * - Argument order: object, inputs, counts, options, outputs. `options` may
 *   always be NULL: every option has a default.
 * - A `_new` or `_load` gives an object that its `_free` releases; so does
 *   each output table. `_free(NULL)` does nothing, and objects may be freed
 *   in any order, the context included.
 * - Text is UTF-8 and ends in NUL.
 */
#ifndef CEV_BASE_H
#define CEV_BASE_H

#include <stdint.h>

#if defined(CEV_STATIC)
#define CEV_API
#elif defined(_WIN32)
#ifdef CEV_BUILDING
#define CEV_API __declspec(dllexport)
#else
#define CEV_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define CEV_API __attribute__((visibility("default")))
#else
#define CEV_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define CEV_VERSION_MAJOR 0
#define CEV_VERSION_MINOR 1
#define CEV_VERSION_PATCH 0
#define CEV_VERSION_STRING "0.1.0"

#define CEV_OK 0
/* The call itself is wrong. */
#define CEV_ERR_ARGUMENT 10 /* NULL or a negative count where none may be */
#define CEV_ERR_DOMAIN 11   /* a number outside its stated domain */
#define CEV_ERR_OPTION 12   /* unknown option, wrong type or out of range */
#define CEV_ERR_KIND 13     /* unknown kind, ledger or evaluation */
#define CEV_ERR_COLUMN 14   /* a column is missing or of another type */
#define CEV_ERR_UTF8 15     /* text is not valid UTF-8 */
/* The object is not in a state to answer. */
#define CEV_ERR_STATE 20     /* e.g. predict before fit */
#define CEV_ERR_NOT_FOUND 21 /* no such customer or column */
/* Resources. */
#define CEV_ERR_MEMORY 30 /* the allocator returned NULL */
#define CEV_ERR_LIMIT 31  /* larger than the library can hold */
/* Saved bytes. */
#define CEV_ERR_FORMAT 40   /* not saved bytes of such an object */
#define CEV_ERR_VERSION 41  /* written by a newer format */
#define CEV_ERR_CHECKSUM 42 /* damaged or cut short */
/* Running. */
#define CEV_ERR_CANCELLED 50 /* the progress function asked to stop */
/* The library itself. */
#define CEV_ERR_SELFTEST 60 /* this build does not compute what it should */

/** "CEV_ERR_DOMAIN" for 11 and so on; "unknown" for any other number. */
CEV_API const char *cev_status_name(int32_t status);

/** The version of the library in use, as "0.1.0". Since: 0.1. */
CEV_API const char *cev_version(void);

#ifdef __cplusplus
}
#endif

#endif
