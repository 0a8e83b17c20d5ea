/*
 * Features of the ledgers besides that of orders. A first pass finds what
 * there is by then, which tells the columns; a second one fills them.
 */
#include <math.h>

#include "portrait.h"

/* More sorts of contacts, questions and attributes than anybody looks at. */
enum { KEYED_MOST = 1000 };

/* Bytes of a number written out, and what names have before them. */
enum { WRITTEN_NUMBER = 32, NAME_ROOM = 32 };

/* How the columns of each ledger are called; NULL: there are none. */
static const struct {
    const char *windows, *costs, *since;
} ledger_columns[CEV__LEDGERS] = {
    [CEV__CONTACTS] = {"contacts", "contact_costs", "since_contact"},
    [CEV__TOUCHES] = {"touches", NULL, "since_touch"},
    [CEV__SURVEYS] = {NULL, NULL, "since_answer"},
    [CEV__CANCELLATIONS] = {NULL, NULL, "since_cancellation"},
};

/* Names that attributes do not get, whether the columns are there or not. */
static const char taken_names[][20] = {
    "customer", "customers", "T", "x", "t_x", "gap_mean", "gap_cv", "overdue",
    "purchase_value", "revenue", "refunds", "since_contact", "since_touch",
    "since_answer", "since_cancellation", "cancellations", "cancelled",
    "score", "score_mean", "left", "bought", "spent", "treatment"};

/* A sort of contacts, a question or an attribute. */
typedef struct keyed_feature {
    uint32_t ledger, key;
    int has_number, has_text; /* of attributes: as which values came */
    double *number; /* contacts so far, the last answer, or the value */
    double *mean;   /* of the answers */
    const char **texts; /* values, where one is a text; then numbers are */
    char *written;      /* here */
    cev__sum sum;       /* of the answers of the customer now at work */
    double answers;
} keyed_feature;

typedef struct ledger_work {
    cev__portrait *portrait;
    int64_t seen[CEV__LEDGERS];   /* events by then */
    int64_t priced[CEV__LEDGERS]; /* of these, with a number */
    int32_t *slots; /* by ledger and key: 1 + where it is in `keyed`, or 0 */
    int64_t slot_count;
    keyed_feature *keyed;
    int64_t keyed_count;
    double *counts[CEV__LEDGERS][CEV__WINDOWS_MAX];
    double *costs[CEV__LEDGERS][CEV__WINDOWS_MAX];
    double *since[CEV__LEDGERS];
    double *cancellations, *cancelled;
} ledger_work;

/* What is counted of one customer in one ledger. */
typedef struct recent_events {
    int64_t count, last_bin;
    int64_t counts[CEV__WINDOWS_MAX], priced[CEV__WINDOWS_MAX];
    cev__sum costs[CEV__WINDOWS_MAX];
} recent_events;

/* ---- What there is ------------------------------------------------------- */

/* Whether something happened: somebody was left out of a campaign, or did not
 * answer, and that is all. */
static int has_happened(const cev__event *event)
{
    return event->ledger == CEV__TOUCHES   ? event->number == 1.0
           : event->ledger == CEV__SURVEYS ? !isnan(event->number)
                                           : 1;
}

/* The slot of the key of an event, NULL where a key makes no column. */
static int32_t *slot_of_event(const ledger_work *work, const cev__event *event)
{
    int64_t texts = work->portrait->sagas.text_count;
    int64_t key = event->key == CEV__NONE ? texts : (int64_t)event->key;
    int is_keyed = event->ledger == CEV__SURVEYS
                   || event->ledger == CEV__ATTRIBUTES
                   || (event->ledger == CEV__CONTACTS && key < texts);
    return is_keyed ? &work->slots[(int64_t)event->ledger * (texts + 1) + key]
                    : NULL;
}

/* Marks a slot for each key that occurs: 1 with a number, 2 with a text, 4 with
 * neither. */
static void mark_slots(ledger_work *work)
{
    const cev__portrait *portrait = work->portrait;
    for (int64_t i = 0; i < portrait->count; i++) {
        const cev__event *end;
        const cev__event *event = cev__portrait_events(portrait, i, &end);
        for (; event < end; event++) {
            if (!has_happened(event))
                continue;
            work->seen[event->ledger]++;
            work->priced[event->ledger] += !isnan(event->number);
            int32_t *slot = slot_of_event(work, event);
            if (slot != NULL)
                *slot |= event->text != CEV__NONE ? 2
                         : isnan(event->number)   ? 4
                                                  : 1;
        }
    }
}

