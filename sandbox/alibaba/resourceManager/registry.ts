import { CloudError } from "../../core/cloudError";
import type { Call, Product, Reply } from "../rpc/product";

/** Alibaba Cloud, ListAccounts (Resource Directory 2020-03-31): 10 entries by default, 100 at most. */
const pageSize = { usual: 10, most: 100 };

/** Member accounts of the caller's resource directory; the management account itself is none of them. */
function listAccountsAction({ cloud, parameters, caller }: Call): Reply {
  const number = parameters.integer("PageNumber") ?? 1;
  const size = parameters.integer("PageSize") ?? pageSize.usual;
  if (number < 1 || size < 1 || size > pageSize.most) {
    throw new CloudError("InvalidParameter", "The specified parameter PageNumber or PageSize is not valid.");
  }
  // The sample's accounts are one resource directory, and its management account is the deployer's.
  const management = cloud.state.deployer.accountId;
  if (caller.account.accountId !== management) {
    throw new CloudError("ResourceDirectoryNotInUse", "The account has no resource directory.");
  }
  const members = cloud.accounts.filter(({ accountId }) => accountId !== management);
  return {
    TotalCount: members.length,
    PageNumber: number,
    PageSize: size,
    Accounts: {
      Account: members.slice((number - 1) * size, number * size).map(({ accountId }) => ({
        AccountId: accountId,
        AccountName: `${accountId}@rd.example`,
        DisplayName: accountId,
        Status: "CreateSuccess",
        Type: "ResourceAccount",
      })),
    },
  };
}

/** Resource Directory, 2020-03-31, as far as somebody needs to know which accounts there are. */
export const resourceManager: Product = {
  name: "resourcemanager",
  version: "2020-03-31",
  actions: {
    ListAccounts: {
      access: "resourcemanager:ListAccounts",
      resources: ({ caller }) => [`acs:resourcemanager:*:${caller.account.accountId}:account/*`],
      run: listAccountsAction,
    },
  },
};
