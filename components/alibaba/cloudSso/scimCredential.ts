import * as pulumi from "@pulumi/pulumi";
import { connectOpenApi, isRefusal, type OpenApi, type OpenApiTarget } from "../openApi";

export interface ScimCredentialArgs {
  readonly api: OpenApiTarget;
  readonly directoryId: pulumi.Input<string>;
}

interface Inputs {
  readonly api: OpenApiTarget;
  readonly directoryId: string;
}

type State = Inputs & {
  readonly credentialId: string;
  readonly secret: string;
  /** RFC 3339. */
  readonly expires: string;
};

interface Created {
  readonly SCIMServerCredential: {
    readonly CredentialId: string;
    readonly CredentialSecret: string;
    readonly ExpireTime: string;
  };
}

interface Listed {
  readonly SCIMServerCredentials?: readonly { readonly CredentialId: string; readonly Status: string }[];
}

const list = async (api: OpenApi, directoryId: string) =>
  (await api<Listed>("ListSCIMServerCredentials", { DirectoryId: directoryId })).SCIMServerCredentials ?? [];

const provider: pulumi.dynamic.ResourceProvider<Inputs, State> = {
  async create(inputs) {
    const { SCIMServerCredential: made } = await connectOpenApi(inputs.api)<Created>("CreateSCIMServerCredential", {
      DirectoryId: inputs.directoryId,
    });
    return {
      id: made.CredentialId,
      outs: {
        ...inputs,
        credentialId: made.CredentialId,
        secret: made.CredentialSecret,
        expires: made.ExpireTime,
      },
    };
  },
  async read(id, state) {
    if (!state) throw new Error("a SCIM credential can't be imported: its secret is only shown once");
    try {
      const found = await list(connectOpenApi(state.api), state.directoryId);
      return found.some(({ CredentialId }) => CredentialId === id) ? { id, props: state } : {};
    } catch (error) {
      if (isRefusal(error, "EntityNotExists.Directory")) return {};
      throw error;
    }
  },
  diff: (_id, olds, news) =>
    Promise.resolve({
      changes: olds.directoryId !== news.directoryId || JSON.stringify(olds.api) !== JSON.stringify(news.api),
      replaces: olds.directoryId === news.directoryId ? [] : ["directoryId"],
    }),
  update: (_id, olds, news) => Promise.resolve({ outs: { ...olds, ...news } }),
  async delete(id, { api, directoryId }) {
    try {
      await connectOpenApi(api)("DeleteSCIMServerCredential", { DirectoryId: directoryId, CredentialId: id });
    } catch (error) {
      if (!isRefusal(error, "EntityNotExists.")) throw error;
    }
  },
};

/**
 * A bearer token for a directory's SCIM endpoint, valid for one year; a directory has at most two. Of our own, as the alicloud
 * provider writes the secret into a plain file and gives it to nobody. Here it is in the state, encrypted.
 */
export class ScimCredential extends pulumi.dynamic.Resource {
  declare public readonly credentialId: pulumi.Output<string>;
  /** Secret. */
  declare public readonly secret: pulumi.Output<string>;
  /** RFC 3339. */
  declare public readonly expires: pulumi.Output<string>;

  constructor(name: string, args: ScimCredentialArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      provider,
      name,
      { ...args, credentialId: undefined, secret: undefined, expires: undefined },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["secret"] }),
      "alibaba",
      "ScimCredential",
    );
  }
}
