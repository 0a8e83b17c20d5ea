/* Frames of Arrow that were kept, and invented ones. */
#include "fuzz/arrow.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("arrow", 2000, 200000);
}
