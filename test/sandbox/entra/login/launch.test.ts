import assert from "node:assert/strict";
import { Browser } from "../../../../sandbox/browser/browser";
import { signOn } from "../../../../sandbox/browser/signOn";
import { userAccessUrl } from "../../../../sandbox/entra/clouds";
import type { EntraState } from "../../../../sandbox/entra/model/types";
import type { Lab, Made } from "../support";
import { labWithService, readyForService, service } from "./fakeService";

describe("The user access URL", () => {
  let ready: { state: EntraState; made: Made };
  before(async () => {
    ready = await readyForService();
  });

  const principal = (lab: Lab) => lab.tenant.servicePrincipal(ready.made.principal);
  const start = ({ tenant }: Lab, name = tenant.id) => userAccessUrl(tenant.cloud, name, ready.made.appId);
  const from = async (loginUrl: string | null, prepare: (lab: Lab) => void = () => undefined) => {
    const { access, lab } = labWithService(ready.state);
    principal(lab).loginUrl = loginUrl;
    prepare(lab);
    return signOn(access, { start: start(lab), username: "carol@contoso.com" });
  };
  const hosts = (steps: readonly { url: string }[]) => steps.map(({ url }) => new URL(url).host);

  it("begins at the service for an application with a Sign on URL", async () => {
    const trace = await from(service.login);
    assert.equal(trace.outcome, "in", JSON.stringify(trace.facts));
    assert.deepEqual(hosts(trace.steps), [
      "launcher.myapps.microsoft.com",
      "sp.example",
      "login.microsoftonline.com",
      "login.microsoftonline.com",
      "sp.example",
    ]);
    assert.equal(trace.facts["relay-state"], service.relayState);
  });

  it("asks for one user name, and takes two for nobody's", async () => {
    const { access, lab } = labWithService(ready.state);
    const url = `https://login.microsoftonline.com/${lab.tenant.id}/signon?app=${ready.made.appId}`;
    for (const [more, kind] of [
      [[], "relay"],
      [[["username", "mallory@contoso.com"]], "refused"],
    ] as const) {
      const body = new URLSearchParams([["username", "carol@contoso.com"], ...more] as [string, string][]);
      const answer = await access.send(new Request(url, { method: "POST", body }));
      assert.match(await answer.text(), new RegExp(`data-page="${kind}"`));
    }
  });

  const atEntra: readonly [what: string, loginUrl: string | null, prepare?: (lab: Lab) => void][] = [
    ["without one", null],
    ["for an empty one", ""],
    [
      "for an application that is not in SAML mode",
      service.login,
      (lab) => (principal(lab).preferredSingleSignOnMode = null),
    ],
  ];
  for (const [what, loginUrl, prepare] of atEntra) {
    it(`begins at Entra ID ${what}`, async () => {
      const { steps } = await from(loginUrl, prepare);
      assert.deepEqual(hosts(steps).slice(0, 2), ["launcher.myapps.microsoft.com", "login.microsoftonline.com"]);
    });
  }

  it("does not tell another tenant's users where the service is", async () => {
    const { access, lab } = labWithService(ready.state);
    principal(lab).loginUrl = service.login;
    const page = await new Browser(access.send).open(start(lab, "fabrikam.com"));
    assert.equal(page.facts["error-code"], "AADSTS90002");
  });

  for (const url of ["javascript:alert(1)", "data:text/html,x", "sp.example/login"]) {
    it(`does not go to ${url}`, async () => {
      const trace = await from(url);
      assert.deepEqual([trace.outcome, trace.facts["error-code"]], ["refused", "AADSTS650056"]);
      const [record, ...others] = trace.records;
      assert.deepEqual(others, []);
      assert.deepEqual(
        [record?.step, record?.verdict.refused?.check, record?.verdict.refused?.found],
        ["open the Sign on URL of The service", "sign-on-url", url],
      );
    });
  }
});
