import type { PromisedFederation } from "../../../../sandbox/proof/promised/domainFederation";
import type { Sandbox } from "../../../../sandbox/sandbox";
import { thumbprints } from "./adatum";
import type { DeployedFederation } from "./deployFederation";

/** One thing in Entra, in the outputs, or at the identity provider that is not as the configuration says. */
export interface FederationDeviation {
  readonly what: string;
  readonly federation?: PromisedFederation;
  readonly change: (deployed: DeployedFederation, sandbox: Sandbox) => void;
  /** Whole statements. */
  readonly lacking?: readonly string[];
  readonly unwanted?: readonly string[];
  /** Other differences; an object id is ID. */
  readonly more?: readonly string[];
  /** Sign-ons that are not as they should be, by the user's alias; none: all of them are. */
  readonly wrong?: Readonly<Record<string, string>>;
}

/** As a statement names it. */
export const certificateText = (which: keyof typeof thumbprints): string =>
  `the certificate ${thumbprints[which].toLowerCase()}`;

/** What the rows say where nobody gets as far as being looked up; Clara would have to be refused for another reason. */
export const everybody = (says: string): Readonly<Record<string, string>> => ({
  amelia: says,
  bruno: says,
  clara: `refused, but not as no user has this ImmutableID: ${says}`,
});

export const refusedBy = (rule: string, code: string) => everybody(`refused by the rule "${rule}" (${code})`);
