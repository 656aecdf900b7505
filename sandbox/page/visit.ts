import { readPage } from "../browser/browser";
import type { Sandbox } from "../sandbox";
import { placeOfLink } from "./addresses";
import { showPage, showText } from "./emulatedPage";
import type { Walk } from "./walks";

/** Larger than any page of the sandbox sends: a response has at most 100,000 characters, a form field encodes some of them. */
const mostBytes = 400_000;

const formType = "application/x-www-form-urlencoded";

/**
 * One request of a walk: to the emulated host, as a browser there would send it, and its answer, as a plain browser can show it. Of
 * what the plain browser sent, nothing else goes on: the cookies are the walk's own. Only the sandbox's world is asked.
 */
export async function visit(
  walk: Walk,
  url: string,
  request: Request,
  { world, context: { signOns } }: Pick<Sandbox, "world" | "context">,
): Promise<Response> {
  const before = signOns.records.length;
  const body = request.method === "POST" ? await bodyOf(request) : undefined;
  if (body instanceof Response) return body;
  const cookie = walk.cookies.headerFor(url);
  const response = await world.handle(
    new Request(url, {
      method: request.method,
      headers: { ...(cookie !== undefined && { cookie }), ...(body !== undefined && { "content-type": formType }) },
      ...(body !== undefined && { body }),
    }),
  );
  walk.cookies.keep(url, response);
  walk.records.push(...signOns.records.slice(before));
  return shown(walk, url, request.method, response);
}

async function bodyOf(request: Request): Promise<string | Response> {
  if (!(request.headers.get("content-type") ?? "").toLowerCase().startsWith(formType)) {
    return new Response("Only forms are sent on.\n", { status: 415 });
  }
  const text = await request.text();
  return text.length <= mostBytes ? text : new Response("This form is too large.\n", { status: 413 });
}

async function shown(walk: Walk, url: string, method: string, response: Response): Promise<Response> {
  const { status } = response;
  const location = response.headers.get("location");
  if (status >= 300 && status <= 399 && location !== null) {
    const target = placeOfLink(walk, location, url);
    const title = `to ${URL.canParse(location, url) ? new URL(location, url).host : location}`;
    walk.steps.push({ method, url, status, title });
    if (target !== undefined) return new Response(null, { status: 303, headers: { location: target } });
    return pageResponse(await showText(walk, url, `This leads out of the sandbox: ${location}`, false), 502);
  }
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  const isPage = type.startsWith("text/html");
  walk.steps.push({ method, url, status, title: isPage ? readPage(url, status, text).title : type });
  return pageResponse(
    isPage ? await showPage(walk, url, text) : await showText(walk, url, text, /\bxml\b|\+xml|xml$/.test(type)),
    status,
  );
}

const pageResponse = ({ document, policy }: Awaited<ReturnType<typeof showPage>>, status: number): Response =>
  new Response(document, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
  });
