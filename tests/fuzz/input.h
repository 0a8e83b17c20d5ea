/**
 * What every target of fuzzing stands on: the bytes of an input, taken one
 * after the other, and a host whose memory is counted and has an end.
 *
 * A target is a header tests/fuzz/<name>.h with
 *
 *     static void try_input(const uint8_t *data, size_t size);
 *
 * which does what the input says, the same each time, and aborts where a
 * promise is broken, as sanitizers do. fuzzer.c lets libFuzzer write the
 * inputs (make fuzz FUZZ=<name>); test_<name>.c replays those that were kept
 * in corpus/<name> (see replay.h).
 */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cev.h"
#include "core/utf8.h"

enum { INPUT_TEXT = 60, INPUT_MEMORY = 1 << 26, INPUT_STOPS = 400 };

static const uint8_t *input_at, *input_end;

static inline void input_begin(const uint8_t *data, size_t size)
{
    input_at = data;
    input_end = data + size;
}

/** The next byte; 0 after the end. */
static inline int next_byte(void)
{
    return input_at < input_end ? *input_at++ : 0;
}

static inline double next_number(void)
{
    static const double odd[] = {0.0, 1.0, -1.0, 2.0, 0.5, 100.0, NAN, INFINITY,
                                 -INFINITY, 1e-300, 1e300, 1e15, -0.0, 5e-324};
    int byte = next_byte();
    if (byte < 200)
        return byte % 50;
    if (byte < 250)
        return odd[byte % 14];
    uint64_t bits = 0;
    double number;
    for (int i = 0; i < 8; i++)
        bits = bits << 8 | (uint64_t)next_byte();
    memcpy(&number, &bits, sizeof number);
    return number;
}

/** The next bytes up to a 0, as they are: valid UTF-8 or not. It lives until
 *  the next text. */
static inline const char *next_text(void)
{
    static char text[INPUT_TEXT + 1];
    int n = 0, byte;
    while (n < INPUT_TEXT && (byte = next_byte()) != 0)
        text[n++] = (char)byte;
    text[n] = '\0';
    return text;
}

/* ---- The host ------------------------------------------------------------ */

/* Bytes of memory, and the most there were; requests for it; progress calls. */
static int64_t host_held, host_peak, host_requests, host_calls;
static cev_ctx *host;

/* Which requests are refused, from 1, and which progress call stops; 0: none. */
static int64_t host_refuse_from, host_refuse_until, host_stop_at;

/* Counts, and gives no more than 64 MB. */
static inline void *host_memory(void *user, void *memory, int64_t old_size,
                                int64_t new_size)
{
    (void)user;
    if (new_size > old_size && host_held + new_size - old_size > INPUT_MEMORY)
        return NULL;
    if (new_size == 0) {
        host_held -= old_size;
        free(memory);
        return NULL;
    }
    host_requests++;
    if (host_refuse_from != 0 && host_requests >= host_refuse_from
        && host_requests <= host_refuse_until)
        return NULL;
    void *fresh = realloc(memory, (size_t)new_size);
    if (fresh != NULL)
        host_held += new_size - old_size;
    if (host_held > host_peak)
        host_peak = host_held;
    return fresh;
}

/* Whatever takes long is stopped. */
static inline int32_t host_progress(void *user, const char *stage, double done)
{
    (void)user;
    if (stage == NULL || !(done >= 0.0 && done <= 1.0))
        abort();
    host_calls++;
    return host_calls > INPUT_STOPS || host_calls == host_stop_at;
}

/** Opens `host`, which many inputs may share. */
static inline void host_open(void)
{
    if (cev_ctx_new(host_memory, NULL, &host) != CEV_OK
        || cev_ctx_set_progress(host, host_progress, NULL) != CEV_OK)
        abort();
}

/** A status is known, and what fails says why in UTF-8. */
static inline void check_status(int32_t status)
{
    if (strcmp(cev_status_name(status), "unknown") == 0)
        abort();
    if (status != CEV_OK
        && (cev_ctx_message(host) == NULL
            || !cev__utf8_valid(cev_ctx_message(host))))
        abort();
}

/** An answer is there when the status is CEV_OK, and only then; it is read
 *  through and freed. What is a probability is one, or a gap. */
static inline void check_answer(int32_t status, cev_table *answer)
{
    check_status(status);
    if ((status == CEV_OK) != (answer != NULL))
        abort();
    for (int64_t k = 0; k < cev_table_column_count(answer); k++) {
        const char *name = cev_table_name(answer, k);
        for (int64_t i = 0; i < cev_table_row_count(answer); i++) {
            const char *text = cev_table_text(answer, name, i);
            host_calls += text != NULL && strlen(text) > 1 << 20;
            double value = cev_table_double(answer, name, i);
            if (strcmp(name, "p_alive") == 0 && (value < 0.0 || value > 1.0))
                abort();
        }
    }
    cev_table_free(answer);
}

#endif
