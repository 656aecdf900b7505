import assert from "node:assert/strict";
import { memberAccounts } from "../../../sandbox/samples/accounts";
import type { Api } from "./api";
import { list } from "./calls";

/** The generic `@alicloud/openapi-client`, for products that nobody here needs a package for. */
export function otherCalls(title: string, api: () => Api): void {
  describe(`@alicloud/openapi-client, other products, ${title}`, () => {
    it("finds endpoints, and none of a service that is not here", async () => {
      const endpoints = async (ServiceCode: string) => {
        const { Endpoints } = await api().of("location").ok("DescribeEndpoints", { Id: "ap-southeast-1", ServiceCode });
        return list(Endpoints?.["Endpoint"]).map(({ Endpoint }) => String(Endpoint));
      };
      assert.deepEqual(await endpoints("cloudsso"), ["cloudsso.ap-southeast-1.aliyuncs.com"]);
      assert.deepEqual(await endpoints("ecs"), []);
    });

    it("finds that nothing was bought", async () => {
      const { Data } = await api().of("business").ok("QueryAvailableInstances", { PageNum: 1, PageSize: 20 });
      assert.equal(Data?.["TotalCount"], 0);
    });

    it("lists member accounts page by page", async () => {
      const found: string[] = [];
      for (let PageNumber = 1; PageNumber <= 2; PageNumber++) {
        const { Accounts } = await api().of("resourcemanager").ok("ListAccounts", { PageNumber, PageSize: 2 });
        found.push(...list(Accounts?.["Account"]).map(({ AccountId }) => String(AccountId)));
      }
      assert.deepEqual(found, memberAccounts);
    });

    it("is refused a page of 101: InvalidParameter, 400", () =>
      api().of("resourcemanager").refused("InvalidParameter", 400, "ListAccounts", { PageSize: 101 }));

    it("is refused what is not here: InvalidAction.NotFound", () =>
      api().of("location").refused("InvalidAction.NotFound", 400, "DescribeRegions"));
  });
}
