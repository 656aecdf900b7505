import assert from "node:assert/strict";
import type { Behaviour } from "../../../../sandbox/core/settings";
import { World } from "../../../../sandbox/core/world";
import {
  assign,
  addRoles,
  groupId,
  instantiate,
  Lab,
  role,
  userId,
  type Answer,
  type Body,
  type Made,
} from "../support";
import { baseAddress, FakeScim, host, token } from "./fakeScim";

export interface OnDemand {
  readonly result: string;
  readonly details: { readonly errorCode?: string; readonly errorMessage?: string };
  readonly value: { readonly action: string; readonly provisioningSteps: readonly { readonly name: string }[] };
}

/** A custom application with roles, and a SCIM service that it can be provisioned to. */
export class ProvisioningLab {
  readonly scim = new FakeScim();
  readonly lab: Lab;
  app!: Made;
  job = "";

  private constructor(behaviour: Partial<Behaviour>) {
    const send = (request: Request): Promise<Response> => world.handle(request);
    this.lab = new Lab({ behaviour, send });
    const world: World = new World(this.lab.context.journal, { [host]: this.scim.handle });
  }

  static async open(behaviour: Partial<Behaviour> = {}): Promise<ProvisioningLab> {
    const made = new ProvisioningLab(behaviour);
    made.app = await instantiate(made.lab);
    await addRoles(made.lab, made.app, role(1));
    return made;
  }

  get base(): string {
    return `/servicePrincipals/${this.app.principal}/synchronization`;
  }

  get jobPath(): string {
    return `${this.base}/jobs/${this.job}`;
  }

  /** Who is assigned: users by principal name, groups by display name. */
  async assign(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const id = name.includes("@") ? userId(this.lab, name) : groupId(this.lab, name);
      const { status, body } = await assign(this.lab, this.app, id, 1);
      assert.equal(status, 201, JSON.stringify(body));
    }
  }

  unassign(principalId: string): void {
    const { data } = this.lab.tenant;
    data.appRoleAssignments = data.appRoleAssignments.filter((assignment) => assignment.principalId !== principalId);
  }

  secrets(secretToken = token, address = baseAddress): Promise<Body> {
    const value = [
      { key: "BaseAddress", value: address },
      { key: "SecretToken", value: secretToken },
    ];
    return this.lab.ok(`PUT ${this.base}/secrets`, { value });
  }

  /** Secrets and a job, not started. */
  async configure(secretToken = token): Promise<void> {
    await this.secrets(secretToken);
    const { id } = await this.lab.ok(`POST ${this.base}/jobs`, { templateId: "scim" });
    this.job = String(id);
  }

  start(): Promise<Body> {
    return this.lab.ok(`POST ${this.jobPath}/start`);
  }

  async cycle() {
    const [report] = await this.lab.entra.provisioning.runCycle();
    return report ?? assert.fail("no job is started");
  }

  /** Changes the mapping for users or groups in the schema, as a client would: read, change, write back. */
  async map(
    change: (mapping: { source: object; targetAttributeName: string; matchingPriority: number }[]) => void,
    type = "User",
  ) {
    const { status, body } = await this.schema((schema) => {
      const [rule] = schema["synchronizationRules"] as { objectMappings: { sourceObjectName: string }[] }[];
      const mapping = rule?.objectMappings.find(({ sourceObjectName }) => sourceObjectName === type);
      change((mapping as unknown as { attributeMappings: Parameters<typeof change>[0] }).attributeMappings);
    });
    assert.equal(status, 204, JSON.stringify(body));
  }

  async schema(change: (schema: Record<string, unknown>) => void): Promise<Answer> {
    const schema = structuredClone(await this.lab.ok(`GET ${this.jobPath}/schema`)) as unknown as Record<
      string,
      unknown
    >;
    change(schema);
    return this.lab.graph(`PUT ${this.jobPath}/schema`, schema);
  }

  async ruleId(): Promise<string> {
    const { synchronizationRules } = await this.lab.ok(`GET ${this.jobPath}/schema`);
    return String(synchronizationRules?.[0]?.["id"]);
  }

  async provisionOnDemand(subject: object): Promise<OnDemand> {
    const parameters = [{ ruleId: await this.ruleId(), subjects: [subject] }];
    const { key, value } = await this.lab.ok(`POST ${this.jobPath}/provisionOnDemand`, { parameters });
    return {
      ...(JSON.parse(String(key)) as Omit<OnDemand, "value">),
      value: JSON.parse(String(value)) as OnDemand["value"],
    };
  }

  user(name: string) {
    return this.lab.tenant.findUser(name) ?? assert.fail(name);
  }

  group(name: string) {
    return this.lab.tenant.groupsNamed(name)[0] ?? assert.fail(name);
  }
}

export const attribute = (name: string) => ({ type: "Attribute", name, expression: `[${name}]`, parameters: [] });
