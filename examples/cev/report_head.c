/* The report's head: what, when, how; and what was read. */
#include <math.h>
#include <string.h>

#include "report.h"
#include "stamp.h"

/* The last part of a path: where a file lies is nobody else's business. */
static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

void report_write_day(json *j, const char *key, int64_t seconds)
{
    char text[STAMP_TEXT];
    date_text(seconds, text);
    json_text(j, key, text);
}

static void write_currencies(const orders_report *read, json *j)
{
    char total[MONEY_TEXT];
    json_array(j, "currencies");
    for (int i = 0; i < read->n_currencies; i++) {
        const orders_currency *c = &read->currencies[i];
        json_object(j, NULL);
        json_text(j, "code", c->code);
        json_integer(j, "orders", c->orders);
        if (c->total_exact) {
            money_text(c->total, c->code, total);
            json_text(j, "total", total);
        }
        json_object_end(j);
    }
    json_array_end(j);
}

static void write_skipped(const orders_report *read, json *j)
{
    json_array(j, "skipped");
    for (int i = SKIP_NONE + 1; i < SKIP_REASONS; i++) {
        if (read->skipped[i] == 0)
            continue;
        json_object(j, NULL);
        json_text(j, "reason", skip_reason_name((skip_reason)i));
        json_text(j, "text", skip_reason_text((skip_reason)i));
        json_integer(j, "count", read->skipped[i]);
        json_object_end(j);
    }
    json_array_end(j);
}

/* What was assumed in reading; a file by its name, without where it lies. */
static void write_notes(const orders_report *read, json *j)
{
    json_array(j, "notes");
    for (int i = 0; i < read->n_notes; i++) {
        const char *note = read->notes[i];
        for (int k = 0; k < read->n_files; k++) {
            const char *path = read->files[k].path;
            if (strncmp(note, path, strlen(path)) == 0)
                note += file_name(path) - path;
        }
        json_text(j, NULL, note);
    }
    json_array_end(j);
}

static void write_quality(const orders_report *read, json *j)
{
    json_object(j, "quality");
    json_array(j, "files");
    for (int i = 0; i < read->n_files; i++) {
        json_object(j, NULL);
        json_text(j, "name",
                  strcmp(read->files[i].path, "-") == 0
                      ? "standard input"
                      : file_name(read->files[i].path));
        json_text(j, "title", read->files[i].title);
        json_integer(j, "rows", read->files[i].rows);
        json_object_end(j);
    }
    json_array_end(j);
    json_integer(j, "rows", read->rows);
    json_integer(j, "sales", read->sales);
    json_integer(j, "refunds", read->refunds);
    json_integer(j, "weak", read->weak);
    json_text(j, "zone", read->zone);
    report_write_day(j, "first", read->first_local);
    report_write_day(j, "last", read->last_local);
    write_skipped(read, j);
    write_currencies(read, j);
    write_notes(read, j);
    json_object_end(j);
}

int report_write_head(const report *r, json *j)
{
    const shop *s = r->shop;
    const orders_report *read = &s->read;
    static const char *const units[] = {"", "days", "weeks", "years"};
    json_text(j, "version", cev_version());
    json_text(j, "title", r->title);
    json_text(j, "note", r->note);
    report_write_day(j, "as_of", s->as_of);
    json_text(j, "currency",
              read->n_currencies > 0 ? read->currencies[0].code : "");
    json_boolean(j, "money", r->money);
    json_boolean(j, "pseudonymised", r->pseudonymise);
    json_number(j, "interval", s->interval);
    json_number(j, "horizon_days", s->horizon_days);
    json_number(j, "margin", s->margin);
    json_number(j, "discount", s->discount);
    json_text(j, "period", r->now.period);
    json_text(j, "unit", units[s->given->unit]);
    json_number(j, "step_days", r->now.step_days);
    if (r->back.holdout_days > 0) {
        json_object(j, "holdout");
        json_number(j, "days", r->back.holdout_days);
        report_write_day(j, "cut", report_cut(r));
        json_object_end(j);
    }
    json_text(j, "holdout_note", r->holdout_note);
    write_quality(read, j);
    return CLI_OK;
}
