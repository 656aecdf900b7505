import { authorize } from "../../model/identities";
import type { Reply } from "../../rpc/product";
import { createDirectory, deleteDirectory, directoriesOf, findDirectory, updateDirectory } from "../model/directories";
import type { CloudSsoDirectory } from "../model/state";
import { signingKey } from "../signingKey";
import type { DirectoryCall, RegionCall } from "./call";

const encode = (directory: CloudSsoDirectory): Reply => ({
  DirectoryId: directory.directoryId,
  DirectoryName: directory.directoryName,
  Region: directory.region,
  CreateTime: directory.createTime,
  UpdateTime: directory.updateTime,
});

/** The sandbox's management account has CloudSSO already; enabling it again changes nothing. */
export const enableServiceAction = (): Reply => ({});

export function getServiceStatusAction({ cloud, caller: { account } }: RegionCall): Reply {
  const own = directoriesOf(cloud).filter((one) => one === cloud.state.cloudSso[account.accountId]);
  return {
    ServiceStatus: { AccountId: account.accountId, Status: "Enabled", RegionsInUse: own.map(({ region }) => region) },
  };
}

/** Needs the permission for the service-linked role too, by which CloudSSO works in member accounts (CreateDirectory). */
export async function createDirectoryAction({
  context,
  cloud,
  caller,
  region,
  parameters,
}: RegionCall): Promise<Reply> {
  const { accountId } = caller.account;
  authorize(caller, "ram:CreateServiceLinkedRole", [`acs:ram::${accountId}:role/*`]);
  const key = await signingKey(context, region);
  const directoryName = parameters.text("DirectoryName");
  return { Directory: encode(createDirectory(cloud, accountId, { region, directoryName, key })) };
}

export const getDirectoryAction = ({ directory }: DirectoryCall): Reply => ({ Directory: encode(directory) });

export function updateDirectoryAction({ cloud, directory, parameters }: DirectoryCall): Reply {
  updateDirectory(cloud, directory, parameters.required("NewDirectoryName"));
  return { Directory: encode(directory) };
}

export function deleteDirectoryAction({ cloud, caller, directory }: DirectoryCall): Reply {
  deleteDirectory(cloud, caller.account.accountId, directory);
  return {};
}

export function listDirectoriesAction({ cloud, caller, region }: RegionCall): Reply {
  const own = findDirectory(cloud, caller.account.accountId, region);
  const Directories = own ? [encode(own)] : [];
  return { Directories, TotalCounts: Directories.length };
}
