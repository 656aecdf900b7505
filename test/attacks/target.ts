import type { SandboxContext } from "../../sandbox/core/context";
import type { Verdict } from "../../sandbox/core/checks";
import type { ManualClock } from "../../sandbox/core/clock";
import type { MessageParts } from "../sandbox/saml/support/messages";
import type { Keys } from "./keys";

/** Where a response led: who is in, as the service itself says, or with which code it says no. */
export type Landing = { readonly in: string } | { readonly refused: string | undefined };

/** What a service says, by the kind of fault; and where it says something else for one of the checks. */
export interface Codes {
  readonly invalid: string;
  readonly expired: string;
  readonly unknownIssuer: string;
  /** Signed, but by no key that is known. @default invalid */
  readonly unknownKey?: string;
  readonly of?: Readonly<Record<string, string>>;
}

/** One of the sandbox's service providers, as an attacker sees it: the adapter between it and the table of attacks. */
export interface ServiceProvider {
  readonly name: string;
  readonly codes: Codes;
  /** Names of its checks, in order. */
  readonly checks: readonly string[];
  /** Takes only answers to a request of its own; the target then is a sign-on that waits for its answer. */
  readonly asks: boolean;
  /** Whether it knows its identity provider by its issuer, or by its certificate alone. */
  readonly knowsIssuer: boolean;
  /** Checks of its own that also stand behind one of SAML's. */
  readonly behind?: Readonly<Record<string, readonly string[]>>;
  /** A fresh world in which a user is about to sign on. */
  open(keys: Keys, checksOff?: readonly string[]): Promise<Target>;
}

/** Somebody's sign-on at a service provider, up to where the response is posted. */
export interface Target {
  readonly provider: ServiceProvider;
  readonly keys: Keys;
  readonly clock: ManualClock;
  readonly context: SandboxContext;
  readonly acs: string;
  readonly entityId: string;
  /** As whom the service lets the user in. */
  readonly self: string;
  /** Somebody else, whom the service would let in as well: as whom the attacker wants to get in. */
  readonly victim: { readonly name: string; readonly parts: Partial<MessageParts> };
  /** Of the response that the identity provider would make, with these changed. */
  parts(own?: Partial<MessageParts>): MessageParts;
  /** Posts a SAMLResponse field as the user's browser would, and looks where that leads. */
  post(encoded: string): Promise<Landing>;
  /** The user's next sign-on, in the same world. */
  again(): Promise<Target>;
}

/** The check that refused last, if one did. */
export const refusedBy = ({ context }: Pick<Target, "context">): Verdict["refused"] =>
  context.signOns.records.at(-1)?.verdict.refused;
