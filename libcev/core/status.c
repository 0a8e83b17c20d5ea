/* Status codes by name, and the version in use. */
#include "cev/base.h"

const char *cev_status_name(int32_t status)
{
    switch (status) {
    case CEV_OK:
        return "CEV_OK";
    case CEV_ERR_ARGUMENT:
        return "CEV_ERR_ARGUMENT";
    case CEV_ERR_DOMAIN:
        return "CEV_ERR_DOMAIN";
    case CEV_ERR_OPTION:
        return "CEV_ERR_OPTION";
    case CEV_ERR_KIND:
        return "CEV_ERR_KIND";
    case CEV_ERR_COLUMN:
        return "CEV_ERR_COLUMN";
    case CEV_ERR_UTF8:
        return "CEV_ERR_UTF8";
    case CEV_ERR_STATE:
        return "CEV_ERR_STATE";
    case CEV_ERR_NOT_FOUND:
        return "CEV_ERR_NOT_FOUND";
    case CEV_ERR_MEMORY:
        return "CEV_ERR_MEMORY";
    case CEV_ERR_LIMIT:
        return "CEV_ERR_LIMIT";
    case CEV_ERR_FORMAT:
        return "CEV_ERR_FORMAT";
    case CEV_ERR_VERSION:
        return "CEV_ERR_VERSION";
    case CEV_ERR_CHECKSUM:
        return "CEV_ERR_CHECKSUM";
    case CEV_ERR_CANCELLED:
        return "CEV_ERR_CANCELLED";
    case CEV_ERR_SELFTEST:
        return "CEV_ERR_SELFTEST";
    default:
        return "unknown";
    }
}

const char *cev_version(void)
{
    return CEV_VERSION_STRING;
}
