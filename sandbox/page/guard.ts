/**
 * Who may ask the page for something. It listens on the loopback interface, so that only this machine can; but a browser on this
 * machine also runs pages of other sites.
 */

/** Names of this machine as a person types them. Another port is fine: people forward it over SSH. */
const ownNames = ["127.0.0.1", "localhost"];

/**
 * Why a request is refused; nothing if it isn't.
 * - Another site can give its name the address 127.0.0.1, and its pages would read ours (DNS rebinding): then the Host header says
 *   that name.
 * - Another site's page can post a form to us (CSRF): then the Origin header says where it came from. Browsers send it with every
 *   POST (Fetch standard, 3.1 "Origin header"); without it nobody knows.
 */
export function refusalOf(request: Request): string | undefined {
  const host = request.headers.get("host") ?? "";
  if (!ownNames.includes(host.replace(/:\d+$/, "").toLowerCase())) {
    return "Open this page as 127.0.0.1 or localhost: it answers to no other name.";
  }
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  if (request.method !== "POST") return "This page takes GET and POST.";
  const origin = request.headers.get("origin");
  if (origin === `http://${host}`) return undefined;
  return "This was not sent by the sandbox's own page: changes are taken from there alone.";
}

/** For every answer. Browsers leave the origin out of a POST if pages say "no-referrer". */
export const safeHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};
