/* SipHash-2-4; see siphash.h. The letters are those of the paper. */
#include "siphash.h"

#include "hash.h"

static void sip_rounds(uint64_t v[4], int rounds)
{
    for (; rounds > 0; rounds--) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = cev__turn_left(v[1], 13) ^ v[0];
        v[3] = cev__turn_left(v[3], 16) ^ v[2];
        v[0] = cev__turn_left(v[0], 32) + v[3];
        v[2] += v[1];
        v[3] = cev__turn_left(v[3], 21) ^ v[0];
        v[1] = cev__turn_left(v[1], 17) ^ v[2];
        v[2] = cev__turn_left(v[2], 32);
    }
}

static void sip_word(uint64_t v[4], uint64_t m)
{
    v[3] ^= m;
    sip_rounds(v, 2);
    v[0] ^= m;
}

uint64_t cev__siphash(const uint64_t secret[2], const void *bytes, int64_t size)
{
    const unsigned char *b = bytes;
    uint64_t v[4] = {secret[0] ^ UINT64_C(0x736F6D6570736575),
                     secret[1] ^ UINT64_C(0x646F72616E646F6D),
                     secret[0] ^ UINT64_C(0x6C7967656E657261),
                     secret[1] ^ UINT64_C(0x7465646279746573)};
    uint64_t m = 0;
    for (int64_t i = 0; i < size; i++) {
        m |= (uint64_t)b[i] << 8 * (i % 8);
        if (i % 8 == 7) {
            sip_word(v, m);
            m = 0;
        }
    }
    sip_word(v, m | (uint64_t)size << 56);
    v[2] ^= 0xFF;
    sip_rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
