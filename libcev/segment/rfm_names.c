/* The named groups of RFM and the map from scores to them. */
#include "rfm.h"

enum {
    CHAMPIONS,
    LOYAL,
    POTENTIAL,
    NEWCOMERS,
    PROMISING,
    ATTENTION,
    CANNOT_LOSE,
    AT_RISK,
    ABOUT_TO_SLEEP,
    HIBERNATING,
    LOST
};

/* Scores compare customers of one shop, so the words do, too. */
static const char *const group_texts[CEV__RFM_GROUPS][2] = {
    {"champions",
     "Bought most recently, buy most often and spend the most. Thank them, "
     "show them new things first, ask them for reviews and referrals."},
    {"loyal",
     "Came back and spend more than most. Keep them: reward them, and offer "
     "what goes with what they bought."},
    {"potential loyalists",
     "Bought lately and more than once, but not yet for much. Give them a "
     "reason for the next order, such as a loyalty programme."},
    {"new",
     "First order a short time ago. Welcome them and make the second order "
     "easy."},
    {"promising",
     "One order so far, more recent than most. Remind them while they still "
     "remember the shop."},
    {"need attention",
     "Middling to good customers who have been away for a while. Write to "
     "them now, with something that fits their last order."},
    {"cannot lose",
     "Were among the best and have not bought for long. Win them back in "
     "person: call, ask what went wrong, make a real offer."},
    {"at risk",
     "Came back more than once or spent well, and have not bought for long. "
     "A personal message and a good offer may bring them back."},
    {"about to sleep",
     "Bought little and are drifting away. A reminder of what is popular or "
     "new is worth a try."},
    {"hibernating",
     "Bought once or seldom, and long ago. Include them in seasonal mail, "
     "but spend no more than that on them."},
    {"lost",
     "Bought least and longest ago. Leave them in peace, or send one last "
     "message."},
};

/* Customers who came back: by recency (rows, the longest ago first) and by
 * the mean of frequency and monetary score. */
static const unsigned char returned_map[5][5] = {
    {LOST, HIBERNATING, AT_RISK, AT_RISK, CANNOT_LOSE},
    {HIBERNATING, ABOUT_TO_SLEEP, AT_RISK, AT_RISK, CANNOT_LOSE},
    {ABOUT_TO_SLEEP, ATTENTION, ATTENTION, LOYAL, LOYAL},
    {POTENTIAL, POTENTIAL, POTENTIAL, LOYAL, LOYAL},
    {POTENTIAL, POTENTIAL, POTENTIAL, LOYAL, CHAMPIONS},
};

/* Customers of one purchase: by recency and monetary score. They have a map of
 * their own because where most customers buy once, one purchase is a middling
 * frequency, and yet nobody is loyal by buying once. */
static const unsigned char once_map[5][5] = {
    {LOST, LOST, LOST, HIBERNATING, HIBERNATING},
    {HIBERNATING, HIBERNATING, HIBERNATING, HIBERNATING, HIBERNATING},
    {ABOUT_TO_SLEEP, ABOUT_TO_SLEEP, ABOUT_TO_SLEEP, ATTENTION, ATTENTION},
    {PROMISING, PROMISING, PROMISING, PROMISING, PROMISING},
    {NEWCOMERS, NEWCOMERS, NEWCOMERS, NEWCOMERS, NEWCOMERS},
};

const char *cev__rfm_name(int group)
{
    return group_texts[group][0];
}

const char *cev__rfm_meaning(int group)
{
    return group_texts[group][1];
}

/* That in which the middle of class `score` lies: (score - 1/2) / scores of the
 * way, which is never a border. */
int cev__rfm_fifth(int score, int scores)
{
    return 5 * (2 * score - 1) / (2 * scores);
}

int cev__rfm_group(const int *fifth, int once)
{
    /* The mean of two fifths by their sum; halves away from the middle, so
     * that the map treats good and bad alike. */
    static const int mean_of_fifths[9] = {0, 0, 1, 1, 2, 3, 3, 4, 4};
    int r = fifth[CEV__RFM_R];
    int f = fifth[CEV__RFM_F];
    int m = fifth[CEV__RFM_M];
    return once ? once_map[r][m] : returned_map[r][mean_of_fifths[f + m]];
}