/* A feature for each slot that is marked, in the order of ledgers and keys. */
static int32_t make_keyed(ledger_work *work)
{
    cev_ctx *ctx = work->portrait->portfolio->ctx;
    int64_t a_ledger = work->portrait->sagas.text_count + 1;
    for (int64_t i = 0; i < work->slot_count; i++)
        work->keyed_count += work->slots[i] != 0;
    if (work->keyed_count > KEYED_MOST)
        return cev__fail(ctx, CEV_ERR_LIMIT,
                         "%d kinds of contacts, questions and attributes; "
                         "wanted at most %d",
                         work->keyed_count, (int64_t)KEYED_MOST);
    work->keyed = cev__alloc_zero(ctx, work->keyed_count + 1,
                                  (int64_t)sizeof *work->keyed);
    if (work->keyed == NULL)
        return cev__fail_memory(ctx);
    int32_t made = 0;
    for (int64_t i = 0; i < work->slot_count; i++) {
        if (work->slots[i] == 0)
            continue;
        keyed_feature *feature = &work->keyed[made++];
        int64_t key = i % a_ledger;
        feature->ledger = (uint32_t)(i / a_ledger);
        feature->key = key < a_ledger - 1 ? (uint32_t)key : CEV__NONE;
        feature->has_number = work->slots[i] & 1;
        feature->has_text = work->slots[i] & 2;
        work->slots[i] = made;
    }
    return CEV_OK;
}

static int32_t find_keyed(ledger_work *work)
{
    cev_ctx *ctx = work->portrait->portfolio->ctx;
    work->slot_count =
        (work->portrait->sagas.text_count + 1) * (int64_t)CEV__LEDGERS;
    work->slots = cev__alloc_zero(ctx, work->slot_count,
                                  (int64_t)sizeof *work->slots);
    if (work->slots == NULL)
        return cev__fail_memory(ctx);
    mark_slots(work);
    return make_keyed(work);
}

/* ---- Columns ------------------------------------------------------------- */

/* The columns of a ledger as a whole. */
static int32_t add_recent_columns(ledger_work *work, int ledger)
{
    cev__portrait *portrait = work->portrait;
    int32_t status = CEV_OK;
    const char *name = ledger_columns[ledger].windows;
    const char *costs = ledger_columns[ledger].costs;
    if (work->seen[ledger] == 0 || ledger_columns[ledger].since == NULL)
        return CEV_OK;
    for (int32_t w = 0; status == CEV_OK && name != NULL
                        && w < portrait->windows;
         w++) {
        status =
            cev__portrait_add(portrait, name, w, &work->counts[ledger][w]);
        if (status == CEV_OK && costs != NULL && work->priced[ledger] > 0)
            status =
                cev__portrait_add(portrait, costs, w, &work->costs[ledger][w]);
    }
    if (status == CEV_OK)
        status = cev__portrait_add(portrait, ledger_columns[ledger].since, -1,
                                   &work->since[ledger]);
    if (ledger != CEV__CANCELLATIONS)
        return status;
    if (status == CEV_OK)
        status = cev__portrait_add(portrait, "cancellations", -1,
                                   &work->cancellations);
    if (status == CEV_OK)
        status =
            cev__portrait_add(portrait, "cancelled", -1, &work->cancelled);
    return status;
}

/* Those that begin like the names of attributes that made way are taken, too:
 * so no two attributes come to one name. */
static int is_taken(const cev__portrait *portrait, const char *name)
{
    if (strncmp(name, "attribute=", 10) == 0)
        return 1;
    for (size_t i = 0; i < sizeof taken_names / sizeof *taken_names; i++)
        if (strcmp(name, taken_names[i]) == 0)
            return 1;
    return cev__table_find(portrait->table, name) != NULL;
}

/* Adds a column of numbers, or of texts where these are given, that is called
 * by `prefix` and the key, of attributes by the key alone unless the name is
 * taken. */
