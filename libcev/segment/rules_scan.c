/* The words of a text of rules; see rules_scan.h. */
#include "../core/compiler.h"
#include "rules_scan.h"

#include <string.h>

#include "../core/number.h"
#include "../core/text.h"
#include "../core/utf8.h"

/* What a message shows of the text. */
enum { SCAN_SHOWN = 40 };

static int is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static int is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* A letter, or a byte of one beyond ASCII. */
static int begins_name(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
           || byte == '_' || (unsigned char)byte >= 128;
}

/* The end of what a quote begins, or its own place where it has none. A quote
 * within is doubled. */
static int64_t end_of_quoted(const char *text, int64_t begin)
{
    char quote = text[begin];
    for (int64_t at = begin + 1; text[at] != '\0'; at++) {
        if (text[at] != quote)
            continue;
        if (text[at + 1] != quote)
            return at + 1;
        at++;
    }
    return begin;
}

static void scan_quoted(cev__scan *scan, cev__word *word)
{
    word->end = end_of_quoted(scan->text, word->begin);
    word->what = scan->text[word->begin] == '"' ? CEV__WORD_COLUMN
                                                : CEV__WORD_TEXT;
    /* "" and '' hold nothing: a text may be empty, a name may not. */
    if (word->end == word->begin
        || (word->what == CEV__WORD_COLUMN && word->end == word->begin + 2)) {
        word->what = CEV__WORD_WRONG;
        word->end = word->begin + 1;
    }
}

static void scan_name(cev__scan *scan, cev__word *word)
{
    char key[8];
    int64_t length;
    while (begins_name(scan->text[word->end])
           || is_digit(scan->text[word->end]) || scan->text[word->end] == '.')
        word->end++;
    length = word->end - word->begin;
    word->what = CEV__WORD_COLUMN;
    if (length >= (int64_t)sizeof key)
        return;
    memcpy(key, scan->text + word->begin, (size_t)length);
    key[length] = '\0';
    if (cev__text_lists("and or not is in missing", key))
        word->what = CEV__WORD_KEY;
}

static void scan_sign(cev__scan *scan, cev__word *word)
{
    const char *at = scan->text + word->begin;
    int is_double = at[1] == '=' && strchr("<>!", at[0]) != NULL;
    word->what = is_double || strchr("<>=+-*/(),;", at[0]) != NULL
                     ? CEV__WORD_SIGN
                     : CEV__WORD_WRONG;
    word->end = word->begin + (is_double ? 2 : 1);
}

void cev__scan_next(cev__scan *scan)
{
    cev__word word = {CEV__WORD_END, 0, 0, 0.0};
    while (is_space(scan->text[scan->at]))
        scan->at++;
    word.begin = word.end = scan->at;
    char byte = scan->text[word.begin];
    if (byte == '\'' || byte == '"') {
        scan_quoted(scan, &word);
    } else if (is_digit(byte) || byte == '.') {
        word.what = CEV__WORD_NUMBER;
        word.end += cev__number_read(scan->text + word.begin, &word.number);
        if (word.end == word.begin || begins_name(scan->text[word.end])) {
            word.what = CEV__WORD_WRONG;
            word.end = word.begin + 1;
        }
    } else if (begins_name(byte)) {
        scan_name(scan, &word);
    } else if (byte != '\0') {
        scan_sign(scan, &word);
    }
    scan->at = word.end;
    scan->word = word;
}

int cev__scan_is(const cev__scan *scan, const char *word)
{
    int64_t length = scan->word.end - scan->word.begin;
    return (scan->word.what == CEV__WORD_KEY
            || scan->word.what == CEV__WORD_SIGN)
           && length == (int64_t)strlen(word)
           && memcmp(scan->text + scan->word.begin, word, (size_t)length) == 0;
}

char *cev__scan_unquote(const cev__scan *scan)
{
    int64_t length = scan->word.end - scan->word.begin, size = 0;
    const char *from = scan->text + scan->word.begin;
    char *name = cev__alloc(scan->ctx, length + 1, 1);
    if (name == NULL)
        return NULL;
    char quote = from[0];
    int is_quoted = quote == '\'' || quote == '"';
    for (int64_t i = is_quoted; i < length - is_quoted; i++) {
        name[size++] = from[i];
        i += is_quoted && from[i] == quote;
    }
    name[size] = '\0';
    return name;
}

/* The number of the character at a byte, from 1. */
static int64_t character_at(const char *text, int64_t at)
{
    int64_t characters = 1;
    for (int64_t i = 0; i < at; i++)
        characters += ((unsigned char)text[i] & 0xC0) != 0x80;
    return characters;
}

int32_t cev__scan_fail(const cev__scan *scan, const char *wanted)
{
    char seen[SCAN_SHOWN + 1];
    int64_t length = 0, begin = scan->word.begin;
    int64_t character = character_at(scan->text, begin);
    if (scan->word.what == CEV__WORD_END)
        return cev__fail(scan->ctx, CEV_ERR_OPTION,
                         "option rules ends at character %d; wanted %s",
                         character, wanted);
    /* Of what is nothing, so much that it can be found. */
    int64_t most = scan->word.what == CEV__WORD_WRONG
                       ? SCAN_SHOWN / 2
                       : scan->word.end - begin;
    while (length < most && scan->text[begin + length] != '\0') {
        int bytes = cev__utf8_length(scan->text + begin + length);
        if (length + bytes > SCAN_SHOWN)
            break;
        length += bytes;
    }
    memcpy(seen, scan->text + begin, (size_t)length);
    seen[length] = '\0';
    return cev__fail(scan->ctx, CEV_ERR_OPTION,
                     "option rules, character %d: %q; wanted %s", character,
                     seen, wanted);
}
