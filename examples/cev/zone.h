/*
 * Time zones: the shop's clock from and to UTC, by the system's time zone
 * database.
 */
#ifndef CEV_PROGRAM_ZONE_H
#define CEV_PROGRAM_ZONE_H

#include <stddef.h>
#include <stdint.h>

typedef struct zone zone;

/**
 * Open a zone by its IANA name (`America/New_York`), `UTC`, or a fixed
 * offset (`+02:00`). Returns NULL with the reason in `why`, which is empty
 * when memory ran out.
 */
zone *zone_open(const char *name, char *why, size_t why_size);
void zone_close(zone *z);
const char *zone_name(const zone *z);

/* What the shop's clock shows at a moment. */
int64_t zone_local(zone *z, int64_t utc);

/* The moment at which the shop's clock shows `local`; the first of two when
 * clocks are set back. A time that was skipped when clocks were set forward
 * is read as if they had not been. */
int64_t zone_utc(zone *z, int64_t local);

/* The IANA name for the one that Rails programs such as Square write
 * (`Eastern Time (US & Canada)`); NULL when the name is not one of these. */
const char *zone_from_rails(const char *name);

/* The currency of the country that a zone is named for; "" when unknown. */
const char *zone_currency(const char *name);

#endif