static int32_t add_keyed_column(cev__portrait *portrait,
                                const keyed_feature *feature,
                                const char *prefix, double **data)
{
    cev_ctx *ctx = portrait->portfolio->ctx;
    const char *key =
        cev__sagas_text(portrait->portfolio, &portrait->sagas, feature->key);
    int64_t size = NAME_ROOM + (key == NULL ? 0 : (int64_t)strlen(key));
    char *name = cev__alloc(ctx, size, 1);
    if (name == NULL)
        return cev__fail_memory(ctx);
    if (key == NULL)
        cev__format(name, size, "%s", prefix);
    else if (feature->ledger == CEV__ATTRIBUTES && !is_taken(portrait, key))
        cev__format(name, size, "%s", key);
    else
        cev__format(name, size, "%s=%s", prefix, key);
    int32_t status =
        data == NULL ? cev__table_add_text(portrait->table, name,
                                           feature->texts)
                     : cev__table_add_double(portrait->table, name, data);
    cev__free(ctx, name, size, 1);
    return status;
}

/* Room for the texts of an attribute. */
static int32_t add_text_room(const ledger_work *work, keyed_feature *feature)
{
    cev_ctx *ctx = work->portrait->portfolio->ctx;
    int64_t rows = work->portrait->count;
    feature->texts = cev__alloc_zero(ctx, rows + 1,
                                     (int64_t)sizeof *feature->texts);
    if (feature->texts != NULL && feature->has_number)
        feature->written = cev__alloc(ctx, rows + 1, WRITTEN_NUMBER);
    return feature->texts == NULL
                   || (feature->has_number && feature->written == NULL)
               ? cev__fail_memory(ctx)
               : CEV_OK;
}

static int32_t add_keyed_columns(ledger_work *work, uint32_t ledger)
{
    cev__portrait *portrait = work->portrait;
    int32_t status = CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < work->keyed_count; i++) {
        keyed_feature *feature = &work->keyed[i];
        if (feature->ledger != ledger)
            continue;
        if (ledger == CEV__CONTACTS)
            status = add_keyed_column(portrait, feature, "contacts",
                                      &feature->number);
        else if (ledger == CEV__ATTRIBUTES && feature->has_text)
            status = add_text_room(work, feature);
        else
            status = add_keyed_column(
                portrait, feature,
                ledger == CEV__SURVEYS ? "score" : "attribute",
                &feature->number);
        if (status == CEV_OK && ledger == CEV__SURVEYS)
            status = add_keyed_column(portrait, feature, "score_mean",
                                      &feature->mean);
    }
    return status;
}

/* The columns of texts, once they are known. */
static int32_t add_text_columns(ledger_work *work)
{
    int32_t status = CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < work->keyed_count; i++)
        if (work->keyed[i].texts != NULL)
            status = add_keyed_column(work->portrait, &work->keyed[i],
                                      "attribute", NULL);
    return status;
}

/* ---- Rows ---------------------------------------------------------------- */

static void count_recent(const cev__portrait *portrait,
                         const cev__event *event, recent_events *recent)
{
    int64_t bin = cev__bin_of(event->time, portrait->cut.bin);
    recent->count++;
    recent->last_bin = bin;
    for (int32_t w = 0; w < portrait->windows; w++) {
        if (bin <= portrait->begins[w])
            continue;
        recent->counts[w]++;
        if (isnan(event->number))
            continue;
        recent->priced[w]++;
        cev__sum_add(&recent->costs[w], event->number);
    }
}

static void take_keyed(const ledger_work *work, int64_t i,
                       const cev__event *event)
{
    const int32_t *slot = slot_of_event(work, event);
    if (slot == NULL)
        return;
    keyed_feature *feature = &work->keyed[*slot - 1];
    if (event->ledger == CEV__CONTACTS) {
        feature->number[i] += 1.0;
    } else if (event->ledger == CEV__SURVEYS) {
        feature->number[i] = event->number;
        cev__sum_add(&feature->sum, event->number);
        feature->answers += 1.0;
    } else if (feature->texts == NULL) {
        feature->number[i] = event->number;
    } else if (event->text != CEV__NONE) {
        feature->texts[i] = cev__sagas_text(
            work->portrait->portfolio, &work->portrait->sagas, event->text);
    } else {
        char *written = feature->written + i * WRITTEN_NUMBER;
        cev__format(written, WRITTEN_NUMBER, "%g", event->number);
        feature->texts[i] = written;
    }
}

/* A row before its events: of what is not counted there are gaps. */
static void begin_keyed(ledger_work *work, int64_t i)
{
    for (int64_t k = 0; k < work->keyed_count; k++) {
        keyed_feature *feature = &work->keyed[k];
        if (feature->number != NULL && feature->ledger != CEV__CONTACTS)
            feature->number[i] = NAN;
        feature->sum = (cev__sum){0, 0};
        feature->answers = 0.0;
    }
}

