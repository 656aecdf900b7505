import type { Check } from "../core/checks";
import type { Fact } from "../core/page";
import type { ServiceExchange } from "./exchange";
import type { ServiceRecord } from "./model/state";

/** A field of a settings page. */
export interface SettingsField {
  readonly name: string;
  readonly label: string;
  /** One line, or a whole document. */
  readonly lines: "one" | "many";
  /** What is entered already. */
  value?(service: ServiceRecord): string | undefined;
}

/** What one kind of service has of its own. The rest is the same for all: requests, responses, sessions. */
export interface ServiceType {
  /** As the journal names it. */
  readonly journal: string;
  readonly checks: readonly Check<ServiceExchange>[];
  readonly fields: readonly SettingsField[];
  /** Role of those who sign on for the first time; nothing where the service has no roles here. */
  readonly newMemberRole?: string;
  /** Takes what an administrator entered, in the place of what was entered before. Throws `CloudError`, and then changes nothing. */
  link(service: ServiceRecord, field: (name: string) => string, now: Date): void;
  /** What the settings page states. */
  facts(service: ServiceRecord): readonly Fact[];
}

/** Of the services that are told everything by metadata. */
export const metadataField: SettingsField = { name: "metadata", label: "Federation metadata XML", lines: "many" };

/** The same: whether they have an identity provider, and where users begin. */
export const linkFacts = ({ identityProvider, signOnUrl }: ServiceRecord): readonly Fact[] => [
  { id: "status", label: "Status", value: identityProvider ? "linked" : "not linked" },
  ...(identityProvider && signOnUrl !== undefined ? [{ id: "login-url", label: "Login URL", value: signOnUrl }] : []),
];
