import { parseArgs } from "node:util";
import { UserError } from "../core/userError";
import { faultNames, isFaultName, type FaultName } from "../faults/faults";

/** What a person types after the command's name. */
export interface Options {
  /** Name of the stack: its configuration is `Pulumi.<stack>.yaml`. */
  readonly stack: string;
  /** Where the plugins come from. */
  readonly providers: "stand-in" | "real" | "auto";
  /** Go on from what the sandbox holds, rather than from empty clouds. */
  readonly keep: boolean;
  /** Print JSON instead of a table. */
  readonly json: boolean;
  /** For `npm start`: a file for everything that was proved, to hand around. */
  readonly report?: string;
  /** For `serve`: the local page's port. @default any that is free */
  readonly port?: number;
  /** Take users, groups and accounts that the sandbox lacks as given, also in CI. */
  readonly allowInvented: boolean;
  /** How the clouds misbehave in this run. */
  readonly faults: readonly FaultName[];
  readonly user?: string;
  /** The application: its key, or `<system>.<key>`. */
  readonly app?: string;
  /** The role to choose on the selection page: its name, or `<account>/<name>`. */
  readonly role?: string;
  /** For `bench`: the numbers of roles to measure. */
  readonly roles: string;
  /** For `check-response`: the captured response; "-" is standard input. */
  readonly file?: string;
  /** For `check-response`: when it was posted. */
  readonly at?: Date;
  /** For `check-response`: a file with the stack's outputs. */
  readonly outputs?: string;
}

/** `takesFile`: one argument without a name is a file. */
export function readOptions(args: readonly string[], takesFile = false): Options {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        stack: { type: "string", default: "dev" },
        providers: { type: "string", default: "auto" },
        keep: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        report: { type: "string" },
        port: { type: "string" },
        "allow-invented": { type: "boolean", default: false },
        faults: { type: "string" },
        user: { type: "string" },
        app: { type: "string" },
        role: { type: "string" },
        roles: { type: "string", default: "1,10,100" },
        at: { type: "string" },
        outputs: { type: "string" },
      },
    });
    const { stack, providers, keep, json, user, app, role, roles, outputs, report } = values;
    const [file, stray = takesFile ? undefined : file] = positionals;
    // npm itself takes what stands before `--`: a forgotten one must not prove another stack than the one that was meant.
    if (stray !== undefined) throw new Error(`unknown argument ${stray}: a stack is named with -- --stack ${stray}`);
    if (providers !== "stand-in" && providers !== "real" && providers !== "auto") {
      throw new Error(`--providers ${providers}: must be stand-in, real or auto`);
    }
    return {
      stack,
      providers,
      keep,
      json,
      user,
      app,
      role,
      roles,
      outputs,
      report,
      ...(values.port !== undefined && { port: readPort(values.port) }),
      faults: readFaults(values.faults),
      ...(takesFile && { file }),
      ...(values.at !== undefined && { at: readTime(values.at) }),
      allowInvented: values["allow-invented"],
    };
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

function readPort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new Error(`--port ${text}: must be a number from 1 to 65535`);
  return port;
}

function readFaults(text = ""): FaultName[] {
  const names = text.split(",").filter(Boolean);
  const unknown = names.find((name) => !isFaultName(name));
  if (unknown !== undefined) throw new Error(`--faults ${unknown}: must be one of ${faultNames.join(", ")}`);
  return names.filter(isFaultName);
}

function readTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Error(`--at ${text}: must be a time such as 2026-11-21T09:30:00Z`);
  return time;
}

export const usage = `npm start [-- --stack NAME] [--providers stand-in|real|auto] [--keep] [--json] [--report FILE] [--allow-invented]
    pulumi up of a stack against the emulated clouds, then every user signs on; who is there, Sandbox.yaml may say;
    --report writes the result with every sign-on's trace as one HTML file

npm run sandbox [-- --stack NAME] [--port N]
    keeps the clouds open until Ctrl-C, serves a local page to look at them, and writes .sandbox/env
npm run sandbox -- exec COMMAND...
    runs one command with the sandbox's environment, e.g. exec pulumi preview --stack dev
npm run sandbox -- sign-on [--stack NAME] [--user U] [--app A] [--role R] [--json]
    signs on and prints the trace; an application by its key in the configuration, a role by its name
npm run sandbox -- check-response FILE [--stack NAME] [--app A] [--at TIME] [--outputs FILE] [--json]
    every rule of the service provider for a SAML response that was captured (XML, base64 or the form's body), with what to change;
    --outputs takes what \`pulumi stack output --json\` says of the real stack, else the sandbox's own stack counts
npm run sandbox -- reset
    forgets the emulated clouds and the stacks' local state
npm run bench [-- --roles 1,10,100] [--json]
    times up, up again and preview beside a program of as many plain resources, and counts resources and API calls`;
