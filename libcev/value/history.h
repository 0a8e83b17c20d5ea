/* What a model of purchases knows of a customer. */
#ifndef CEV_HISTORY_H
#define CEV_HISTORY_H

typedef struct cev__history {
    double x, t_x, T;
    double litt; /* sum of the logs of the times between purchases */
} cev__history;

#endif
