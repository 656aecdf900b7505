import type { World } from "../../../sandbox/core/world";

/** A request as it came through the door, to be sent again. */
export interface Captured {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What reaches the world while `work` is done: the clients' own requests, byte for byte. */
export async function capture(world: World, work: () => Promise<unknown>): Promise<Captured[]> {
  const captured: Captured[] = [];
  const own = Object.getOwnPropertyDescriptor(world, "handle");
  const handle = world.handle.bind(world);
  world.handle = async (request) => {
    const { method, url, headers } = request;
    const body = await request.text();
    captured.push({ method, url, headers: Object.fromEntries(headers), body });
    return handle(requestOf({ method, url, headers: Object.fromEntries(headers), body }));
  };
  try {
    await work();
  } finally {
    if (own) Object.defineProperty(world, "handle", own);
    else Reflect.deleteProperty(world, "handle");
  }
  return captured;
}

export const requestOf = ({ method, url, headers, body }: Captured): Request =>
  new Request(url, { method, headers, ...(method !== "GET" && { body }) });

export async function resend(
  world: World,
  request: Captured,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await world.handle(requestOf(request));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
