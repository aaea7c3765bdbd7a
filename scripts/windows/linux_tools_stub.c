/* A stub for a program that is not on this Windows: see linux_tools.ts. */
#include <winsock2.h>
#include <windows.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static void fail(const char *why) {
    fprintf(stderr, "Cannot reach the tools of Linux: %s\n", why);
    exit(126);
}

static size_t append(char *to, size_t length, size_t size, const wchar_t *text) {
    int written = WideCharToMultiByte(CP_UTF8, 0, text, -1, to + length, (int)(size - length), NULL, NULL);
    if (written <= 0) fail("the command line is too long");
    return length + (size_t)written;
}

static void take(SOCKET bridge, char *to, size_t length) {
    while (length > 0) {
        int got = recv(bridge, to, length > 65536 ? 65536 : (int)length, 0);
        if (got <= 0) fail("it hung up");
        to += got;
        length -= (size_t)got;
    }
}

/* What is piped in goes on to the tool; a stub that got nothing piped in must not wait for a person to type. */
static void pass_on_input(SOCKET bridge) {
    static char bytes[65536];
    HANDLE in = GetStdHandle(STD_INPUT_HANDLE);
    DWORD length = 0;
    if (GetFileType(in) != FILE_TYPE_PIPE) return;
    while (ReadFile(in, bytes, sizeof bytes, &length, NULL) && length > 0) {
        for (DWORD sent = 0; sent < length;) {
            int part = send(bridge, bytes + sent, (int)(length - sent), 0);
            /* The tool has read enough, or has ended. */
            if (part <= 0) return;
            sent += (DWORD)part;
        }
    }
}

static void pass(SOCKET bridge, DWORD where, uint32_t length) {
    static char bytes[65536];
    HANDLE out = GetStdHandle(where);
    while (length > 0) {
        uint32_t part = length > sizeof bytes ? (uint32_t)sizeof bytes : length;
        DWORD written = 0;
        take(bridge, bytes, part);
        /* Who does not listen any more need not be told. */
        WriteFile(out, bytes, part, &written, NULL);
        length -= part;
    }
}

int wmain(int argc, wchar_t **argv) {
    static char call[4 + 131072];
    static wchar_t folder[32768];
    size_t length = 4;
    const char *port = getenv("CONFREC_TOOL_PORT");
    WSADATA data;
    struct sockaddr_in address = {0};
    uint32_t head[3], sum;
    SOCKET bridge;

    if (port == NULL) fail("CONFREC_TOOL_PORT is not set");
    const wchar_t *name = argv[0];
    for (const wchar_t *at = name; *at != 0; at++) {
        if (*at == L'\\' || *at == L'/') name = at + 1;
    }
    length = append(call, length, sizeof call, name);
    GetCurrentDirectoryW(32768, folder);
    length = append(call, length, sizeof call, folder);
    for (int i = 1; i < argc; i++) length = append(call, length, sizeof call, argv[i]);
    sum = (uint32_t)(length - 4);
    memcpy(call, &sum, 4);

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) fail("no sockets");
    bridge = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_family = AF_INET;
    address.sin_port = htons((u_short)atoi(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(bridge, (struct sockaddr *)&address, sizeof address) != 0) fail("nobody answers");
    for (size_t sent = 0; sent < length;) {
        int part = send(bridge, call + sent, (int)(length - sent), 0);
        if (part <= 0) fail("it does not listen");
        sent += (size_t)part;
    }
    pass_on_input(bridge);
    shutdown(bridge, SD_SEND);
    take(bridge, (char *)head, sizeof head);
    pass(bridge, STD_OUTPUT_HANDLE, head[1]);
    pass(bridge, STD_ERROR_HANDLE, head[2]);
    return (int)head[0];
}
