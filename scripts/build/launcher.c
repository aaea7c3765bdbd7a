/*
 * What runs before Deno's runtime in the executable for Linux on x86-64: it looks at what that would end in a panic for.
 *
 * Words of the command line that are not UTF-8 are refused in one line (exit code 2). A working folder that is gone is
 * left for the root: relative paths are refused then by `meeting/ground/typed_path.ts`, others can be used.
 *
 * No C library is there yet. `add_launcher.ts` puts this behind the runtime's own code and the entry point here.
 */

/* The first 8 bytes: from here to where the runtime begins; filled in by add_launcher.ts. The entry point follows. */
__asm__(".section .start,\"ax\"\n"
        "blob: .quad 0\n"
        ".globl start\n"
        "start: push %rdx\n" /* what the loader gives is given on */
        "lea 8(%rsp), %rdi\n"
        "sub $8, %rsp\n"
        "call look\n"
        "add $8, %rsp\n"
        "pop %rdx\n"
        "lea blob(%rip), %rax\n"
        "add blob(%rip), %rax\n"
        "jmp *%rax\n"
        ".text\n");

enum { WRITE = 1, GETCWD = 79, CHDIR = 80, EXIT = 231 };

static long ask(long number, long a, long b, long c) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return result;
}

/* Linux' number of ENOENT. */
#define GONE (-2)

static const char REFUSAL[] =
    "confrec: Cannot read the command line: a word of it is not UTF-8; rename what is called so, and say it again\n";

/* RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF. */
static int is_text(const unsigned char *at) {
  while (*at != 0) {
    unsigned first = *at++;
    if (first < 0x80) continue;
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    unsigned least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    for (; more > 0; more--, at++, least = 0x80, most = 0xbf) {
      if (*at < least || *at > most) return 0;
    }
  }
  return 1;
}

/* stack: as the kernel gives it to a new program: the number of words, then where they are. */
__attribute__((used, visibility("hidden"))) void look(long *stack) {
  char folder[4096];
  for (long i = 1; i < stack[0]; i++) {
    if (is_text((const unsigned char *)stack[1 + i])) continue;
    ask(WRITE, 2, (long)REFUSAL, sizeof REFUSAL - 1);
    ask(EXIT, 2, 0, 0);
  }
  if (ask(GETCWD, (long)folder, sizeof folder, 0) == GONE) ask(CHDIR, (long)"/", 0, 0);
}
