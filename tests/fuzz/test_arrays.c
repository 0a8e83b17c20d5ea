/* Questions over plain arrays that were kept, and invented ones. */
#include "fuzz/arrays.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("arrays", 1000, 30000);
}
