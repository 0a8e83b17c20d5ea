/* Options that were kept, and invented ones. */
#include "fuzz/options.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("options", 2000, 100000);
}
