import assert from "node:assert/strict";
import { handOver } from "../../../sandbox/proof/handOver";
import { pathOf, type PromisedService } from "../../../sandbox/proof/promised/services";
import { readyServices } from "../../../sandbox/proof/readyServices";
import { describeSandbox } from "../../support/describeSandbox";
import { deploy } from "./support/deploy";
import {
  firstPhase,
  fromTheService,
  promisedBalena,
  promisedSamlApp,
  promisedZilliz,
  zillizUrls,
} from "./support/promises";

describeSandbox("What an administrator gives to the services", { fresh: "test" }, (sandbox) => {
  const ready = (service: PromisedService) => readyServices([service], sandbox().services);
  const readyOne = (service: PromisedService) => ready(service)[0] ?? assert.fail();
  const give = (service: PromisedService, outputs: Record<string, unknown>, to = ready(service)) =>
    handOver(to, (request) => sandbox().world.handle(request), outputs);
  const took = (service: PromisedService, fields: string) => `${service.party} took ${fields} of ${pathOf(service)}`;

  for (const [what, service, fields] of [
    ["Zilliz Cloud", promisedZilliz(), "singleSignOnUrl, entityId, certificate"],
    ["balenaCloud", promisedBalena(), "metadata"],
    ["a service", promisedSamlApp(), "metadata"],
    ["a service with a sign-on URL", promisedSamlApp(fromTheService), "metadata"],
  ] as const) {
    it(`is taken by ${what}, as often as you like`, async () => {
      const { outputs } = await deploy(sandbox(), service);
      const loginUrls = service.signOnUrl === undefined ? {} : { [pathOf(service)]: service.signOnUrl };
      const expected = { done: [took(service, fields)], differences: [], next: [], loginUrls };
      assert.deepEqual(await give(service, outputs), expected);
      assert.deepEqual(await give(service, outputs), expected);
    });

    for (const field of fields.split(", ")) {
      it(`is missed where the stack gives out no ${field} for ${what}`, async () => {
        const { output } = await deploy(sandbox(), service);
        const outputs = { [service.system]: { [service.key]: { ...output, [field]: undefined } } };
        const { done, differences } = await give(service, outputs);
        assert.deepEqual(done, []);
        assert.deepEqual(differences, [`outputs: the stack gives no ${field} for ${pathOf(service)}`]);
      });

      it(`is reported in the words of ${what} where it refuses the ${field}`, async () => {
        const { output } = await deploy(sandbox(), service);
        const outputs = { [service.system]: { [service.key]: { ...output, [field]: "not that" } } };
        const { done, differences } = await give(service, outputs);
        assert.deepEqual(done, []);
        assert.equal(differences.length, 1);
        assert.match(
          differences[0] ?? "",
          /^hand-over: .+ does not take what .+ gives out: Invalid\w+: .+ \(https:\/\/.+\)$/,
        );
        assert.ok(differences[0]?.includes(pathOf(service)));
      });
    }
  }

  it("is what the outputs say, and nothing that anybody could look up instead", async () => {
    const service = promisedZilliz();
    const { outputs } = await deploy(sandbox(), service);
    const wrong = structuredClone(outputs) as { zillizSso: { main: Record<string, unknown> } };
    wrong.zillizSso.main.entityId = "another";
    await give(service, wrong);
    assert.equal(sandbox().services.ensureZilliz({ key: "main", ...zillizUrls }).service.entityId, "another");
  });

  it("is answered in phase 1 with the two URLs that the configuration lacks", async () => {
    const service = promisedZilliz(firstPhase);
    const { outputs } = await deploy(sandbox(), service);
    assert.deepEqual(await give(service, outputs), {
      done: [took(service, "singleSignOnUrl, entityId, certificate")],
      differences: [],
      next: [
        `set zillizSso.main.redirectUrl to ${zillizUrls.redirectUrl} and ssoLoginUrl to ${zillizUrls.ssoLoginUrl} (the emulated console says so; the real one shows others)`,
      ],
      loginUrls: { "zillizSso.main": zillizUrls.ssoLoginUrl },
    });
  });

  it("is answered with the login URL alone, if only that is lacking", async () => {
    const service = promisedZilliz({ signOnUrl: undefined, myAppsLeadsThere: false });
    const { outputs } = await deploy(sandbox(), service);
    const { differences, next } = await give(service, outputs);
    assert.deepEqual(
      [differences, next],
      [
        [],
        [
          `set zillizSso.main.ssoLoginUrl to ${zillizUrls.ssoLoginUrl} (the emulated console says so; the real one shows others)`,
        ],
      ],
    );
  });

  for (const [setting, mistyped, right] of [
    ["redirectUrl", { replyUrls: ["https://cloud.zilliz.com/sso/typo/callback"] }, zillizUrls.redirectUrl],
    ["ssoLoginUrl", { signOnUrl: "https://cloud.zilliz.com/sso/typo/login" }, zillizUrls.ssoLoginUrl],
  ] as const) {
    it(`shows a ${setting} in the configuration that the console does not say`, async () => {
      const known = readyOne(promisedZilliz());
      const service = promisedZilliz(mistyped);
      const { outputs } = await deploy(sandbox(), service);
      const { differences } = await give(service, outputs, [{ ...known, service }]);
      const wrong = Object.values(mistyped).join();
      assert.deepEqual(differences, [
        `hand-over: zillizSso.main.${setting} is ${wrong}, but the console says ${right}`,
      ]);
    });
  }

  it("shows a login URL that is not the one which the service says", async () => {
    const known = readyOne(promisedBalena());
    const service = promisedBalena({ signOnUrl: "https://dashboard.balena-cloud.com/saml/other" });
    const { outputs } = await deploy(sandbox(), service);
    const { differences } = await give(service, outputs, [{ ...known, service }]);
    assert.deepEqual(differences, [
      "hand-over: users of balenaSso.fleet begin at https://dashboard.balena-cloud.com/saml/other, but balenaCloud says https://dashboard.balena-cloud.com/saml/acme",
    ]);
  });

  it("can't be given where there is no such page", async () => {
    const service = promisedBalena();
    const { outputs } = await deploy(sandbox(), service);
    const known = readyOne(service);
    const { done, differences } = await give(service, outputs, [{ ...known, settingsUrl: `${known.settingsUrl}/x` }]);
    assert.deepEqual(done, []);
    assert.match(differences[0] ?? "", /gives out: 404 .+\/x\)$/);
  });
});
