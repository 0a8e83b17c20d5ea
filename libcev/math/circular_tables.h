/* Tables of circular.c, which tools/make-elementary wrote. */
#ifndef CEV__CIRCULAR_TABLES_H
#define CEV__CIRCULAR_TABLES_H

/* (sin(x) / x - 1) / x^2 by x^2, |x| <= pi / 4. */
static const double sin_terms[7] = {
    -0x1.5555555555555p-3,
    0x1.1111111111110p-7,
    -0x1.a01a01a019926p-13,
    0x1.71de3a545e700p-19,
    -0x1.ae64540f0ba18p-26,
    0x1.61217c1864fa1p-33,
    -0x1.ab161757f0c63p-41,
};

/* (cos(x) - 1 + x^2 / 2) / x^4 by x^2, |x| <= pi / 4. */
static const double cos_terms[6] = {
    0x1.5555555555555p-5,
    -0x1.6c16c16c16960p-10,
    0x1.a01a019f4d0edp-16,
    -0x1.27e4fa15bd814p-22,
    0x1.1eeb66b683028p-29,
    -0x1.907c0e63adbb6p-37,
};

/* 2 / pi; its inverse as a sum, the first two to 33 bits. */
static const double quarter[4] = {
    0x1.45f306dc9c883p-1,
    0x1.921fb54400000p+0,
    0x1.0b4611a600000p-34,
    0x1.3198a2e037073p-69,
};

/* (atan(x) / x - 1) / x^2 by x^2, |x| <= 1 / 32. */
static const double atan_terms[4] = {
    -0x1.5555555555549p-2,
    0x1.99999998d44abp-3,
    -0x1.24923a079cf0bp-3,
    0x1.c65ebd82ab3b3p-4,
};

/* atan(j / 16) as a sum. */
static const double atan_parts[17][2] = {
    {0x0.0p+0, 0x0.0p+0},
    {0x1.ff55bb72cfdeap-5, -0x1.c934d86d23f1dp-60},
    {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
    {0x1.7b97b4bce5b02p-3, 0x1.347b0b4f881cap-58},
    {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
    {0x1.362773707ebccp-2, -0x1.963a544b672d8p-57},
    {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
    {0x1.a64eec3cc23fdp-2, -0x1.24dec1b50b7ffp-56},
    {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
    {0x1.0657e94db30d0p-1, -0x1.d5b495f6349e6p-56},
    {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
    {0x1.345f01cce37bbp-1, 0x1.1021137c71102p-55},
    {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
    {0x1.5d58987169b18p-1, 0x1.0028e4bc5e7cap-57},
    {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
    {0x1.819d0b7158a4dp-1, -0x1.bf76229d3b917p-56},
    {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
};

/* pi / 2 as a sum. */
static const double right_angle[2] = {
    0x1.921fb54442d18p+0,
    0x1.1a62633145c07p-54,
};

#endif
