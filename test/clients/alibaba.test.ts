import assert from "node:assert/strict";
import { join } from "node:path";
import { business } from "../../sandbox/alibaba/business/registry";
import { cloudSso } from "../../sandbox/alibaba/cloudsso/rpc/registry";
import { ims } from "../../sandbox/alibaba/ims/registry";
import { location } from "../../sandbox/alibaba/location/registry";
import { ram } from "../../sandbox/alibaba/ram/registry";
import { resourceManager } from "../../sandbox/alibaba/resourceManager/registry";
import { sts } from "../../sandbox/alibaba/sts/registry";
import { describeSandbox } from "../support/describeSandbox";
import { accountKey, Api } from "./alibaba/api";
import { signatures, type AlibabaClient, type ProductName } from "./alibaba/calls";
import { directoryCalls } from "./alibaba/cloudSso";
import { accessCalls } from "./alibaba/cloudSsoAccess";
import { otherCalls } from "./alibaba/others";
import { policyCalls } from "./alibaba/policies";
import { roleCalls } from "./alibaba/roles";
import { imsCalls } from "./alibaba/samlProviders";
import { stsCalls } from "./alibaba/sessions";
import { signatureCalls } from "./alibaba/signing";
import { ClientProcess } from "./support/clientProcess";

/** What no official client drives, and why. */
const undriven: Readonly<Record<string, string>> = {};

describeSandbox("Alibaba Cloud's official clients", {}, (sandbox) => {
  let client: AlibabaClient;

  before(() => {
    client = new ClientProcess(join(__dirname, "alibaba", "client.ts"), sandbox().environment);
  });
  after(() => client.stop());

  for (const signature of signatures) {
    const account = (product: ProductName) => () => new Api(client, product, accountKey(sandbox()), signature);
    const deployer = () => new Api(client, "sts", sandbox().alibaba.deployer, signature);
    signatureCalls(signature, {
      ram: account("ram"),
      key: () => accountKey(sandbox()),
      world: () => sandbox().world,
    });
    imsCalls(signature, account("ims"));
    roleCalls(signature, account("ram"));
    policyCalls(signature, account("ram"));
    stsCalls(signature, { deployer, account: account("sts") });
    directoryCalls(signature, account("cloudsso"));
    accessCalls(signature, account("cloudsso"), () => sandbox().context.clock.sleep(1000));
    otherCalls(signature, account("location"));
  }

  describe("all of them", () => {
    it("are refused, and the journal names, a permission that the deployer lacks: NoPermission, 403", async () => {
      const deployer = new Api(client, "ram", sandbox().alibaba.deployer, "ACS3-HMAC-SHA256");
      const { Message } = await deployer.refused("NoPermission", 403, "ListRoles");
      assert.doesNotMatch(String(Message), /ListRoles/);
      assert.equal(sandbox().context.journal.refusals.at(-1)?.detail?.["missing"], "ram:ListRoles");
    });

    // Blocks run in order, after the tests beside them: this one reads what the tests above have done.
    it("have been answered every action that is emulated", () => {
      const { context } = sandbox();
      const products = [ram, ims, sts(context), cloudSso(context, "cn-shanghai"), location, business, resourceManager];
      const emulated = products.flatMap(({ name, actions }) =>
        Object.keys(actions).map((action) => `${name} ${action}`),
      );
      const answered = context.journal.entries
        .filter(({ outcome }) => outcome === "ok")
        .map(({ service, action }) => `${service} ${action}`);
      assert.deepEqual(
        emulated.filter((call) => !answered.includes(call)),
        Object.keys(undriven),
      );
    });
  });
});
