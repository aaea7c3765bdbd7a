/*
 * Names, for the linker, of functions that newer glibcs give a newer version without need: 2.34 moved them from libdl and
 * libpthread into libc. Their old versions are in every glibc, and are the same functions. The compiler reads this before
 * each file of a library for Linux (scripts/build/targets.ts); it includes nothing, since files choose by what they define
 * what headers give them. scripts/build/glibc_floor.ts checks what comes of it.
 */
#ifndef CONFREC_OLD_GLIBC_H
#define CONFREC_OLD_GLIBC_H

/* With the first glibc for the processor. */
#if defined(__x86_64__)
#define OLD_GLIBC(name) __asm__(".symver " #name "," #name "@GLIBC_2.2.5")
#elif defined(__aarch64__)
#define OLD_GLIBC(name) __asm__(".symver " #name "," #name "@GLIBC_2.17")
#endif

OLD_GLIBC(dladdr);
OLD_GLIBC(dlclose);
OLD_GLIBC(dlopen);
OLD_GLIBC(dlsym);
OLD_GLIBC(pthread_attr_setstacksize);
OLD_GLIBC(pthread_create);
OLD_GLIBC(pthread_join);

#endif
