import * as pulumi from "@pulumi/pulumi";
import type { EntraCloud } from "./cloud";
import { connectGraph, type Graph } from "./graph";
import { seconds } from "../wait";

export interface ActiveSigningCertificateArgs {
  /** Entra's cloud: where Microsoft Graph and the login endpoint are. */
  readonly cloud: Pick<EntraCloud, "graph" | "login">;
  readonly servicePrincipalObjectId: pulumi.Input<string>;
  /** SHA-1 thumbprint of one of the service principal's token signing certificates, 40 hexadecimal digits. */
  readonly thumbprint: pulumi.Input<string>;
}

interface Inputs {
  readonly cloud: Pick<EntraCloud, "graph" | "login">;
  readonly servicePrincipalObjectId: string;
  readonly thumbprint: string;
}

/** Between a write and its visibility in Microsoft Graph. Seconds; unverified, generous. */
const patience = 120;

/**
 * Makes Entra sign with this certificate. Idempotent. Graph takes any thumbprint without looking whether the service principal
 * has such a key, so that is asked first. (Microsoft Graph, "Configure SAML-based single sign-on", step 4.2)
 */
export async function activate(
  graph: Graph,
  { servicePrincipalObjectId, thumbprint }: Inputs,
  pause = seconds,
): Promise<void> {
  const path = `/servicePrincipals/${servicePrincipalObjectId}`;
  const fields = "$select=keyCredentials,preferredTokenSigningKeyThumbprint";
  for (let waited = 0; ; waited += 2) {
    const { keyCredentials } = await graph.get<{ keyCredentials: { customKeyIdentifier: string | null }[] }>(
      `${path}?${fields}`,
    );
    const known = keyCredentials.some(
      ({ customKeyIdentifier }) => thumbprintOf(customKeyIdentifier) === thumbprint.toUpperCase(),
    );
    if (known) break;
    if (waited >= patience) {
      throw new Error(
        `the service principal ${servicePrincipalObjectId} has no signing certificate ${thumbprint}, after ${patience} s of waiting`,
      );
    }
    await pause(2);
  }
  await graph.patch(path, { preferredTokenSigningKeyThumbprint: thumbprint });
}

/** The certificate that Entra signs with now, in upper case, or nothing if none was ever activated. Throws if Graph refuses. */
export async function readActive(graph: Graph, servicePrincipalObjectId: string): Promise<string | undefined> {
  const path = `/servicePrincipals/${servicePrincipalObjectId}?$select=preferredTokenSigningKeyThumbprint`;
  const { preferredTokenSigningKeyThumbprint } = await graph.get<{ preferredTokenSigningKeyThumbprint: string | null }>(
    path,
  );
  // Graph keeps it in lower case.
  return preferredTokenSigningKeyThumbprint?.toUpperCase();
}

/** Graph names a key by its SHA-1, either as base64 of the 20 bytes or as base64 of the 40 hexadecimal digits. */
function thumbprintOf(customKeyIdentifier: string | null): string {
  const bytes = Buffer.from(customKeyIdentifier ?? "", "base64");
  return (bytes.length === 20 ? bytes.toString("hex") : bytes.toString("ascii")).toUpperCase();
}

const isGone = (error: unknown) => (error as { status?: string }).status === "404";

const provider: pulumi.dynamic.ResourceProvider<Inputs, Inputs> = {
  async create(inputs) {
    await activate(connectGraph(inputs.cloud), inputs);
    return { id: inputs.servicePrincipalObjectId, outs: inputs };
  },
  async read(id, state) {
    if (!state) throw new Error("an active signing certificate can't be imported: declare it, it is idempotent");
    try {
      const active = await readActive(connectGraph(state.cloud), id);
      return { id, props: { ...state, thumbprint: active ?? "" } };
    } catch (error) {
      if (isGone(error)) return {};
      throw error;
    }
  },
  diff: (_id, olds, news) =>
    Promise.resolve({
      changes: olds.thumbprint !== news.thumbprint || olds.servicePrincipalObjectId !== news.servicePrincipalObjectId,
      replaces: olds.servicePrincipalObjectId === news.servicePrincipalObjectId ? [] : ["servicePrincipalObjectId"],
    }),
  async update(_id, _olds, news) {
    await activate(connectGraph(news.cloud), news);
    return { outs: news };
  },
  // Nothing to undo: without a preference Entra picks a key by itself, and with the service principal the preference goes too.
  delete: () => Promise.resolve(),
};

/**
 * Activates a token signing certificate, which the azuread provider can't (hashicorp/terraform-provider-azuread#823).
 * Create it last, with `dependsOn` on everything that must already trust the certificate: then no change of certificates breaks
 * a sign-on. A refresh shows if somebody activated another one.
 */
export class ActiveSigningCertificate extends pulumi.dynamic.Resource {
  /** The certificate that Entra signs with. */
  declare public readonly thumbprint: pulumi.Output<string>;

  constructor(name: string, args: ActiveSigningCertificateArgs, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args }, opts, "entra", "ActiveSigningCertificate");
  }
}
