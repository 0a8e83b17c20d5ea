/* Tables of errors.c, which tools/make-elementary wrote. */
#ifndef CEV__ERRORS_TABLES_H
#define CEV__ERRORS_TABLES_H

/* erf(x) / x - 1 by x^2, |x| <= 1 / 2. */
static const double erf_terms[11] = {
    0x1.06eba8214db69p-3,
    -0x1.812746b0379e7p-2,
    0x1.ce2f21a042be0p-4,
    -0x1.b82ce312889f2p-6,
    0x1.565bcd0e5f5a0p-8,
    -0x1.c02db3f9d6c71p-11,
    0x1.f9a324a327ab3p-14,
    -0x1.f4d1cff2cac2fp-17,
    0x1.b9d19f664b4c1p-20,
    -0x1.5d7686c510032p-23,
    0x1.c60ae6747e9bcp-27,
};

/* log((1 + 2 x) e^(x^2) erfc(x)) by (x - 2) / (x + 2), 1/2 <= x <= 28. */
static const double erfc_terms[25] = {
    0x1.f4baa892dc6e7p-3,
    -0x1.298bf0f4291e9p-4,
    -0x1.0fae4ff5ad1b3p-3,
    0x1.e6ff15594b52bp-4,
    -0x1.5a4c414af965cp-5,
    0x1.b8dd5ce511fbcp-8,
    -0x1.8a559f92c0b80p-8,
    0x1.9fd1ba5475dc2p-8,
    -0x1.265b6f08852c5p-9,
    0x1.d3bbbbe6a9b86p-12,
    -0x1.6e292105944adp-11,
    0x1.084d77b38f00dp-11,
    -0x1.cd626233744e6p-14,
    0x1.20496ed4a2dbep-14,
    -0x1.694f2b8e227dbp-14,
    0x1.054ada81305c5p-15,
    -0x1.31726d9fe2c50p-17,
    0x1.b7594de5d4a9bp-17,
    -0x1.d1c3eb58564bdp-18,
    0x1.b1cbcaf06f601p-20,
    -0x1.db5d1ce10b796p-20,
    0x1.a5fbc4979e54ap-20,
    -0x1.aebe50b7e3785p-21,
    0x1.87c9ce4ecc5a1p-22,
    -0x1.8d4f84caaae47p-24,
};

#endif
