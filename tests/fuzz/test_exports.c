/* Exports of orders that were kept, and invented ones. */
#include "fuzz/exports.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("exports", 300, 20000);
}
