/* Events and the ledgers that hold them; see events.h. */
#include "events.h"

#include <math.h>
#include <string.h>

#include "../core/utf8.h"
#include "portfolio.h"

const cev__ledger cev__ledgers[CEV__LEDGERS] = {
    [CEV__CONTACTS] = {CEV_CONTACTS, "kind", "cost", 0.0, CEV_AMOUNT_MAX},
    [CEV__TOUCHES] = {CEV_TOUCHES, "campaign", "treated", 0.0, 1.0},
    [CEV__SURVEYS] = {CEV_SURVEYS, "question", "score", -CEV_AMOUNT_MAX,
                      CEV_AMOUNT_MAX},
    [CEV__ATTRIBUTES] = {CEV_ATTRIBUTES, "attribute", "value",
                         -CEV_AMOUNT_MAX, CEV_AMOUNT_MAX},
    [CEV__CANCELLATIONS] = {CEV_CANCELLATIONS, "reason", NULL, 0.0, 0.0},
};

int32_t cev__ledger_find(cev_ctx *ctx, const char *name, int *ledger)
{
    if (name == NULL)
        return cev__fail_null(ctx, "ledger");
    for (*ledger = 0; *ledger < CEV__LEDGERS; ++*ledger)
        if (strcmp(name, cev__ledgers[*ledger].name) == 0)
            return CEV_OK;
    *ledger = CEV__ORDERS;
    if (strcmp(name, CEV_ORDERS) == 0)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_KIND,
                     "%q is no ledger; wanted \"" CEV_ORDERS
                     "\", \"" CEV_CONTACTS "\", \"" CEV_TOUCHES
                     "\", \"" CEV_SURVEYS "\", \"" CEV_ATTRIBUTES
                     "\" or \"" CEV_CANCELLATIONS "\"",
                     name);
}

/* How a message calls a column, or its row. */
typedef struct event_place {
    char text[64];
} event_place;

static event_place event_place_of(const char *column, int64_t row)
{
    event_place place;
    if (row < 0)
        cev__format(place.text, sizeof place.text, "%s", column);
    else
        cev__format(place.text, sizeof place.text, "%s[%d]", column, row);
    return place;
}

static int32_t check_moment(cev_ctx *ctx, const cev__saying *said, int64_t row)
{
    if (said->ledger == CEV__ATTRIBUTES && said->time == CEV_ALWAYS)
        return CEV_OK;
    if (said->time >= CEV_TIME_MIN && said->time <= CEV_TIME_MAX)
        return CEV_OK;
    event_place place = event_place_of("time", row);
    if (said->time == CEV_ALWAYS)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "%s is a gap; wanted seconds since 1970", place.text);
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "%s = %d; wanted %d to %d, seconds since 1970",
                     place.text, said->time, CEV_TIME_MIN, CEV_TIME_MAX);
}

static int32_t check_event_number(cev_ctx *ctx, const cev__saying *said,
                                  int64_t row)
{
    const cev__ledger *ledger = &cev__ledgers[said->ledger];
    if (ledger->number == NULL)
        return isnan(said->number)
                   ? CEV_OK
                   : cev__fail(ctx, CEV_ERR_ARGUMENT,
                               "number = %g; wanted NaN: %s have none",
                               said->number, ledger->name);
    event_place place = event_place_of(ledger->number, row);
    if (said->ledger == CEV__TOUCHES && said->number != 0.0
        && said->number != 1.0)
        return cev__fail(ctx, CEV_ERR_DOMAIN, "%s = %g; wanted 0 or 1",
                         place.text, said->number);
    if (said->number < ledger->least || said->number > ledger->most)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "%s = %g; wanted %g to %g, or a gap where it is "
                         "unknown",
                         place.text, said->number, ledger->least,
                         ledger->most);
    return CEV_OK;
}

static int32_t check_encoding(cev_ctx *ctx, const char *column,
                              const char *text, int64_t row)
{
    if (text == NULL || cev__utf8_valid(text))
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_UTF8, "%s is not valid UTF-8",
                     event_place_of(column, row).text);
}

/* An attribute has a name and one value; nothing else has a text. */
static int32_t check_value(cev_ctx *ctx, const cev__saying *said, int64_t row)
{
    if (said->ledger != CEV__ATTRIBUTES)
        return said->text == NULL
                   ? CEV_OK
                   : cev__fail(ctx, CEV_ERR_ARGUMENT,
                               "text = %q; wanted NULL: %s have none",
                               said->text, cev__ledgers[said->ledger].name);
    if (said->key == NULL)
        return cev__fail(ctx, CEV_ERR_ARGUMENT,
                         "%s is a gap; wanted the attribute's name",
                         event_place_of("attribute", row).text);
    if ((isnan(said->number) != 0) != (said->text == NULL))
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_ARGUMENT,
                     "%s of attribute %q is %s; wanted a number or a text",
                     event_place_of("value", row).text, said->key,
                     said->text == NULL ? "a gap" : "both number and text");
}

