/* Questions to kernels that were kept, and invented ones. */
#include "fuzz/formulas.h"
#include "fuzz/replay.h"

Suite *suite(void)
{
    return replay("formulas", 300, 20000);
}