static void write_means(const ledger_work *work, int64_t i)
{
    for (int64_t k = 0; k < work->keyed_count; k++) {
        const keyed_feature *feature = &work->keyed[k];
        if (feature->mean != NULL)
            feature->mean[i] =
                feature->answers > 0.0
                    ? cev__sum_value(&feature->sum) / feature->answers
                    : NAN;
    }
}

static void write_recent(const ledger_work *work, int64_t i, int ledger,
                         const recent_events *recent)
{
    if (work->since[ledger] == NULL)
        return;
    work->since[ledger][i] =
        recent->count > 0
            ? cev__portrait_since(work->portrait, recent->last_bin)
            : NAN;
    for (int32_t w = 0; w < work->portrait->windows; w++) {
        int is_unknown = recent->counts[w] > 0 && recent->priced[w] == 0;
        if (work->counts[ledger][w] != NULL)
            work->counts[ledger][w][i] = (double)recent->counts[w];
        if (work->costs[ledger][w] != NULL)
            work->costs[ledger][w][i] =
                is_unknown ? NAN : cev__sum_value(&recent->costs[w]);
    }
}

/* Whether row i has bought in a bin after that one. */
static int has_come_back(const cev__portrait *portrait, int64_t i, int64_t bin)
{
    cev__walk walk = cev__portrait_walk(portrait, i, 0);
    cev__visit visit;
    while (cev__walk_next(&walk, &visit))
        if (visit.is_purchase && visit.bin > bin)
            return 1;
    return 0;
}

static void ledger_row(ledger_work *work, int64_t i)
{
    const cev__portrait *portrait = work->portrait;
    recent_events recent[CEV__LEDGERS] = {{0}};
    const cev__event *end;
    const cev__event *event = cev__portrait_events(portrait, i, &end);
    begin_keyed(work, i);
    for (; event < end; event++) {
        if (!has_happened(event))
            continue;
        if (event->ledger != CEV__ATTRIBUTES)
            count_recent(portrait, event, &recent[event->ledger]);
        take_keyed(work, i, event);
    }
    write_means(work, i);
    for (int ledger = 0; ledger < CEV__LEDGERS; ledger++)
        write_recent(work, i, ledger, &recent[ledger]);
    if (work->cancelled == NULL)
        return;
    const recent_events *gone = &recent[CEV__CANCELLATIONS];
    work->cancellations[i] = (double)gone->count;
    work->cancelled[i] =
        gone->count > 0 && !has_come_back(portrait, i, gone->last_bin);
}

static void free_ledger_work(ledger_work *work)
{
    cev_ctx *ctx = work->portrait->portfolio->ctx;
    int64_t rows = work->portrait->count;
    for (int64_t i = 0; work->keyed != NULL && i < work->keyed_count; i++) {
        cev__free(ctx, work->keyed[i].written, rows + 1, WRITTEN_NUMBER);
        cev__free(ctx, work->keyed[i].texts, rows + 1,
                  (int64_t)sizeof *work->keyed[i].texts);
    }
    cev__free(ctx, work->keyed, work->keyed_count + 1,
              (int64_t)sizeof *work->keyed);
    cev__free(ctx, work->slots, work->slot_count,
              (int64_t)sizeof *work->slots);
}

int32_t cev__portrait_ledgers(cev__portrait *portrait)
{
    ledger_work work = {0};
    work.portrait = portrait;
    int32_t status = find_keyed(&work);
    for (int ledger = 0; status == CEV_OK && ledger < CEV__LEDGERS; ledger++) {
        status = add_recent_columns(&work, ledger);
        if (status == CEV_OK && ledger != CEV__ATTRIBUTES)
            status = add_keyed_columns(&work, (uint32_t)ledger);
    }
    if (status == CEV_OK)
        status = add_keyed_columns(&work, CEV__ATTRIBUTES);
    for (int64_t i = 0; status == CEV_OK && i < portrait->count; i++) {
        status = cev__portrait_progress(portrait, i);
        if (status == CEV_OK)
            ledger_row(&work, i);
    }
    if (status == CEV_OK)
        status = add_text_columns(&work);
    free_ledger_work(&work);
    return status;
}
