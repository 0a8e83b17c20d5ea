/* Log-likelihoods and their ends; see explained.h. */
#include "../core/compiler.h"
#include "explained.h"

#include "../core/text.h"

enum { EXPLAINED_NAME = 32 };

int32_t cev__explained_add(cev_table *table, const char *name,
                           cev__explained *explained)
{
    static const char sides[CEV__LIKELY_SIDES][4] = {"", "_lo", "_hi"};
    int count = explained->z > 0.0 ? CEV__LIKELY_SIDES : CEV__LIKELY_LOWER;
    int32_t status = CEV_OK;
    for (int side = 0; side < count && status == CEV_OK; side++) {
        char whole[EXPLAINED_NAME];
        cev__format(whole, sizeof whole, "%s%s", name, sides[side]);
        status =
            cev__table_add_unwritten(table, whole, &explained->out[side]);
    }
    return status;
}

/* It is spread as it is: a logarithm has no ends. */
void cev__explained_put(const cev__explained *explained, int64_t row,
                        double value, const cev__spread *spread,
                        double reach_z)
{
    double down, up;
    explained->out[CEV__LIKELY][row] = value;
    if (explained->out[CEV__LIKELY_LOWER] == NULL)
        return;
    cev__spread_ends(spread, explained->z / reach_z, &down, &up);
    explained->out[CEV__LIKELY_LOWER][row] = value + down;
    explained->out[CEV__LIKELY_UPPER][row] = value + up;
}
