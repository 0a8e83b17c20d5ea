/**
 * The counters of a build that measures coverage, added up over all processes of
 * a test program. A process that is split off often ends without writing them
 * (support/failing.c), and Check's would each overwrite what the last one wrote:
 * so each passes on what it counted, and the first process writes for all.
 *
 * To count in one place would be wrong: that a condition was false is told by
 * how often it was met, less how often it was true. What ran before a process
 * was split off must count once for each of the two that go on from there.
 */
#ifndef TESTS_COUNTERS_H
#define TESTS_COUNTERS_H

/** To be called before any process is split off; elsewhere it does nothing. */
void share_counters(void);

/** To be called before _exit, which runs no handlers. */
void pass_counters_on(void);

#endif
