/* Cells of exports that were kept, and invented ones. */
#include "fuzz/cells.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("cells", 2000, 200000);
}
