/* Texts of rules that were kept, and invented ones. */
#include "fuzz/rules.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("rules", 2000, 200000);
}
