import type { Journal } from "./journal";

/** Answers for one host. It sees the request as the real host would. */
export type Handler = (request: Request) => Response | Promise<Response>;

/** Host name, or `*.suffix`, to handler. */
export type Hosts = Readonly<Record<string, Handler>>;

/** Hosts that come and go while the sandbox is open: services whose addresses only a stack's configuration tells. */
export type FindHost = (host: string) => Handler | undefined;

/** The internet of the sandbox: closed tables of host names, then what the functions find. What is in neither does not exist. */
export class World {
  readonly #hosts: ReadonlyMap<string, Handler>;
  readonly #changing: readonly FindHost[];

  constructor(
    private readonly journal: Journal,
    ...sources: (Hosts | FindHost)[]
  ) {
    this.#changing = sources.filter((source) => typeof source === "function");
    const tables = sources.filter((source) => typeof source !== "function");
    const hosts = new Map<string, Handler>();
    for (const [host, handler] of tables.flatMap((table) => Object.entries(table))) {
      if (hosts.has(host)) throw new Error(`two handlers for ${host}`);
      hosts.set(host, handler);
    }
    this.#hosts = hosts;
  }

  /** The names of the tables, wildcards included; not those of hosts that come and go. */
  get names(): string[] {
    return [...this.#hosts.keys()];
  }

  find(host: string): Handler | undefined {
    const name = host.toLowerCase();
    const exact = this.#hosts.get(name);
    if (exact) return exact;
    // As in certificates, a wildcard stands for exactly one label.
    const dot = name.indexOf(".");
    const shared = dot < 0 ? undefined : this.#hosts.get(`*${name.slice(dot)}`);
    if (shared) return shared;
    return this.#changing.map((find) => find(name)).find((handler) => handler !== undefined);
  }

  async handle(request: Request): Promise<Response> {
    const host = new URL(request.url).hostname;
    const handler = this.find(host);
    if (handler) return handler(request);
    this.journal.add({
      service: "world",
      action: `${request.method} ${host}`,
      caller: "anonymous",
      outcome: "NoSuchHost",
    });
    return new Response(`not in the sandbox: ${host}\n`, { status: 502 });
  }
}
