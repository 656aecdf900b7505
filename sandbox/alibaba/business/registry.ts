import type { Call, Product, Reply } from "../rpc/product";

/** Nothing has been bought. The Terraform provider asks in order to learn which site the account belongs to. */
function queryAvailableInstancesAction({ parameters }: Call): Reply {
  const page = { PageNum: parameters.integer("PageNum") ?? 1, PageSize: parameters.integer("PageSize") ?? 20 };
  // No `Code` beside the data: that provider takes any for an error.
  return { Success: true, Data: { ...page, TotalCount: 0, InstanceList: [] } };
}

/** Billing, 2017-12-14. Which permission the one action asks for is unverified; any caller is answered. */
export const business: Product = {
  name: "business",
  version: "2017-12-14",
  actions: { QueryAvailableInstances: { access: "any caller", run: queryAvailableInstancesAction } },
};
