/* Questions to Pareto/GGG that were kept, and invented ones. */
#include "fuzz/ggg.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("ggg", 30, 2000);
}
