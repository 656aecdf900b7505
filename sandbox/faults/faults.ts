import type { Behaviour, Strikes } from "../core/settings";

/** One kind of bad weather. */
export interface Fault {
  /** For people: completes "in this run …". */
  readonly what: string;
  readonly strikes?: readonly Strikes[];
  readonly behaviour?: Partial<Behaviour>;
}

const rpcCreations = ["Create", "Attach", "Add"];
const creations = ["POST /", ...rpcCreations];
const changes = ["PATCH /", "PUT /", "DELETE /", "Update", "Set", "Delete", "Detach", "Remove", "Clear"];

/**
 * Faults by name, for `--faults` and for tests. They strike a few times, in both clouds each, so that whoever tries again gets
 * through; how often is made up. What they are: Microsoft Graph, "Throttling guidance" and "Error responses and resource types"; RAM
 * API, "Error codes" (Throttling.User, ServiceUnavailable); that Graph's replicas lag: hashicorp/terraform-provider-azuread#763, #1811.
 */
export const faults = {
  "not-found-after-create": {
    what: "some of what was just made is not found by the first read",
    strikes: [
      { failure: "stale", calls: ["POST /"], every: 3, times: 2 },
      { failure: "stale", calls: rpcCreations, every: 2, times: 2 },
    ],
  },
  "stale-reads": {
    what: "what the first three changes have changed is first read as it was before",
    strikes: [{ failure: "stale", calls: changes, times: 3 }],
  },
  "role-lag": { what: "app roles reach the service principal after 5 s", behaviour: { appRoleLag: 5000 } },
  "metadata-lag": {
    what: "certificates reach the federation metadata after 5 s",
    behaviour: { metadataLag: 5000 },
  },
  throttling: {
    what: "each 7th call is throttled (429 with Retry-After, Throttling.User)",
    strikes: [{ failure: "throttled", every: 7 }],
  },
  unavailable: { what: "each 7th call is answered with 503", strikes: [{ failure: "unavailable", every: 7 }] },
  "connection-reset": {
    what: "after each 5th creation, four times at most, the connection breaks before the answer",
    strikes: [{ failure: "reset", calls: creations, every: 5, times: 4 }],
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as readonly FaultName[];

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(faults, name);

/** How the clouds of a run with these faults behave. */
export function behaviourWith(names: readonly FaultName[]): Partial<Behaviour> {
  const chosen: readonly Fault[] = names.map((name) => faults[name]);
  const behaviour = chosen.reduce<Partial<Behaviour>>((all, { behaviour: own }) => ({ ...all, ...own }), {});
  return { ...behaviour, strikes: chosen.flatMap(({ strikes = [] }) => strikes) };
}
