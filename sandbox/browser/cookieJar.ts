/** The cookies of one browser, by the rules of RFC 6265 that the emulated pages depend on. */
export class CookieJar {
  #cookies: readonly Cookie[] = [];

  /** For the header `cookie` of a request to that address; nothing where there are none. */
  headerFor(url: string): string | undefined {
    const { hostname } = new URL(url);
    const sent = this.#cookies.filter(
      ({ domain, shared }) => hostname === domain || (shared && hostname.endsWith(`.${domain}`)),
    );
    return sent.length > 0 ? sent.map(({ name, value }) => `${name}=${value}`).join("; ") : undefined;
  }

  /** A cookie belongs to its host; with a `Domain` that the host lies in, to that whole domain (RFC 6265, 5.3). */
  keep(url: string, response: Response): void {
    const { hostname } = new URL(url);
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
      const at = pair.indexOf("=");
      const wish = attributes.find((attribute) => /^domain=/i.test(attribute))?.replace(/^domain=\.?/i, "");
      const shared = wish !== undefined && (hostname === wish || hostname.endsWith(`.${wish}`));
      const cookie = { name: pair.slice(0, at), value: pair.slice(at + 1), domain: shared ? wish : hostname, shared };
      const others = this.#cookies.filter(({ name, domain }) => name !== cookie.name || domain !== cookie.domain);
      // RFC 6265, 5.2.2: without a lifetime it is gone.
      const isOver = attributes.some((attribute) => /^max-age=(0|-\d+)$/i.test(attribute));
      this.#cookies = isOver ? others : [...others, cookie];
    }
  }
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Sent to the domain's other hosts too. */
  readonly shared: boolean;
}
