import type { runtime } from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import program from "../../index";
import type { JournalEntry } from "../../sandbox/core/journal";
import { standInMocks } from "../../sandbox/providers/standIns";
import type { Sandbox } from "../../sandbox/sandbox";
import { asClientOf } from "./asClientOf";
import { runProgram, type Run } from "./runtime";

const repository = resolve(__dirname, "../..");
const project = "entra-alibaba-sso";

/** What the program gives out for one application. */
export interface ApplicationOutputs {
  readonly userAccessUrl: string;
  readonly clientId: string;
  readonly entityId: string;
  readonly loginUrl: string;
  readonly metadata: string;
  readonly certificates: Readonly<
    Record<string, { active: boolean; thumbprint: string; expires: string; pem: string }>
  >;
  readonly accounts: Readonly<
    Record<
      string,
      { samlProviderArn: string; roles: Readonly<Record<string, { roleArn: string; claimValue: string }>> }
    >
  >;
}

interface CommonOutputs {
  readonly userAccessUrl: string;
  readonly clientId: string;
  readonly certificates: Readonly<
    Record<string, { active: boolean; thumbprint: string; expires: string; pem: string }>
  >;
  readonly signOnUrl?: string;
  readonly handOff: string;
}

export interface ZillizOutputs extends CommonOutputs {
  readonly phase: number;
  readonly singleSignOnUrl: string;
  readonly entityId: string;
  readonly certificate: string;
}

export interface BalenaOutputs extends CommonOutputs {
  readonly identifier: string;
  readonly replyUrl: string;
  readonly metadata: string;
}

export interface SamlAppOutputs extends CommonOutputs {
  readonly identifier: string;
  readonly replyUrls: readonly string[];
  readonly entityId: string;
  readonly loginUrl: string;
  readonly metadata: string;
  readonly certificate: string;
}

export interface FederationOutputs {
  readonly domain: string;
  readonly entityId: string;
  readonly replyUrl: string;
  readonly nameIdFormat: string;
  readonly attributes: readonly string[];
  readonly metadata: string;
  readonly handOff: string;
  readonly certificates: Readonly<Record<string, { thumbprint: string; expires: string }>>;
  readonly users: Readonly<Record<string, { userPrincipalName: string; objectId: string; nameId: string }>>;
}

/** What came of the whole program. */
export interface Deployment extends Omit<Run, "outputs"> {
  readonly outputs: {
    readonly roleSso: Readonly<Record<string, ApplicationOutputs>>;
    readonly zillizSso: Readonly<Record<string, ZillizOutputs>>;
    readonly balenaSso: Readonly<Record<string, BalenaOutputs>>;
    readonly samlApps: Readonly<Record<string, SamlAppOutputs>>;
    readonly domainFederation: Readonly<Record<string, FederationOutputs>>;
  };
  /** The calls that reached the clouds meanwhile. */
  readonly calls: readonly JournalEntry[];
}

export type Config = Record<string, unknown>;

/** The configuration of `Pulumi.<stack>.yaml`, a fresh copy. */
export const stackConfig = (stack: string): Config =>
  (parse(readFileSync(join(repository, `Pulumi.${stack}.yaml`), "utf8")) as { config: Config }).config;

/** Only the role-based SSO of a stack, without users whom the stack makes itself. */
export function roleSsoConfig(stack: string): Config {
  const { [`${project}:roleSso`]: roleSso, [`${project}:domainFederation`]: federation } = stackConfig(stack);
  return { ...foreignSettings(stack), [`${project}:roleSso`]: withoutTexts(roleSso, madeBy(federation)) };
}

const madeBy = (federation: unknown): unknown[] =>
  Object.values(isMap(federation) ? federation : {}).flatMap((entry) =>
    Object.values((entry as { users?: Config }).users ?? {}).map((user) => (user as Config).userPrincipalName),
  );

function withoutTexts(value: unknown, texts: readonly unknown[]): unknown {
  if (Array.isArray(value))
    return value.filter((item) => !texts.includes(item)).map((item) => withoutTexts(item, texts));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutTexts(inner, texts)]));
}

/** Only the domain federation of a stack. */
export function domainFederationConfig(stack: string): Config {
  const { [`${project}:domainFederation`]: federation } = stackConfig(stack);
  return { ...foreignSettings(stack), [`${project}:domainFederation`]: federation };
}

const foreignSettings = (stack: string): Config =>
  Object.fromEntries(Object.entries(stackConfig(stack)).filter(([key]) => !key.startsWith(`${project}:`)));

/** Services of one's own choice, with what a stack says about other providers. */
export const servicesConfig = (stack: string, services: Config): Config => ({
  ...foreignSettings(stack),
  ...Object.fromEntries(Object.entries(services).map(([key, value]) => [`${project}:${key}`, value])),
});

/** Role-based SSO of a stack, with some settings of its one application changed: maps are merged, everything else is replaced. */
export function changedConfig(stack: string, changes: Config): Config {
  const config = roleSsoConfig(stack);
  const key = `${project}:roleSso`;
  const [[name, entry] = []] = Object.entries(config[key] as Config);
  if (name === undefined) throw new Error(`Pulumi.${stack}.yaml has no application`);
  return { ...config, [key]: { [name]: merged(entry, changes) } };
}

const isMap = (value: unknown): value is Config => typeof value === "object" && value !== null && !Array.isArray(value);

function merged(value: unknown, changes: unknown): unknown {
  if (!isMap(value) || !isMap(changes)) return changes;
  const changed = Object.entries(changes).map(([key, change]) => [key, merged(value[key], change)]);
  return { ...value, ...Object.fromEntries(changed) } as Config;
}

/** `pulumi up` of this project, in this process: every resource calls the sandbox, dynamic ones too. */
export function up(sandbox: Sandbox, config: Config): Promise<Deployment> {
  return run(sandbox, config, false, mocksFor(sandbox));
}

/** `pulumi preview` of a stack that has nothing yet: lookups are made, no resource is, and what a cloud would say is unknown. */
export function preview(sandbox: Sandbox, config: Config): Promise<Deployment> {
  const mocks = mocksFor(sandbox);
  return run(sandbox, config, true, {
    call: (args) => mocks.call(args),
    newResource: ({ inputs }) => ({ id: undefined, state: inputs as Record<string, unknown> }),
  });
}

/** The stand-ins, in a stack that has no state. */
function mocksFor({ door, context: { clock, ids }, environment }: Sandbox): runtime.Mocks {
  const standIns = standInMocks({ door, clock, ids, environment });
  return {
    newResource: (args) => standIns.newResource(args),
    call: (args) => (args.token === "pulumi:pulumi:readStackResourceOutputs" ? { outputs: {} } : standIns.call(args)),
  };
}

async function run(sandbox: Sandbox, config: Config, preview: boolean, mocks: runtime.Mocks): Promise<Deployment> {
  const before = sandbox.context.journal.entries.length;
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const result = await asClientOf(sandbox, () =>
    runProgram(
      { project, stack: "test", config: Object.fromEntries(texts) as Record<string, string>, preview, run: program },
      mocks,
    ),
  );
  const calls = sandbox.context.journal.entries.slice(before);
  return { ...result, calls, outputs: result.outputs as Deployment["outputs"] };
}
