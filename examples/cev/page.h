/*
 * The report page as `build.mjs` compiled it in: everything before the data,
 * and everything after. Each is a row of texts ending in NULL, because C99
 * promises no string literal beyond 4095 characters.
 *
 * Where the page was built without node, both rows are empty and
 * cev_page_present is 0; `cev report` then says what to install.
 */
#ifndef CEV_PROGRAM_PAGE_H
#define CEV_PROGRAM_PAGE_H

extern const int cev_page_present;
extern const char *const cev_page_head[];
extern const char *const cev_page_tail[];

#endif
