import type { Verdict } from "../../../core/checks";
import type { SandboxContext } from "../../../core/context";
import type { Cloud } from "../../model/cloud";
import type { CloudSsoDirectory } from "../model/state";

/** One request to a page of one directory. */
export interface Call {
  readonly context: SandboxContext;
  readonly cloud: Cloud;
  readonly directory: CloudSsoDirectory;
  readonly request: Request;
}

/** Journals a request. */
export function note(
  { context, directory, request }: Pick<Call, "context" | "request"> & Partial<Call>,
  outcome: string,
  detail?: Readonly<Record<string, unknown>>,
  caller = "anonymous",
): void {
  const action = `${request.method} ${new URL(request.url).pathname}`;
  const all = { ...(directory && { directoryId: directory.directoryId }), ...detail };
  context.journal.add({ service: "cloudsso-signin", action, caller, outcome, detail: all });
}

export const noteVerdict = (call: Call, { refused }: Verdict, more: Readonly<Record<string, unknown>> = {}): void =>
  note(call, refused?.code ?? "ok", { ...refused, ...more });

export const formOf = async (request: Request): Promise<URLSearchParams> => new URLSearchParams(await request.text());

export const redirect = (location: string, cookie?: string): Response =>
  new Response(null, {
    status: 302,
    headers: { location, "cache-control": "no-store", ...(cookie !== undefined && { "set-cookie": cookie }) },
  });
