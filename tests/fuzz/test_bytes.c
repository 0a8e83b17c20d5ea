/* Saved bytes that were damaged and kept, and invented damage. */
#include "fuzz/bytes.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("bytes", 1500, 100000);
}
