import type { Sandbox } from "../sandbox";
import { compareDeployed } from "./deployed";
import { expectations } from "./expectation";
import { judge, type Row } from "./judge";
import { compareWithMetadata } from "./serviceProviderMetadata";
import type { Promised } from "./stackFile";

/** The judge's result for one stack. */
export interface Proof {
  /** Every row is as it should be, there is at least one session, and nothing differs from the published metadata. */
  readonly holds: boolean;
  readonly rows: readonly Row[];
  /** Where the clouds differ from the configuration, or from what the service provider publishes. */
  readonly differences: readonly string[];
  /** How many statements about both clouds were compared with the configuration. */
  readonly statements: number;
  /** Roles that nobody signed on to, as they are promised to nobody who can. They were only read and compared. */
  readonly untried: readonly string[];
  readonly milliseconds: number;
}

interface ApplicationOutputs {
  readonly userAccessUrl?: string;
  readonly clientId?: string;
}

/** Signs everybody on, starting where a person would: at the user access URL that the stack gives out. */
export async function proveAccess(
  promised: Promised,
  sandbox: Sandbox,
  outputs: Readonly<Record<string, unknown>>,
): Promise<Proof> {
  const started = performance.now();
  const { world, entra, alibaba, context } = sandbox;
  const access = {
    send: (request: Request) => world.handle(request),
    records: () => Promise.resolve(context.signOns.records),
  };
  const applications = (outputs.roleSso ?? {}) as Readonly<Record<string, ApplicationOutputs>>;

  const rows: Row[] = [];
  const differences: string[] = [];
  for (const application of promised.roleSso) {
    const { userAccessUrl, clientId } = applications[application.key] ?? {};
    if (!userAccessUrl || !clientId)
      differences.push(`outputs: the stack gives no userAccessUrl and clientId for roleSso.${application.key}`);
    else differences.push(...(await compareWithMetadata(application, clientId, sandbox)));
  }
  const clientIds = Object.values(applications).flatMap(({ clientId }) => clientId ?? []);
  const deployed = compareDeployed(promised, clientIds, sandbox);
  differences.push(...deployed.differences);
  const all = expectations(promised, { users: entra.tenant.users(), groups: entra.tenant.groups() });
  for (const expectation of all) {
    const { userAccessUrl } = applications[expectation.application.key] ?? {};
    if (userAccessUrl) rows.push(...(await judge(access, expectation, userAccessUrl, alibaba.deployer.accountId)));
  }
  const somebodyIsIn = rows.some(({ trace }) => trace.outcome === "in");
  const holds = somebodyIsIn && differences.length === 0 && rows.every((row) => row.asItShouldBe);
  const untried = promised.roleSso.flatMap(({ name, roles }) =>
    roles
      .filter((role) => !all.some((expectation) => expectation.user.accountEnabled && expectation.roles.includes(role)))
      .map((role) => `${role.role} in the account ${role.account} of ${name}`),
  );
  return {
    holds,
    rows,
    differences,
    statements: deployed.statements,
    untried,
    milliseconds: performance.now() - started,
  };
}
