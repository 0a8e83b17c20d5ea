/*
 * The commands of the program; each is a cmd_NAME.c and a row of the table in
 * main.c.
 */
#ifndef CEV_PROGRAM_COMMANDS_H
#define CEV_PROGRAM_COMMANDS_H

int cmd_import(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_summary(int argc, char **argv);
int cmd_clv(int argc, char **argv);
int cmd_models(int argc, char **argv);
int cmd_segments(int argc, char **argv);
int cmd_cohorts(int argc, char **argv);
int cmd_indicators(int argc, char **argv);

#endif
