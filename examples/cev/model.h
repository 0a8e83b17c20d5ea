/*
 * The model of what customers buy and bring, as the options of the command
 * line want it: named, or chosen by what the data say.
 */
#ifndef CEV_PROGRAM_MODEL_H
#define CEV_PROGRAM_MODEL_H

#include "shop.h"

/* Room for the name of a kind. */
enum { MODEL_NAME = 32 };

/* The functions say what went wrong on standard error and return CLI_OK or
 * the exit code. */

/* Lets summaries tell what was known before the last third of the time, where
 * the model is to be chosen: the candidates are compared on that third. */
void model_look_back(shop *s);

int model_fit(const shop *s, const cev_table *customers, cev_estimator **out);

/* Predictions, or with `what` an evaluation, as the options want them. */
int model_ask(const shop *s, const cev_estimator *fitted, const char *what,
              const cev_table *customers, cev_table **out);

/* The kind of the purchase model that was fitted to these customers. */
int model_name(const shop *s, const cev_estimator *fitted,
               const cev_table *customers, char name[MODEL_NAME]);

/* Whether a row of the model's summary, by its name, is of this shop: where
 * the files give no amounts nothing is told of spend. */
int model_tells(const shop *s, const char *name);

/* On standard error which model was taken, and the verdicts. */
int model_say(const shop *s, const cev_estimator *fitted,
              const cev_table *customers);

#endif
