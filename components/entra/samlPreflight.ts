import * as pulumi from "@pulumi/pulumi";
import { readActive } from "./activeSigningCertificate";
import type { EntraCloud } from "./cloud";
import { connectGraph, type Graph } from "./graph";

export interface SamlPreflightArgs {
  /** Entra's cloud: where Microsoft Graph and the login endpoint are. */
  readonly cloud: Pick<EntraCloud, "graph" | "login">;
  readonly applicationObjectId: pulumi.Input<string>;
  readonly servicePrincipalObjectId: pulumi.Input<string>;
  /** The identifier URI that the application is to hold. */
  readonly identifier: pulumi.Input<string>;
  /** What to do if another application holds it, as a sentence. @default adopt that one, another identifier, or another tenant */
  readonly identifierRemedy?: string;
  /** Thumbprints of all configured signing certificates: those that the service provider will trust. */
  readonly thumbprints: pulumi.Input<pulumi.Input<string>[]>;
}

interface Inputs {
  readonly cloud: Pick<EntraCloud, "graph" | "login">;
  readonly applicationObjectId: string;
  readonly servicePrincipalObjectId: string;
  readonly identifier: string;
  readonly identifierRemedy?: string;
  readonly thumbprints: readonly string[];
}

const usualRemedy =
  "Adopt that application (application.adopt), give this one an identifier of its own if the service allows it, or use a tenant per environment.";

/**
 * Says which other application of the tenant holds the identifier, with the ways out, or nothing. While our application doesn't
 * exist yet, its object id is unknown, and so every holder is another one.
 */
export async function identifierFault(
  graph: Graph,
  {
    identifier,
    applicationObjectId,
    identifierRemedy = usualRemedy,
  }: Omit<Inputs, "cloud" | "servicePrincipalObjectId" | "thumbprints">,
): Promise<string | undefined> {
  const filter = encodeURIComponent(`identifierUris/any(uri:uri eq '${identifier.replaceAll("'", "''")}')`);
  const { value } = await graph.get<{ value: { id: string; displayName: string }[] }>(
    `/applications?$filter=${filter}&$select=id,displayName`,
  );
  const other = value.find(({ id }) => id !== applicationObjectId);
  if (!other) return undefined;
  return (
    `the application "${other.displayName}" (object id ${other.id}) of this tenant holds the identifier ${identifier} already, and an identifier is unique in a tenant. ` +
    identifierRemedy
  );
}

/**
 * Says that the certificate which Entra signs with is about to leave the service provider's metadata, or nothing. The metadata
 * changes before the next certificate is activated: nobody could sign on in between, or after an interruption there.
 * Somebody else's change, such as a certificate activated by hand, is no reason to stop: this run mends it.
 */
export async function overlapFault(
  graph: Graph,
  before: Pick<Inputs, "servicePrincipalObjectId" | "thumbprints"> | undefined,
  thumbprints: readonly string[],
): Promise<string | undefined> {
  const retired = (before?.thumbprints ?? []).filter((one) => !thumbprints.includes(one));
  if (!before || retired.length === 0) return undefined;
  const active = await readActive(graph, before.servicePrincipalObjectId);
  if (active === undefined || !retired.includes(active)) return undefined;
  return (
    `Entra still signs with the certificate ${active}, and the configuration no longer has it. ` +
    `Keep it with active: false next to the new one for one run of pulumi up; remove it with the next.`
  );
}

const provider: pulumi.dynamic.ResourceProvider<Inputs, Inputs> = {
  async check(olds, news) {
    const graph = connectGraph(news.cloud);
    const before = "thumbprints" in olds ? olds : undefined;
    const [identifier, certificates] = await Promise.all([
      identifierFault(graph, news),
      // Unknown in a preview that makes a certificate: then it is none of the old ones.
      overlapFault(graph, before, Array.isArray(news.thumbprints) ? news.thumbprints : []),
    ]);
    // Without a property's name the engine prints the sentence alone.
    const failures = [identifier, certificates].flatMap((reason) => (reason ? [{ property: "", reason }] : []));
    return { inputs: news, failures };
  },
  create: (inputs) => Promise.resolve({ id: inputs.identifier, outs: inputs }),
  diff: (_id, olds, news) => Promise.resolve({ changes: JSON.stringify(olds) !== JSON.stringify(news) }),
  update: (_id, _olds, news) => Promise.resolve({ outs: news }),
  delete: () => Promise.resolve(),
};

/**
 * Holds nothing in any cloud: checks that the engine runs at every preview, so that a pull request shows what can't work before
 * anything is made: an identifier that another application holds, a signing certificate retired while it is in use.
 */
export class SamlPreflight extends pulumi.dynamic.Resource {
  constructor(name: string, args: SamlPreflightArgs, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args }, opts, "entra", "SamlPreflight");
  }
}
