/* The way to Windows' list of sound devices. */
#ifndef CONFREC_WASAPI_ENDPOINTS_H
#define CONFREC_WASAPI_ENDPOINTS_H

#define COBJMACROS
#include <windows.h>
#include <mmdeviceapi.h>

static const CLSID wasapi_enumerator_class = {
    0xbcde0395, 0xe52f, 0x467c, {0x8e, 0x3d, 0xc4, 0x57, 0x92, 0x91, 0x69, 0x2e}};
static const IID wasapi_enumerator_iid = {
    0xa95664d2, 0x9614, 0x4f35, {0xa7, 0x46, 0xde, 0x8d, 0xb6, 0x36, 0x17, 0xe6}};

#endif
