import { readFileSync } from "node:fs";
import { signOn, type SignOnAccess, type SignOnIntent, type SignOnTrace } from "../browser/signOn";
import type { SignOnRecord } from "../core/signOnLog";
import { outputsOf } from "../engine/workspace";
import { handOverAll } from "../proof/handOverAll";
import { requireUp } from "../proof/notUp";
import { readyThrough } from "../proof/readyHost";
import { readStackFile } from "../proof/stackFile";
import { DoorClient } from "../providers/doorClient";
import { startSandbox } from "../sandbox";
import { signOnLogUrl } from "../signOnLogHost";
import { claim, findRunning, projectFolder, sandboxFolder, withdraw } from "./folder";
import type { Options } from "./options";
import { somebody } from "./keptFixture";
import { resourcesOf } from "./resources";
import { applicationsIn, chooseApplication, chooseRole } from "./signOnChoice";
import { traceText } from "./traceText";

/** Signs one user on to one application as a person would, and prints what happened. Exit code 0 if the user got in. */
export async function signOnCommand({ stack, user, app, role, json }: Options): Promise<number> {
  const outputs = outputsOf({ projectFolder, folder: sandboxFolder }, stack);
  requireUp(stack, outputs, resourcesOf(stack));
  const { start } = chooseApplication(applicationsIn(outputs), stack, app);
  const promised = readStackFile(projectFolder, stack);
  const reached = await reach();
  try {
    // Administrators would have done so once; until then no service knows Entra, and no identity provider answers it.
    const send = (request: Request) => reached.access.send(request);
    const { differences } = await handOverAll(await readyThrough(send, promised), send, outputs);
    for (const line of differences) process.stderr.write(`${line}\n`);
    const intent = { start, username: user ?? somebody(projectFolder, stack) };
    const trace = await signOnAs(reached.access, intent, role);
    process.stdout.write(json ? `${JSON.stringify(trace, undefined, 2)}\n` : `${traceText(trace).join("\n")}\n`);
    return exitCode(trace);
  } finally {
    await reached.close();
  }
}

const exitCode = ({ outcome }: SignOnTrace) => (outcome === "in" ? 0 : 1);

/**
 * With a role: looks first what is offered, as a person does who reads the page before choosing; then signs on and takes it.
 */
export async function signOnAs(access: SignOnAccess, intent: SignOnIntent, role?: string): Promise<SignOnTrace> {
  if (role === undefined) return signOn(access, intent);
  // No page offers a choice of this value, so nothing is chosen.
  const look = await signOn(access, { ...intent, choice: "" });
  if (look.outcome !== "in" && look.offered.length === 0) return look;
  const choice = chooseRole(look, role);
  return choice === undefined ? look : signOn(access, { ...intent, choice });
}

/** The clouds that another process keeps open, through their door; else the kept ones, opened here. */
async function reach(): Promise<{ access: SignOnAccess; close(): Promise<void> }> {
  const running = findRunning();
  if (running) return throughDoor(running.proxyUrl, running.environment.SSL_CERT_FILE ?? "");
  // What happens here is saved, so nobody else may write at the same time.
  claim(sandboxFolder);
  const sandbox = await startSandbox({ folder: sandboxFolder }).catch((error: unknown) => {
    withdraw(sandboxFolder);
    throw error;
  });
  const { world, context } = sandbox;
  return {
    access: { send: (request) => world.handle(request), records: () => Promise.resolve(context.signOns.records) },
    close: () => sandbox.stop().finally(() => withdraw(sandboxFolder)),
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
