/*
 * A saved portfolio, of this program's own library or of a binding, as a source
 * of orders and of what else it keeps.
 */
#ifndef CEV_PROGRAM_SAVED_H
#define CEV_PROGRAM_SAVED_H

#include "cev.h"
#include "cli.h"

/* Whether a file begins as a saved portfolio does. */
int saved_is(const char *path);

/* A whole file in memory, which the caller frees; NULL with errno set. */
char *saved_bytes(const char *path, size_t *size);

/**
 * Read the orders of a saved portfolio, as cli_read_orders() does those of
 * files: `sink` gets each, and the report says what there was.
 * @param zone  the shop's time zone, which the bytes do not tell; NULL when
 *              nobody said
 * @param to    gets the records of the other ledgers, with customers by name
 * @return CLI_OK or the exit code
 */
int saved_read(const cli_command *command, cev_ctx *ctx, const char *path,
               const char *zone, const orders_sink *sink, cev_portfolio *to,
               orders_report *report);

#endif
