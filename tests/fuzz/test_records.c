/* Separated values that were kept, and invented ones. */
#include "fuzz/records.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("records", 500, 20000);
}