int32_t cev__saying_check(cev_ctx *ctx, const cev__saying *said, int64_t row)
{
    int32_t status = check_moment(ctx, said, row);
    if (status == CEV_OK)
        status = check_event_number(ctx, said, row);
    if (status == CEV_OK)
        status = check_encoding(ctx, cev__ledgers[said->ledger].key,
                                said->key, row);
    if (status == CEV_OK)
        status = check_encoding(ctx, "text", said->text, row);
    if (status == CEV_OK)
        status = check_value(ctx, said, row);
    return status;
}

int32_t cev__events_reserve(cev_ctx *ctx, cev__events *events, int64_t more)
{
    if (more > CEV__ORDERS_MAX - events->count)
        return cev__fail(ctx, CEV_ERR_LIMIT,
                         "%d events and %d more; wanted at most %d in all",
                         events->count, more, CEV__ORDERS_MAX);
    int64_t wanted = events->count + more;
    if (wanted <= events->capacity)
        return CEV_OK;
    int64_t capacity = events->capacity + events->capacity / 2 + 16;
    if (capacity < wanted)
        capacity = wanted;
    cev__event *list = cev__resize(ctx, events->list, events->capacity,
                                   capacity, (int64_t)sizeof *list);
    if (list == NULL)
        return cev__fail_memory(ctx);
    events->list = list;
    events->capacity = capacity;
    return CEV_OK;
}

/* Counts the uses of an event's texts, or with -1 takes them back. */
static void use_texts(cev__events *events, const cev__event *event, int uses)
{
    cev__customer *texts = events->texts.list;
    if (event->key != CEV__NONE)
        texts[event->key].orders += (uint32_t)uses;
    if (event->text != CEV__NONE)
        texts[event->text].orders += (uint32_t)uses;
}

void cev__event_append(cev__events *events, const cev__event *event)
{
    cev__event *made = &events->list[events->count++];
    *made = *event;
    /* One zero and one NaN, as of orders. */
    made->number = isnan(event->number) ? (double)NAN : event->number + 0.0;
    events->counts[event->ledger]++;
    use_texts(events, event, 1);
}

static int32_t intern_text(cev_ctx *ctx, cev__events *events, const char *text,
                           uint32_t *found)
{
    *found = CEV__NONE;
    if (text == NULL)
        return CEV_OK;
    return cev__customer_intern(ctx, &events->texts, text, found);
}

int32_t cev__event_put(cev_portfolio *portfolio, const cev__key *customer,
                       const cev__saying *said)
{
    cev_ctx *ctx = portfolio->ctx;
    cev__events *events = &portfolio->events;
    cev__event event = {said->time, said->number, CEV__NONE,
                        CEV__NONE,  CEV__NONE,    (uint32_t)said->ledger};
    int32_t status = cev__events_reserve(ctx, events, 1);
    if (status == CEV_OK)
        status = cev__portfolio_meet(portfolio, customer, &event.customer);
    if (status == CEV_OK)
        status = intern_text(ctx, events, said->key, &event.key);
    if (status == CEV_OK)
        status = intern_text(ctx, events, said->text, &event.text);
    if (status == CEV_OK)
        cev__event_append(events, &event);
    return status;
}

static const char *event_text(const cev__events *events, uint32_t text)
{
    return text == CEV__NONE ? NULL : cev__customer_name(&events->texts, text);
}

cev__saying cev__event_saying(const cev__events *events,
                              const cev__event *event)
{
    return (cev__saying){(int)event->ledger, event->time,
                         event_text(events, event->key), event->number,
                         event_text(events, event->text)};
}

void cev__events_return(cev__events *events, int64_t count, int64_t texts)
{
    while (events->count > count) {
        cev__event *event = &events->list[--events->count];
        events->counts[event->ledger]--;
        use_texts(events, event, -1);
        memset(event, 0, sizeof *event);
    }
    while (events->texts.count > texts)
        cev__customer_remove(&events->texts,
                             (uint32_t)(events->texts.count - 1));
}

/* An index once those after `gone` have moved up; CEV__NONE stays. */
static uint32_t moved_up(uint32_t index, uint32_t gone)
{
    return index > gone && index != CEV__NONE ? index - 1 : index;
}

/* Takes out a text that nobody uses. */
static void drop_text(cev__events *events, uint32_t text)
{
    cev__customer_remove(&events->texts, text);
    for (int64_t i = 0; text < events->texts.count && i < events->count; i++) {
        cev__event *event = &events->list[i];
        event->key = moved_up(event->key, text);
        event->text = moved_up(event->text, text);
    }
}

void cev__events_erase(cev__events *events, uint32_t gone)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < events->count; i++) {
        cev__event *event = &events->list[i];
        if (event->customer == gone) {
            events->counts[event->ledger]--;
            use_texts(events, event, -1);
            continue;
        }
        event->customer = moved_up(event->customer, gone);
        events->list[kept++] = *event;
    }
    if (kept < events->count)
        memset(events->list + kept, 0,
               (size_t)(events->count - kept) * sizeof *events->list);
    events->count = kept;
    for (int64_t i = events->texts.count - 1; i >= 0; i--)
        if (events->texts.list[i].orders == 0)
            drop_text(events, (uint32_t)i);
}

void cev__events_free(cev_ctx *ctx, cev__events *events)
{
    cev__customers_free(ctx, &events->texts);
    cev__free(ctx, events->list, events->capacity,
              (int64_t)sizeof *events->list);
}
