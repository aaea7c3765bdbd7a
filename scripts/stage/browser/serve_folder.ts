/** A folder as a web site, which a browser trusts more than files. */
import { extname, join } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".mp3": "audio/mpeg",
  ".vtt": "text/vtt",
};

/** Serves it on this machine, at a port of its own, by ranges of bytes too: without them players cannot seek. */
export function serveFolder(folder: string): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async ({ url, headers }) => {
    const path = join(folder, new URL(url).pathname.slice(1));
    const bytes = await Deno.readFile(path).catch(() => undefined);
    if (bytes === undefined) return new Response("", { status: 404 });
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    const [, first] = /^bytes=(\d+)-/.exec(headers.get("range") ?? "") ?? [];
    const from = Number(first ?? 0);
    return new Response(bytes.subarray(from), {
      status: first === undefined ? 200 : 206,
      headers: {
        ...{ "content-type": type, "accept-ranges": "bytes" },
        "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      },
    });
  });
}
