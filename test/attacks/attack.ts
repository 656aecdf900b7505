import type { Codes, ServiceProvider, Target } from "./target";

/** What a posted field SAMLResponse is made of: the target, and what was kept when the attack was prepared. */
type Field<T extends Target> = (target: T, kept: string) => string;

/** Something that a service provider must not take; and the same one thing apart, which it takes. */
export interface Attack<T extends Target = Target> {
  readonly name: string;
  /**
   * The checks that stand in its way, in order. Each of them alone would do: the attack meets the first one, it meets the next one if
   * that is switched off, and it gets in once all of them are.
   */
  readonly guards: readonly string[] | ((provider: ServiceProvider) => readonly string[]);
  /** Which kind of code it is answered with. @default invalid */
  readonly kind?: "expired" | "unknownIssuer" | "unknownKey";
  /** The code itself, for checks that are one service's own. */
  readonly code?: string;
  /** @default every service provider */
  readonly of?: (provider: ServiceProvider) => boolean;
  /** What comes before, for the attack and for its twin: answers with the sign-on that is attacked, and what to keep for it. */
  readonly prepare?: (target: T) => Promise<{ readonly target: T; readonly kept?: string }>;
  readonly send: Field<T>;
  /** @default the response as the identity provider makes it */
  readonly twin?: Field<T>;
  /** As whom the twin gets in. @default the user */
  readonly twinIs?: string;
  /**
   * As whom one gets in where nothing stands in the way: "over" where the session has ended by then; "nobody" where without the last
   * check there is nothing to read. @default self
   */
  readonly admits?: "self" | "victim" | "over" | "nobody" | { readonly name: string };
}

export const guardsOf = <T extends Target>({ guards }: Attack<T>, provider: ServiceProvider): readonly string[] =>
  typeof guards === "function" ? guards(provider) : guards;

/** What this service provider says to it. */
export function codeFor<T extends Target>({ kind, code, ...attack }: Attack<T>, provider: ServiceProvider): string {
  if (code !== undefined) return code;
  const { codes } = provider;
  if (kind === "unknownKey" && codes.unknownKey !== undefined) return codes.unknownKey;
  const [guard = ""] = guardsOf({ ...attack }, provider);
  if (kind === "expired" || kind === "unknownIssuer") return codes[kind];
  return byCheck(codes, guard);
}

const byCheck = ({ of, invalid }: Codes, check: string): string => of?.[check] ?? invalid;
