/*
 * SipHash-2-4, a hash by a secret: whoever does not know that finds no texts of
 * equal hash but by trying.
 * Source: Aumasson & Bernstein (2012), SipHash: a fast short-input PRF.
 */
#ifndef CEV__SIPHASH_H
#define CEV__SIPHASH_H

#include <stdint.h>

uint64_t cev__siphash(const uint64_t secret[2], const void *bytes,
                      int64_t size);

#endif
