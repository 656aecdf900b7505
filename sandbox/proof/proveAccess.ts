import type { Sandbox } from "../sandbox";
import { expectations } from "./expectation";
import { judge, type Row } from "./judge";
import { compareWithMetadata } from "./serviceProviderMetadata";
import type { Promised } from "./stackFile";

/** The judge's result for one stack. */
export interface Proof {
  /** Every row is as it should be, there is at least one session, and nothing differs from the published metadata. */
  readonly holds: boolean;
  readonly rows: readonly Row[];
  /** Where Entra's settings differ from what the service provider publishes. */
  readonly differences: readonly string[];
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
  for (const expectation of expectations(promised, { users: entra.tenant.users(), groups: entra.tenant.groups() })) {
    const { userAccessUrl } = applications[expectation.application.key] ?? {};
    if (userAccessUrl) rows.push(...(await judge(access, expectation, userAccessUrl, alibaba.deployer.accountId)));
  }
  const somebodyIsIn = rows.some(({ trace }) => trace.outcome === "in");
  const holds = somebodyIsIn && differences.length === 0 && rows.every((row) => row.asItShouldBe);
  return { holds, rows, differences, milliseconds: performance.now() - started };
}
