import type { Tenant } from "./applications";
import { pathText, type Fault, type PathPart } from "./fault";
import { entryFindings, type EntryFindings, type Findings, type Wishes } from "./findings";

/** How the entries of one configuration key become the arguments of its component. */
export interface System<Entry, Args> {
  /** What an entry needs to know. */
  wishes(entry: Entry): Wishes;
  /**
   * What is unique in the tenant (an application's identifier, an identity provider's issuer), if it is known before anything is made,
   * and which field of the configuration decides it.
   */
  identifier(
    entry: Entry,
    findings: EntryFindings,
  ): { readonly field: string; readonly identifier: string } | undefined;
  /** What doesn't fit to what was found. */
  faults(path: PathPart[], entry: Entry, findings: EntryFindings): Fault[];
  /** Only called when nothing has a fault. */
  args(entry: Entry, findings: EntryFindings, tenant: Tenant): Args;
}

/** An identifier, and the path of what decides it. */
export interface NamedIdentifier {
  readonly path: string;
  readonly identifier: string;
}

/** One key of the configuration on its way. */
export interface Prepared<Args> {
  readonly wishes: readonly Wishes[];
  faults(findings: Findings): Fault[];
  identifiers(findings: Findings): NamedIdentifier[];
  args(findings: Findings, tenant: Tenant): Record<string, Args>;
}

export function prepare<Entry, Args>(
  key: string,
  system: System<Entry, Args>,
  entries: Readonly<Record<string, Entry>> = {},
): Prepared<Args> {
  const all = Object.entries(entries).map(([name, entry]) => ({ name, entry, wishes: system.wishes(entry) }));
  return {
    wishes: all.map(({ wishes }) => wishes),
    faults: (findings) =>
      all.flatMap(({ name, entry, wishes }) => system.faults([key, name], entry, entryFindings(findings, wishes))),
    identifiers: (findings) =>
      all.flatMap(({ name, entry, wishes }) => {
        const found = system.identifier(entry, entryFindings(findings, wishes));
        return found ? [{ path: pathText([key, name, ...found.field.split(".")]), identifier: found.identifier }] : [];
      }),
    args: (findings, tenant) =>
      Object.fromEntries(
        all.map(({ name, entry, wishes }) => [name, system.args(entry, entryFindings(findings, wishes), tenant)]),
      ),
  };
}
