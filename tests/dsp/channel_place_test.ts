import { assertEquals } from "../assert.ts";
import { placesOfMask, usualPlaces } from "../../dsp/channel_place.ts";

Deno.test("a channel mask names the places in the order of its bits", () => {
  // 5.1 with side speakers, quad, and 4.0 with a centre behind: KSAUDIO_SPEAKER_… of ksmedia.h.
  assertEquals(placesOfMask(0x60f, 6), usualPlaces(6));
  assertEquals(placesOfMask(0x33, 4), ["left", "right", "surroundLeft", "surroundRight"]);
  assertEquals(placesOfMask(0x107, 4), ["left", "right", "centre", "surroundCentre"]);
});

Deno.test("channels that a mask has no bit for have no place, and bits without a channel count for nothing", () => {
  assertEquals(placesOfMask(0, 2), ["unknown", "unknown"]);
  assertEquals(placesOfMask(0x3, 4), ["left", "right", "unknown", "unknown"]);
  assertEquals(placesOfMask(0x3f, 2), ["left", "right"]);
  assertEquals(placesOfMask(0xfffc_0000, 1), ["unknown"]);
});

Deno.test("more channels than WAVE has an order for have no places", () => {
  assertEquals(new Set(usualPlaces(9)), new Set(["unknown"]));
  assertEquals(usualPlaces(256).length, 256);
});
