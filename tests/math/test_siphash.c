/* SipHash-2-4 against the example of its paper, appendix A, and the first ones
 * of the authors' list of values for the same secret. */
#include "math/siphash.h"
#include "support/check_main.h"

START_TEST(hash_is_that_of_the_paper)
{
    static const uint64_t secret[2] = {UINT64_C(0x0706050403020100),
                                       UINT64_C(0x0F0E0D0C0B0A0908)};
    unsigned char text[16];
    for (int i = 0; i < 16; i++)
        text[i] = (unsigned char)i;
    ck_assert_uint_eq(cev__siphash(secret, text, 15),
                      UINT64_C(0xA129CA6149BE45E5));
    ck_assert_uint_eq(cev__siphash(secret, text, 0),
                      UINT64_C(0x726FDB47DD0E0E31));
    ck_assert_uint_eq(cev__siphash(secret, text, 8),
                      UINT64_C(0x93F5F5799A932462));
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("siphash");
    tcase_add_test(cases, hash_is_that_of_the_paper);
    Suite *s = suite_create("math/siphash");
    suite_add_tcase(s, cases);
    return s;
}
