import * as pulumi from "@pulumi/pulumi";
import { connectOpenApi, isRefusal, type OpenApi, type OpenApiTarget } from "../openApi";

export interface CloudSsoSamlSettingsArgs {
  readonly api: OpenApiTarget;
  readonly directoryId: pulumi.Input<string>;
  /** The identity provider's metadata, XML with one or two signing certificates. */
  readonly metadata: pulumi.Input<string>;
}

interface Inputs {
  readonly api: OpenApiTarget;
  readonly directoryId: string;
  readonly metadata: string;
}

/** What is in force: a refresh compares it. */
type State = Inputs & { readonly ssoStatus: string };

interface ExternalIdentityProvider {
  readonly SAMLIdentityProviderConfiguration: {
    readonly EncodedMetadataDocument?: string;
    readonly SSOStatus?: string;
  };
}

/** Gives the directory the metadata and turns single sign-on on. Takes effect at once; the same again changes nothing. */
export async function setSamlSettings(api: OpenApi, { directoryId, metadata }: Omit<Inputs, "api">): Promise<void> {
  await api("SetExternalSAMLIdentityProvider", {
    DirectoryId: directoryId,
    EncodedMetadataDocument: Buffer.from(metadata).toString("base64"),
    SSOStatus: "Enabled",
  });
}

/** Single sign-on off first: CloudSSO refuses to clear the settings while it is on (aliyun/terraform-provider-alicloud#4109). */
export async function clearSamlSettings(api: OpenApi, directoryId: string): Promise<void> {
  try {
    await api("SetExternalSAMLIdentityProvider", { DirectoryId: directoryId, SSOStatus: "Disabled" });
    await api("ClearExternalSAMLIdentityProvider", { DirectoryId: directoryId });
  } catch (error) {
    if (!isRefusal(error, "EntityNotExists.Directory")) throw error;
  }
}

async function readSamlSettings(api: OpenApi, directoryId: string): Promise<Pick<State, "metadata" | "ssoStatus">> {
  const { SAMLIdentityProviderConfiguration: found } = await api<ExternalIdentityProvider>(
    "GetExternalSAMLIdentityProvider",
    { DirectoryId: directoryId },
  );
  return {
    metadata: Buffer.from(found.EncodedMetadataDocument ?? "", "base64").toString(),
    ssoStatus: found.SSOStatus ?? "",
  };
}

const provider: pulumi.dynamic.ResourceProvider<Inputs, State> = {
  async create(inputs) {
    await setSamlSettings(connectOpenApi(inputs.api), inputs);
    return { id: inputs.directoryId, outs: { ...inputs, ssoStatus: "Enabled" } };
  },
  async read(id, state) {
    if (!state) throw new Error("SAML settings can't be imported: declare them, setting them is idempotent");
    try {
      return { id, props: { ...state, ...(await readSamlSettings(connectOpenApi(state.api), id)) } };
    } catch (error) {
      if (isRefusal(error, "EntityNotExists.Directory")) return {};
      throw error;
    }
  },
  diff: (_id, olds, news) =>
    Promise.resolve({
      changes:
        olds.metadata !== news.metadata ||
        olds.ssoStatus !== "Enabled" ||
        olds.directoryId !== news.directoryId ||
        JSON.stringify(olds.api) !== JSON.stringify(news.api),
      replaces: olds.directoryId === news.directoryId ? [] : ["directoryId"],
      deleteBeforeReplace: true,
    }),
  async update(_id, _olds, news) {
    await setSamlSettings(connectOpenApi(news.api), news);
    return { outs: { ...news, ssoStatus: "Enabled" } };
  },
  async delete(id, { api }) {
    await clearSamlSettings(connectOpenApi(api), id);
  },
};

/**
 * A CloudSSO directory's identity provider, with single sign-on turned on: password sign-in ends. The alicloud provider has this
 * inside of its directory, where it makes a circle with the Entra application, and where it can't be removed again
 * (aliyun/terraform-provider-alicloud#4109, #4193).
 * Deleting it turns single sign-on off and forgets the identity provider.
 */
export class CloudSsoSamlSettings extends pulumi.dynamic.Resource {
  constructor(name: string, args: CloudSsoSamlSettingsArgs, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args, ssoStatus: undefined }, opts, "alibaba", "CloudSsoSamlSettings");
  }
}
