import assert from "node:assert/strict";
import { instantiate, findTemplate } from "../../../sandbox/entra/model/templates";
import { compareDeployed } from "../../../sandbox/proof/deployed/compareDeployed";
import type { PromisedService } from "../../../sandbox/proof/promised/services";
import { nameIdFormat } from "../../../sandbox/saml/constants";
import { describeSandbox } from "../../support/describeSandbox";
import { assign, deploy, type Deployed } from "./support/deploy";
import { deviations, everything, id, setClaims, wiki, type Deviation } from "./support/deviations";
import {
  firstPhase,
  fromTheService,
  promise,
  promisedBalena,
  promisedRoleSso,
  promisedSamlApp,
  promisedZilliz,
} from "./support/promises";

describeSandbox("What a configuration says of a service, beside what was made", { fresh: "test" }, (sandbox) => {
  const compare = (service: PromisedService, { application }: Deployed) =>
    compareDeployed(promise(service), new Map([[service, application.appId]]), sandbox());

  /** The differences, with people by name and without the words that all have in common. */
  const told = (service: PromisedService, differences: readonly string[]) =>
    differences.map((line) =>
      line
        .replace(
          /[0-9a-f-]{36}$|[0-9a-f-]{36}(?= )/,
          (found) => sandbox().entra.tenant.findUser(found)?.userPrincipalName ?? found,
        )
        .replace(`${service.name} `, ""),
    );

  for (const [what, service] of Object.entries({
    "Zilliz Cloud in phase 1": promisedZilliz({ ...everything, ...firstPhase }),
    "Zilliz Cloud in phase 2": promisedZilliz(everything),
    balenaCloud: promisedBalena(everything),
    "a service": wiki,
    "a service with a sign-on URL and two reply URLs": promisedSamlApp({
      ...fromTheService,
      replyUrls: ["https://wiki.contoso.com/a", "https://wiki.contoso.com/b"],
    }),
    "a service with Entra's own NameID, and a claim": promisedSamlApp({
      nameId: { attribute: "userprincipalname", format: nameIdFormat.emailAddress },
    }),
  })) {
    it(`is the same for ${what}`, async () => {
      const { statements, differences } = compare(service, await deploy(sandbox(), service));
      assert.deepEqual(differences, []);
      assert.ok(statements >= 9, String(statements));
    });
  }

  it("is the same where a policy leaves the NameID to Entra", async () => {
    const service = promisedSamlApp({ nameId: { attribute: "userprincipalname", format: nameIdFormat.emailAddress } });
    const deployed = await deploy(sandbox(), service);
    const leftOut = (definition: string) =>
      definition.replace(/\{"Source":"user","ID":"userprincipalname"[^}]*\},/, "");
    setClaims(sandbox(), deployed, service, leftOut);
    assert.deepEqual(compare(service, deployed).differences, []);
  });

  for (const { what, service = wiki, change, lacking = [], unwanted = [] } of deviations) {
    it(`differs by ${what}`, async () => {
      const deployed = await deploy(sandbox(), service);
      assert.deepEqual(compare(service, deployed).differences, []);
      change(deployed, sandbox());
      const differences = told(service, compare(service, deployed).differences);
      const expected = [
        ...lacking.map((text) => `deployed: promised, but not so: ${text}`),
        ...unwanted.map((text) => `deployed: not promised: ${text}`),
      ];
      if (what === "another name") {
        for (const line of expected) assert.ok(differences.includes(line), line);
        assert.ok(differences.includes("deployed: not promised: Viki is an application"));
      } else assert.deepEqual([...differences].sort(), [...expected].sort());
    });
  }

  it("differs by an application that the stack does not give out", async () => {
    const deployed = await deploy(sandbox(), wiki);
    const { tenant } = sandbox().entra;
    instantiate(tenant, findTemplate(tenant, tenant.cloud.customTemplateId), "Stray", []);
    const { differences } = compare(wiki, deployed);
    assert.equal(differences.length, 1);
    assert.match(
      differences[0] ?? "",
      /^deployed: not promised: Stray \(.+\) is an application that the stack does not/,
    );
  });

  describe("An adopted application", () => {
    const adopted = promisedSamlApp({ ...everything, adopted: true });
    const older: Deviation["change"] = ({ application, principal }, { entra: { tenant } }) => {
      Object.assign(application, { owners: [...application.owners, id(sandbox(), "dave@contoso.com")] });
      assign(tenant, { application, principal }, "dave@contoso.com");
    };

    it("may have owners and assignments of its own; a new one may not", async () => {
      const deployed = await deploy(sandbox(), adopted);
      older(deployed, sandbox());
      assert.deepEqual(compare(adopted, deployed).differences, []);
      const made = { ...adopted, adopted: false };
      assert.equal(compare(made, deployed).differences.length, 2);
    });

    it("may not have reply URLs of its own, nor excuse those of an application with a longer name", async () => {
      const deployed = await deploy(sandbox(), adopted);
      const other = promisedSamlApp({ key: "other", name: `${adopted.name} two`, identifier: "urn:two" });
      const second = await deploy(sandbox(), other);
      for (const { application } of [deployed, second]) {
        application.web = { ...application.web, redirectUris: [...application.web.redirectUris, "https://x.example/"] };
      }
      assign(sandbox().entra.tenant, second, "dave@contoso.com");
      const clientIds = new Map([
        [adopted, deployed.application.appId],
        [other, second.application.appId],
      ]);
      assert.deepEqual(compareDeployed(promise(adopted, other), clientIds, sandbox()).differences, [
        "deployed: not promised: Wiki has the reply URL https://x.example/",
        `deployed: not promised: Wiki two gives User to ${id(sandbox(), "dave@contoso.com")}`,
        "deployed: not promised: Wiki two has the reply URL https://x.example/",
      ]);
    });

    it("may give plain access by its role msiam_access, if that is what it has", async () => {
      const deployed = await deploy(sandbox(), adopted);
      const { tenant } = sandbox().entra;
      const role = deployed.application.appRoles.find(({ displayName }) => displayName === "msiam_access");
      tenant.data.appRoleAssignments = tenant.data.appRoleAssignments.map((one) => ({
        ...one,
        appRoleId: role?.id ?? "",
      }));
      assert.deepEqual(compare(adopted, deployed).differences, []);
    });
  });
});

describeSandbox("What a configuration says of role SSO, beside Entra", { fresh: "test" }, (sandbox) => {
  const recipient = "https://signin.alibabacloud.com/saml-role/sso";
  const application = promisedRoleSso();
  const made = () =>
    deploy(
      sandbox(),
      promisedSamlApp({
        name: "App",
        identifier: "urn:alibaba:cloudcomputing:international",
        replyUrls: [recipient],
      }),
    );
  const compare = ({ application: { appId } }: Deployed) =>
    compareDeployed({ ...promise(), roleSso: [application] }, new Map([[application, appId]]), sandbox()).differences;

  it("is the same, whatever claims it sends: those are seen when somebody signs on", async () => {
    assert.deepEqual(compare(await made()), []);
  });

  it("differs by one more reply URL", async () => {
    const deployed = await made();
    const { web } = deployed.application;
    deployed.application.web = { ...web, redirectUris: [recipient, "https://evil.example/"] };
    assert.deepEqual(compare(deployed), ["deployed: not promised: App has the reply URL https://evil.example/"]);
  });
});
