/* The main function of every test program. */
#include "support/check_main.h"
#include "support/counters.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void skip_case(const char *name, const char *reason, ...)
{
    va_list arguments;
    va_start(arguments, reason);
    /* Check puts "_fn" behind the names of its functions. */
    size_t length = strlen(name);
    if (length > 3 && strcmp(name + length - 3, "_fn") == 0)
        length -= 3;
    printf("skip: %.*s: ", (int)length, name);
    vprintf(reason, arguments);
    printf("\n");
    /* Under CK_FORK=yes this is a child, whose buffer would be lost if a
       signal ended it. */
    fflush(stdout);
    va_end(arguments);
}

int tries(int usual, int thorough)
{
    return getenv("CEV_THOROUGH") != NULL ? thorough : usual;
}

int main(void)
{
    share_counters();
    /* Check's own default of 4 s is short for valgrind and loaded machines. */
    setenv("CK_DEFAULT_TIMEOUT", "300", 0);
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_ENV);
    int ran = srunner_ntests_run(runner);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    /* tools/run-tests reads this line. */
    printf("cases: %d ran, %d failed\n", ran, failed);
    return failed == 0 && ran > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
