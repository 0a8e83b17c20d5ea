/*
 * Stands in for the report page where it could not be built: node or npm was
 * missing. `cev report` says so; every other command works.
 */
#include "page.h"

const int cev_page_present = 0;
const char *const cev_page_head[] = {0};
const char *const cev_page_tail[] = {0};
