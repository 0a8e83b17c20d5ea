/* A host that calls whatever its input says, on inputs that were kept. */
#include "fuzz/caller.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("caller", 200, 20000);
}
