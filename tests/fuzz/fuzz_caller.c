/* libFuzzer's way in: make fuzz. */
#include "fuzz/caller.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    call_by(data, size);
    return 0;
}
