/*
 * The commands of the program; each is a cmd_NAME.c and a row of the table in
 * main.c.
 */
#ifndef CEV_PROGRAM_COMMANDS_H
#define CEV_PROGRAM_COMMANDS_H

int cmd_import(int argc, char **argv);

#endif
