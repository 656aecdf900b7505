import { canonical } from "./deployed/statements";
import type { PromisedApplication } from "./promised/application";
import { isFirstPhase, pathOf, type PromisedService } from "./promised/services";
import type { Promised } from "./stackFile";

/** A stack's outputs, of which nothing is known before they are read. */
export type Outputs = Readonly<Record<string, unknown>>;

/** What the stack gives out for one application: `path` is system and key. */
export function outputOf(outputs: Outputs, path: string): Outputs {
  const [system = "", key = ""] = path.split(".");
  return ((outputs[system] ?? {}) as Readonly<Record<string, Outputs | undefined>>)[key] ?? {};
}

/** What people need to sign on. */
export interface GivenOut {
  readonly userAccessUrls: ReadonlyMap<PromisedApplication, string>;
  readonly clientIds: ReadonlyMap<PromisedApplication, string>;
  readonly differences: readonly string[];
}

/** What the stack's outputs say about each application, and what they lack or have wrong. */
export function givenOut({ roleSso, cloudSso, services }: Promised, outputs: Outputs): GivenOut {
  const applications: (readonly [PromisedApplication, path: string, output: Outputs])[] = [
    ...roleSso.map((one) => [one, `roleSso.${one.key}`, outputOf(outputs, `roleSso.${one.key}`)] as const),
    ...cloudSso.map((one) => [one, `cloudSso.${one.key}`, outputOf(outputs, `cloudSso.${one.key}`)] as const),
    ...services.map((one) => [one, pathOf(one), outputOf(outputs, pathOf(one))] as const),
  ];
  const texts = (name: string) =>
    new Map(
      applications.flatMap(([application, , { [name]: value }]) =>
        typeof value === "string" && value !== "" ? [[application, value] as const] : [],
      ),
    );
  const [userAccessUrls, clientIds] = [texts("userAccessUrl"), texts("clientId")];
  return {
    userAccessUrls,
    clientIds,
    differences: [
      ...applications
        .filter(([application]) => !userAccessUrls.has(application) || !clientIds.has(application))
        .map(([, path]) => `outputs: the stack gives no userAccessUrl and clientId for ${path}`),
      ...services.flatMap((service) => wrongOutputs(service, outputOf(outputs, pathOf(service)))),
    ],
  };
}

/** People read these off, but no sign-on depends on them. */
function wrongOutputs(service: PromisedService, output: Outputs): string[] {
  const { signOnUrl, phase, clientId } = output;
  if (clientId === undefined) return [];
  const wrong = (name: string, found: unknown, expected: unknown) =>
    wrongOutput(pathOf(service), name, found, expected);
  return [
    ...wrong("signOnUrl", signOnUrl, service.signOnUrl),
    ...(service.system === "zillizSso" ? wrong("phase", phase, isFirstPhase(service) ? 1 : 2) : []),
  ];
}

/** A line, if an output is not as it should be. */
export const wrongOutput = (path: string, name: string, found: unknown, expected: unknown): string[] =>
  canonical(found) === canonical(expected)
    ? []
    : [`outputs: ${name} of ${path} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`];
