import { connectOpenApi, type AssumeRole, type OpenApi } from "../openApi";
import { cloudSsoApi, type CloudSsoRegion } from "./service";

/** What a configuration wants to know from the management account. */
export interface CloudSsoQuestion {
  readonly region: CloudSsoRegion;
  readonly assumeRole?: AssumeRole;
  /** Whether users who were made by hand matter. */
  readonly manualUsers: boolean;
}

/** What is there before anything is made. */
export interface CloudSsoAnswer {
  /** A management account has at most one. */
  readonly directory?: { readonly id: string; readonly name: string };
  /** Names of users in it that were made by hand. */
  readonly manualUsers: readonly string[];
  /** Ids of the resource directory's member accounts. */
  readonly memberAccounts: readonly string[];
}

interface Directories {
  readonly Directories?: readonly { readonly DirectoryId: string; readonly DirectoryName?: string }[];
}

/** Only reads. Throws a refusal with its `code`. */
export async function lookUpCloudSso({ region, assumeRole, manualUsers }: CloudSsoQuestion): Promise<CloudSsoAnswer> {
  const api = connectOpenApi(cloudSsoApi(region, assumeRole));
  const accounts = connectOpenApi({
    endpoint: "resourcemanager.aliyuncs.com",
    version: "2020-03-31",
    region,
    ...(assumeRole && { assumeRole }),
  });
  const [{ Directories: [found] = [] }, memberAccounts] = await Promise.all([
    api<Directories>("ListDirectories"),
    listMembers(accounts),
  ]);
  if (!found) return { manualUsers: [], memberAccounts };
  return {
    directory: { id: found.DirectoryId, name: found.DirectoryName ?? "" },
    manualUsers: manualUsers ? await listManualUsers(api, found.DirectoryId) : [],
    memberAccounts,
  };
}

async function listMembers(api: OpenApi): Promise<string[]> {
  const found: string[] = [];
  for (let page = 1; ; page++) {
    const { Accounts, TotalCount } = await api<{
      Accounts?: { Account?: readonly { readonly AccountId: string }[] };
      TotalCount: number;
    }>("ListAccounts", { PageNumber: page, PageSize: 100 });
    const accounts = Accounts?.Account ?? [];
    found.push(...accounts.map(({ AccountId }) => AccountId));
    if (accounts.length === 0 || found.length >= TotalCount) return found;
  }
}

async function listManualUsers(api: OpenApi, DirectoryId: string): Promise<string[]> {
  const found: string[] = [];
  for (let NextToken: string | undefined; ;) {
    const reply = await api<{ Users?: readonly { readonly UserName: string }[]; NextToken?: string }>("ListUsers", {
      DirectoryId,
      ProvisionType: "Manual",
      MaxResults: 100,
      NextToken,
    });
    found.push(...(reply.Users ?? []).map(({ UserName }) => UserName));
    NextToken = reply.NextToken;
    if (!NextToken) return found;
  }
}
