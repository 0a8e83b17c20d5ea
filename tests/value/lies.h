/**
 * Saved estimators in which somebody who knows the layout wrote other numbers.
 */
#ifndef TESTS_VALUE_LIES_H
#define TESTS_VALUE_LIES_H

#include "core/seal.h"
#include "support/check_main.h"
#include "cev.h"

#include <math.h>
#include <string.h>

/** Numbers that readers stumble over. */
static const double lying_doubles[] = {INFINITY, NAN, -1.0, 0.0, 1e300, 0.5};
static const int64_t lying_wholes[] = {-1, INT64_MAX, INT64_MAX / 8, 2, 0, 1};

enum { LIES = 12, LIES_ROOM = 1 << 16 };

static inline void plant_number(uint8_t *at, int which)
{
    cev__writer writer = {at, 8, 0};
    if (which < LIES / 2)
        cev__write_double(&writer, lying_doubles[which]);
    else
        cev__write_i64(&writer, lying_wholes[which - LIES / 2]);
}

/**
 * Plants each number at each place of the bytes, and seals them again: they
 * are refused, or give an estimator that can be saved. How often `message` was
 * the reason.
 */
static inline int64_t lies_refused(cev_ctx *of, const cev_estimator *fit,
                                   const char *message)
{
    static uint8_t bytes[LIES_ROOM], lies[LIES_ROOM], again[LIES_ROOM];
    int64_t size, size_again, refused = 0;
    ck_assert_int_eq(cev_estimator_save(fit, bytes, sizeof bytes, &size),
                     CEV_OK);
    int64_t payload = size - SEAL_HEAD - SEAL_TAIL;
    for (int64_t at = 0; at + 8 <= payload; at++) {
        for (int which = 0; which < LIES; which++) {
            cev_estimator *loaded = NULL;
            memcpy(lies, bytes, (size_t)size);
            plant_number(lies + SEAL_HEAD + at, which);
            (void)seal(lies, payload);
            int32_t status = cev_estimator_load(of, lies, size, &loaded);
            ck_assert_int_ne(status, CEV_ERR_MEMORY);
            if (status == CEV_OK)
                ck_assert_int_eq(cev_estimator_save(loaded, again,
                                                    sizeof again, &size_again),
                                 CEV_OK);
            else
                refused += strstr(cev_ctx_message(of), message) != NULL;
            cev_estimator_free(loaded);
        }
    }
    return refused;
}

/** Bytes that end too soon, sealed, are refused wherever they end. */
static inline void cuts_are_refused(cev_ctx *of, const cev_estimator *fit)
{
    static uint8_t bytes[LIES_ROOM], cut[LIES_ROOM];
    int64_t size;
    ck_assert_int_eq(cev_estimator_save(fit, bytes, sizeof bytes, &size),
                     CEV_OK);
    for (int64_t end = 0; end < size - SEAL_HEAD - SEAL_TAIL; end++) {
        cev_estimator *loaded = NULL;
        memcpy(cut, bytes, (size_t)size);
        ck_assert_int_eq(
            cev_estimator_load(of, cut, seal(cut, end), &loaded),
            CEV_ERR_FORMAT);
        ck_assert_ptr_null(loaded);
    }
}

#endif
