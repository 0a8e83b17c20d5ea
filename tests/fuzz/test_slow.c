/* Questions to slow calls that were kept, and invented ones. */
#include "fuzz/slow.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("slow", 30, 2000);
}
