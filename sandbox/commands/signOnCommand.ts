import { readFileSync } from "node:fs";
import { signOn, type SignOnAccess, type SignOnTrace } from "../browser/signOn";
import type { SignOnRecord } from "../core/signOnLog";
import { outputsOf } from "../engine/workspace";
import { DoorClient } from "../providers/doorClient";
import { startSandbox } from "../sandbox";
import { signOnLogUrl } from "../signOnLogHost";
import { findRunning, projectFolder, sandboxFolder } from "./folder";
import type { Options } from "./options";
import { UserError } from "../core/userError";
import { traceText } from "./traceText";

/** Signs one user on to one application as a person would, and prints what happened. Exit code 0 if the user got in. */
export async function signOnCommand({ stack, user = "b.simon@contoso.com", app, json }: Options): Promise<number> {
  const start = userAccessUrl(stack, app);
  const reached = await reach();
  try {
    const trace = await signOn(reached.access, { start, username: user });
    process.stdout.write(json ? `${JSON.stringify(trace, undefined, 2)}\n` : `${traceText(trace).join("\n")}\n`);
    return exitCode(trace);
  } finally {
    await reached.close();
  }
}

const exitCode = ({ outcome }: SignOnTrace) => (outcome === "in" ? 0 : 1);

/** The stack gives it out; a person would read it there, too. */
function userAccessUrl(stack: string, app: string | undefined): string {
  const outputs = outputsOf({ projectFolder, folder: sandboxFolder }, stack);
  const applications = Object.entries((outputs.roleSso ?? {}) as Record<string, { userAccessUrl?: string }>);
  const [found] = app === undefined ? applications : applications.filter(([key]) => key === app);
  if (applications.length === 0)
    throw new UserError(`the sandbox has no stack ${stack} yet: npm start -- --stack ${stack}`);
  if (!found?.[1].userAccessUrl)
    throw new UserError(
      `the stack ${stack} has no application ${app ?? ""}; it has ${applications.map(([key]) => key).join(", ")}`,
    );
  return found[1].userAccessUrl;
}

/** The clouds that another process keeps open, through their door; else the kept ones, opened here. */
async function reach(): Promise<{ access: SignOnAccess; close(): Promise<void> }> {
  const running = findRunning();
  if (running) return throughDoor(running.proxyUrl, running.environment.SSL_CERT_FILE ?? "");
  const sandbox = await startSandbox({ folder: sandboxFolder });
  const { world, context } = sandbox;
  return {
    access: { send: (request) => world.handle(request), records: () => Promise.resolve(context.signOns.records) },
    close: () => sandbox.stop(),
  };
}

function throughDoor(proxyUrl: string, caFile: string): { access: SignOnAccess; close(): Promise<void> } {
  const client = new DoorClient({ proxyUrl, caPem: readFileSync(caFile, "utf8") });
  const send = async (request: Request) => {
    const { status, headers, text } = await client.send({
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: request.method === "GET" ? undefined : await request.text(),
    });
    const pairs = Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    );
    return new Response(status === 204 || status === 304 ? null : text, { status, headers: pairs });
  };
  const records = async () => (await (await send(new Request(signOnLogUrl))).json()) as readonly SignOnRecord[];
  return {
    access: { send, records },
    close() {
      client.close();
      return Promise.resolve();
    },
  };
}
