/* A hint that memory will be read soon; nothing where there is none such. */
#ifndef CEV__PREFETCH_H
#define CEV__PREFETCH_H

#if defined(__GNUC__)
#define PREFETCH(address) __builtin_prefetch(address)
#else
#define PREFETCH(address) ((void)(address))
#endif

#endif
