/**
 * The counters of a build that measures coverage, shared by all processes of a
 * test program. A process that is split off often ends without writing them
 * (support/failing.c), and Check's would each overwrite what the last one wrote:
 * so they count in one place, and the first process writes for all.
 */
#ifndef TESTS_COUNTERS_H
#define TESTS_COUNTERS_H

/** To be called before any process is split off; elsewhere it does nothing. */
void share_counters(void);

#endif
