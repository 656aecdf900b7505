import assert from "node:assert/strict";
import { SAML, ValidateInResponseTo } from "@node-saml/node-saml";
import { Browser, type PageView } from "../../../sandbox/browser/browser";
import { nameIdFormat } from "../../../sandbox/saml/constants";
import { saml2Url } from "../../../sandbox/entra/clouds";
import { describeSandbox } from "../../support/describeSandbox";
import { deploy } from "../proof/support/deploy";
import { promisedSamlApp } from "../proof/support/promises";
import { pem } from "./support/pem";
import { certificatesIn } from "./support/seen";

/** An application of somebody else's, built on node-saml: its requests are not ours either. */
describeSandbox("A service provider built on node-saml", {}, (sandbox) => {
  const acs = "https://elsewhere.example/saml/acs";
  const user = "b.simon@contoso.com";
  let saml: SAML;

  before(async () => {
    const { tenant } = sandbox().entra;
    const { output } = await deploy(
      sandbox(),
      promisedSamlApp({
        identifier: "urn:elsewhere",
        replyUrls: [acs],
        users: [user],
        nameId: { attribute: "userprincipalname", format: nameIdFormat.emailAddress },
        claims: [],
      }),
    );
    saml = new SAML({
      issuer: "urn:elsewhere",
      audience: "urn:elsewhere",
      callbackUrl: acs,
      entryPoint: saml2Url(tenant.cloud, tenant.id),
      idpCert: (await certificatesIn(String(output["metadata"]))).map(pem),
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: false,
      validateInResponseTo: ValidateInResponseTo.always,
      identifierFormat: nameIdFormat.emailAddress,
    });
  });

  /** Signs in where Entra asks, and gives the form that would be posted to the application. */
  async function answerTo(start: string): Promise<Record<string, string>> {
    const browser = new Browser((request) => sandbox().world.handle(request));
    let page: PageView = await browser.open(start);
    const [signIn] = page.forms;
    assert.equal(page.kind, "sign-in", JSON.stringify(page));
    if (signIn) page = await browser.submit(signIn, { username: user });
    const [form] = page.forms;
    assert.deepEqual([page.kind, form?.action], ["relay", acs], JSON.stringify(page));
    return { ...form?.fields };
  }

  it("is answered to its own request, by the redirect binding", async () => {
    const { SAMLResponse = "", RelayState } = await answerTo(await saml.getAuthorizeUrlAsync("state 1", undefined, {}));
    assert.equal(RelayState, "state 1");
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse });
    assert.deepEqual([profile?.nameID, profile?.nameIDFormat], [user, nameIdFormat.emailAddress]);
  });

  it("takes an answer once, and none that it did not ask for", async () => {
    const { SAMLResponse = "" } = await answerTo(await saml.getAuthorizeUrlAsync("", undefined, {}));
    assert.ok((await saml.validatePostResponseAsync({ SAMLResponse })).profile);
    await assert.rejects(saml.validatePostResponseAsync({ SAMLResponse }), /InResponseTo is not valid/);
  });
});
