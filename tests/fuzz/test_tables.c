/* Tables asked about by tables that were kept, and invented ones. */
#include "fuzz/tables.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("tables", 1500, 10000);
}
