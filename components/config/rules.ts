import { pathText, type Fault, type PathPart } from "./fault";

/*
 * Rules between several fields. They run also when single fields are wrong, so that a person sees every fault at once; therefore
 * they take the configuration as it was written and look only at what has the right type.
 */

/** How many signing certificates an application may have here: the one that signs, and the next one. RAM takes no more either. */
const mostCertificates = 2;

/** What holds for every Entra application, whatever it signs on to. */
export function applicationFaults(path: PathPart[], entry: unknown): Fault[] {
  return [
    ...certificateFaults([...path, "certificates"], field(entry, "certificates")),
    ...repeatedFaults(
      [...path, "application", "owners"],
      listOf(field(field(entry, "application"), "owners")),
      lowerCase,
    ),
  ];
}

function certificateFaults(path: PathPart[], certificates: unknown): Fault[] {
  if (!isMap(certificates)) return [];
  const all = entriesOf(certificates);
  const active = all.filter(([, certificate]) => field(certificate, "active") === true);
  const keys = (some: [string, unknown][]) => some.map(([key]) => key);
  return [
    ...(all.length > mostCertificates
      ? fault(path, keys(all), `at most ${mostCertificates} certificates: remove a retired one`)
      : []),
    ...(active.length === 1
      ? []
      : fault(
          path,
          keys(active),
          "exactly one certificate with active: true (to renew: add a second one first, move active later)",
        )),
  ];
}

/** Users and groups that are listed twice. */
export const principalFaults = (path: PathPart[], holder: unknown): Fault[] =>
  ["users", "groups"].flatMap((name) => repeatedFaults([...path, name], listOf(field(holder, name)), lowerCase));

/** Entries that are the same to the cloud; `identity` tells what it compares. */
export function repeatedFaults(path: PathPart[], list: unknown[], identity = (item: unknown) => item): Fault[] {
  const identities = list.map(identity);
  return list.flatMap((item, index) => {
    const first = identities.indexOf(identities[index]);
    if (first === index) return [];
    const remedy = list[first] === item ? "each only once" : "each only once (case does not count)";
    return fault([...path, index], item, remedy);
  });
}

/** Entra finds users and groups by names and ids without regard to case. */
export const lowerCase = (item: unknown): unknown => (typeof item === "string" ? item.toLowerCase() : item);

export const fault = (path: PathPart[], found: unknown, remedy: string): Fault[] => [
  { path: pathText(path), found, remedy },
];

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const entriesOf = (value: unknown): [string, unknown][] => (isMap(value) ? Object.entries(value) : []);
export const field = (value: unknown, name: string): unknown => (isMap(value) ? value[name] : undefined);
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
