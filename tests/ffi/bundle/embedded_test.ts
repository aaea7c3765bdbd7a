import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { unpackEmbedded } from "../../../ffi/bundle/embedded.ts";
import { type EmbeddedName, readManifest, readNotices } from "../../../ffi/bundle/manifest.ts";
import { sha256 } from "../../../ffi/bundle/unpack.ts";

Deno.test("from source the built files are used where they are, and are what the manifest says", async () => {
  const manifest = readManifest();
  assertEquals(manifest.target, Deno.build.target);
  for (const name of ["confrec_audio", "ffmpeg"] satisfies EmbeddedName[]) {
    const path = await unpackEmbedded(name);
    const bytes = Deno.readFileSync(path);
    const { sha256: hash, bytes: length } = manifest.files[name];
    assertEquals({ hash: await sha256(bytes), length: bytes.length }, { hash, length });
    assertEquals(await unpackEmbedded(name), path);
  }
});

Deno.test("the notices hold the licence of each part", () => {
  const notices = readNotices();
  for (const { name, version } of readManifest().components) {
    assertStringIncludes(notices, name);
    assert(/\d/.test(version), `${name} has the version "${version}"`);
  }
  for (
    const words of ["Permission is hereby granted", "GENERAL PUBLIC LICENSE", "MIT No Attribution"]
  ) {
    assertStringIncludes(notices, words);
  }
});
