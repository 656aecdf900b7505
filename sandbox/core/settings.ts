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
}

export const healthy: Behaviour = {
  checksOff: new Set(),
  appRoleLag: 0,
  metadataLag: 0,
  provisioningLag: 0,
  taskDuration: 1000,
};
