/**
 * How a test program is written.
 *
 * Each tests/<room>/test_<file>.c is one program. It includes this header,
 * defines `Suite *suite(void)` and no main:
 *
 *     #include "support/check_main.h"
 *     #include "math/gamma.h"                  // private headers: as libcev/
 *     #include "cev.h"                         // public: as include/
 *
 *     START_TEST(lgamma_of_one_is_zero)
 *     {
 *         ck_assert_near(cev__lgamma(1.0), 0.0, 1e-15);
 *     }
 *     END_TEST
 *
 *     Suite *suite(void)
 *     {
 *         TCase *cases = tcase_create("lgamma");
 *         tcase_add_test(cases, lgamma_of_one_is_zero);
 *         Suite *s = suite_create("math/gamma");
 *         suite_add_tcase(s, cases);
 *         return s;
 *     }
 *
 * The build compiles it with -Iinclude -Ilibcev -Itests and POSIX.1-2008,
 * links tests/support/ and libcev.a (hidden cev__ functions included) and runs
 * it from the root of the repository. Programs in tests/program/ also get
 * -Iexamples/cev and the objects of the cev program but its main.c. A case has
 * 300 s, unless it sets its own limit by tcase_set_timeout.
 *
 * A case that cannot run here says why and is counted apart:
 *
 *     char path[SHARED_PATH_SIZE];
 *     if (!shared_path(path, "cdnow_sample.csv"))
 *         SKIP("no %s", path);
 *
 * See also near.h (tolerances), shared.h (data, CSV), failing.h (memory).
 *
 * Scripts, tests/<room>/<name>.sh, are told in case.sh.
 */
#ifndef TESTS_CHECK_MAIN_H
#define TESTS_CHECK_MAIN_H

#include <check.h>

#include "support/failing.h"
#include "support/near.h"
#include "support/shared.h"

/** Every test program defines it; check_main.c runs what it returns. */
Suite *suite(void);

/** Leaves the case, printed as skipped for this reason (as by printf). */
#define SKIP(...) \
    do { \
        skip_case(__func__, __VA_ARGS__); \
        return; \
    } while (0)

/** How often, or on how many, something is tried: `usual`, or `thorough` where
 *  CEV_THOROUGH is set, as in the clang suite. */
int tries(int usual, int thorough);

/** Prints the line that the runner counts as one skipped case. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void skip_case(const char *name, const char *reason, ...);

#endif
