/**
 * Segmenters: anything that groups customers.
 */
#ifndef CEV_SEGMENTER_H
#define CEV_SEGMENTER_H

#include "options.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cev_segmenter cev_segmenter;

/** A new segmenter, not fitted yet; the options are copied.
 * @return CEV_OK, CEV_ERR_KIND, CEV_ERR_OPTION, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY */
CEV_API int32_t cev_segmenter_new(cev_ctx *ctx, const char *kind,
                                  const cev_options *options,
                                  cev_segmenter **out);
CEV_API void cev_segmenter_free(cev_segmenter *segmenter);

/** The kind's name. */
CEV_API const char *cev_segmenter_kind(const cev_segmenter *segmenter);

/** The options in force, as cev_estimator_options(). (SEG-OPTIONS-1) */
CEV_API int32_t cev_segmenter_options(const cev_segmenter *segmenter,
                                      cev_table **out);

/**
 * Learn the groups from a row a customer.
 *   rfm wants x, t_x, T and revenue: recency is T - t_x, frequency x + 1,
 *   monetary value the revenue. Scores 1 … `scores`, the highest is best, cut
 *   at quantiles: 1 + floor(scores × share), where `share` is that of the
 *   fitted customers whom a value beats, those equal to it counted half.
 *   Equal values score alike (RFM-TIES-1), a better one never lower
 *   (RFM-ORDER-1), and where all are equal everyone is in the middle. Where
 *   the revenue is a gap, or every one is, m is the middle score,
 *   scores / 2 + 1. No customers are fine; all scores are then the middle.
 * @return CEV_OK, CEV_ERR_COLUMN, CEV_ERR_DOMAIN, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_segmenter_fit(cev_segmenter *segmenter,
                                  const cev_table *customers);

/**
 * The group of each row, in its order, after `customer` where there is one:
 *   rfm  r, f, m (int64 scores), segment (text), one of, best first:
 *        champions, loyal, potential loyalists, new, promising,
 *        need attention, cannot lose, at risk, about to sleep, hibernating,
 *        lost; of customers who bought once (x = 0) by r and m, of others by
 *        r and the mean of f and m
 * The fitted customers are scored as they were in the fit. (RFM-ASSIGN-1)
 * @return CEV_OK, CEV_ERR_STATE, CEV_ERR_COLUMN, CEV_ERR_DOMAIN,
 *         CEV_ERR_OPTION (other `scores` than fitted), CEV_ERR_MEMORY
 */
CEV_API int32_t cev_segmenter_assign(const cev_segmenter *segmenter,
                                     const cev_table *customers,
                                     const cev_options *options,
                                     cev_table **out);

/**
 * A row a group that holds fitted customers, best first:
 *   segment (text), meaning (text: who they are and what to do), customers,
 *   customers_share, revenue, revenue_share, recency, frequency, monetary
 *   (means; monetary over those whose revenue is known)
 * revenue and monetary are gaps where no revenue of the group is known,
 * revenue_share also where all revenue is 0 or less.
 * @return CEV_OK, CEV_ERR_STATE, CEV_ERR_OPTION, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_segmenter_profile(const cev_segmenter *segmenter,
                                      const cev_options *options,
                                      cev_table **out);

/** Save and load as for estimators. */
CEV_API int32_t cev_segmenter_save(const cev_segmenter *segmenter, void *bytes,
                                   int64_t capacity, int64_t *size);
CEV_API int32_t cev_segmenter_load(cev_ctx *ctx, const void *bytes,
                                   int64_t size, cev_segmenter **out);

#ifdef __cplusplus
}
#endif

#endif
