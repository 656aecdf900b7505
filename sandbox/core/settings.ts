/** How the network or an API can let a caller down. What each looks like is the business of the cloud whose API it is. */
export type Failure =
  /** Told to come back later. Nothing was done. */
  | "throttled"
  /** 503. Nothing was done. */
  | "unavailable"
  /** The work was done, and the connection broke before the answer. */
  | "reset"
  /** The work was done; reads are then answered by a replica that doesn't know it yet. */
  | "stale";

/** When something goes wrong: counted, so that a run can be repeated. */
export interface Strikes {
  readonly failure: Failure;
  /** Only these calls: beginnings of names as the journal has them, such as "POST /applications" or "CreateRole". @default all */
  readonly calls?: readonly string[];
  /** Strikes the n-th of them, and each n-th after it. @default each */
  readonly every?: number;
  /** Not more often than this in all. @default no limit */
  readonly times?: number;
  /** Of "stale": how many reads are answered by the replica. @default 1 */
  readonly reads?: number;
}

/**
 * How an emulated cloud may misbehave, and which of its checks a test has switched off. The default is a cloud in good
 * health with every check on. Each field is read by the model or handler that it names, never by a component.
 */
export interface Behaviour {
  /** Checks that are switched off, by name: only tests do this, to show what a check is for. */
  readonly checksOff: ReadonlySet<string>;
  /** Microsoft Graph: how long a new app role takes from the application to the service principal. Milliseconds. */
  readonly appRoleLag: number;
  /** Microsoft Entra ID: how long a new signing certificate takes to appear in the federation metadata. Milliseconds. */
  readonly metadataLag: number;
  /** Alibaba CloudSSO: how long a task takes, such as an assignment. Milliseconds. */
  readonly taskDuration: number;
  /** Microsoft Entra ID: how long the first provisioning cycle takes to begin after a job was started. Milliseconds. */
  readonly provisioningLag: number;
  /** Both clouds' APIs: which calls go wrong, and how. Read at every call. */
  readonly strikes: readonly Strikes[];
}

export const healthy: Behaviour = {
  checksOff: new Set(),
  appRoleLag: 0,
  metadataLag: 0,
  provisioningLag: 0,
  strikes: [],
  taskDuration: 1000,
};
