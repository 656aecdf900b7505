import assert from "node:assert/strict";
import { createVerify } from "node:crypto";
import type { CloudSsoDirectory } from "../../../../../sandbox/alibaba/cloudsso/model/state";
import { formUrl } from "../../../../../sandbox/alibaba/cloudsso/sp/places";
import { decodePost, decodeRedirect, readAuthnRequest } from "../../../../../sandbox/saml/request";
import { verifyAssertionSignature } from "../../../../../sandbox/saml/verify";
import { parseXml } from "../../../../../sandbox/saml/xml";
import { readPage } from "../../support/roleSso";
import { createSigner, type Signer } from "../../../saml/support/signer";
import { begin } from "./responseCases";
import { cookieOf, directory, lab, loginUrl, logon, origin, sso, type Sso } from "./support";

const pem = (certificate: string) =>
  `-----BEGIN CERTIFICATE-----\n${certificate.replace(/(.{64})(?=.)/g, "$1\n")}\n-----END CERTIFICATE-----\n`;

describe("The CloudSSO sign-in page", () => {
  let signer: Signer;

  before(async () => {
    signer = await createSigner("directory");
  });

  const open = (change: (own: CloudSsoDirectory) => void = () => undefined, checksOff: readonly string[] = []): Sso => {
    const own = directory(signer);
    change(own);
    return sso(signer, checksOff, own);
  };
  const go = (test: Sso) => test.post(formUrl(test.directory, "sso"), {});

  it("asks only to go on, and says where", async () => {
    const test = open();
    const page = await readPage(await test.get(logon));
    assert.equal(page.kind, "relay");
    assert.match(page.text, /Corporate Account Sign-in/);
    assert.deepEqual(page.facts, { directory: "contoso", "sign-in-at": "login.microsoftonline.com" });
    assert.deepEqual(
      page.forms.map(({ action, fields, text }) => [action, fields, text]),
      [[`${logon}/sso`, {}, "Go"]],
    );
  });

  it("sends an unsigned request by redirect, bound to the browser", async () => {
    const test = open();
    const response = await go(test);
    const location = response.headers.get("location") ?? "";
    assert.ok(location.startsWith(`${loginUrl}?SAMLRequest=`));
    assert.deepEqual([...new URL(location).searchParams.keys()], ["SAMLRequest"]);
    const request = readAuthnRequest(decodeRedirect(new URL(location).searchParams.get("SAMLRequest") ?? ""));
    assert.deepEqual(request, {
      id: request.id,
      version: "2.0",
      issueInstant: "2026-01-15T08:00:00.000Z",
      issuer: `${origin}/saml/sp/d-00000001`,
      destination: loginUrl,
      assertionConsumerServiceUrl: test.acs,
      protocolBinding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
      nameIdFormat: undefined,
      isPassive: undefined,
      hasSubject: false,
    });
    const cookie = response.headers.get("set-cookie") ?? "";
    assert.match(
      cookie,
      /^cloudsso_sandbox_request_[\w-]+=[0-9a-f]{32}; Path=\/; Secure; HttpOnly; SameSite=None; Max-Age=600$/,
    );
    const again = await begin(test);
    assert.notEqual(again.id, request.id);
    assert.notEqual(again.cookie, cookieOf(response));
    const [record] = test.context.signOns.records;
    assert.deepEqual(
      [record?.party, record?.step],
      ["Alibaba CloudSSO", "ask login.microsoftonline.com to sign somebody on"],
    );
    assert.match(record?.saml ?? "", /AuthnRequest/);
  });

  it("forgets requests that were not answered in time when another one begins", async () => {
    const test = open();
    await go(test);
    test.clock.advance(10 * 60_000);
    await go(test);
    assert.equal(Object.keys(test.directory.signOn.requests).length, 1);
  });

  it("keeps the query of the logon URL of the identity provider", async () => {
    const test = open(({ identityProvider }) => {
      identityProvider.loginUrl = `${loginUrl}?tenant=1`;
    });
    const location = (await go(test)).headers.get("location") ?? "";
    assert.ok(location.startsWith(`${loginUrl}?tenant=1&SAMLRequest=`));
  });

  for (const [algo, name, hash] of [
    ["rsa-sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "RSA-SHA256"],
    ["rsa-sha1", "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "RSA-SHA1"],
  ] as const) {
    const signing = ({ identityProvider, serviceProvider }: CloudSsoDirectory) => {
      identityProvider.wantRequestSigned = true;
      serviceProvider.authnSignAlgo = algo;
    };

    it(`signs the query with ${algo} if the identity provider wants that`, async () => {
      const location = (await go(open(signing))).headers.get("location") ?? "";
      const [signed = "", signature = ""] = location.slice(location.indexOf("?") + 1).split("&Signature=");
      assert.match(signed, /^SAMLRequest=[^&]+&SigAlg=[^&]+$/);
      assert.equal(new URL(location).searchParams.get("SigAlg"), name);
      const verify = (text: string) =>
        createVerify(hash).update(text).verify(pem(signer.certificate), decodeURIComponent(signature), "base64");
      assert.equal(verify(signed), true);
      assert.equal(verify(`${signed}x`), false);
    });

    it(`posts a request that is signed with ${algo} if the identity provider wants that`, async () => {
      const test = open((own) => {
        signing(own);
        own.identityProvider.bindingType = "Post";
      });
      const response = await go(test);
      assert.match(response.headers.get("set-cookie") ?? "", /^cloudsso_sandbox_request_/);
      const page = await readPage(response);
      assert.deepEqual([page.kind, page.forms[0]?.action], ["relay", loginUrl]);
      const xml = decodePost(page.forms[0]?.fields["SAMLRequest"] ?? "");
      const root = parseXml(xml).documentElement ?? assert.fail();
      assert.equal(verifyAssertionSignature(xml, root, [signer.certificate]).signatureAlgorithm, name);
      assert.equal(readAuthnRequest(xml).issuer, test.directory.serviceProvider.entityId);
    });
  }

  it("posts a request without a signature where none is wanted", async () => {
    const page = await readPage(
      await go(
        open(({ identityProvider }) => {
          identityProvider.bindingType = "Post";
        }),
      ),
    );
    const xml = decodePost(page.forms[0]?.fields["SAMLRequest"] ?? "");
    assert.doesNotMatch(xml, /Signature/);
  });

  const disabled = ({ identityProvider }: CloudSsoDirectory) => {
    identityProvider.ssoStatus = "Disabled";
  };

  it("asks for a password where SSO is not enabled, and takes none", async () => {
    const test = open(disabled);
    const page = await readPage(await test.get(logon));
    assert.equal(page.kind, "sign-in");
    assert.equal(page.facts["sso"], "not enabled");
    assert.equal(test.refused(), "sso-enabled");
    const refused = await readPage(await test.post(page.forms[0]?.action ?? "", { username: "b.simon@contoso.com" }));
    assert.deepEqual([refused.kind, refused.facts["error-code"]], ["refused", "InvalidUserNameOrPassword"]);
    const none = await readPage(await go(test));
    assert.deepEqual(
      [none.kind, none.facts["error-code"], test.refused()],
      ["refused", "SSONotEnabled", "sso-enabled"],
    );
  });

  it("goes on where SSO is not enabled with sso-enabled switched off", async () => {
    const test = open(disabled, ["sso-enabled"]);
    assert.equal((await readPage(await test.get(logon))).kind, "relay");
    assert.equal((await go(test)).status, 302);
  });

  it("takes no password where SSO is enabled", async () => {
    const test = open();
    const refused = await readPage(await test.post(formUrl(test.directory, "password"), { username: "x" }));
    assert.deepEqual([refused.kind, refused.facts["error-code"]], ["refused", "PasswordLogonDisabled"]);
  });

  it("asks nobody where there is no identity provider", async () => {
    for (const lost of [{ entityId: undefined }, { loginUrl: undefined }]) {
      const test = open(({ identityProvider }) => Object.assign(identityProvider, lost));
      const refused = await readPage(await go(test));
      assert.deepEqual([refused.kind, test.refused()], ["refused", "identity-provider"]);
      assert.deepEqual(test.directory.signOn.requests, {});
    }
  });

  it("exists for directories at the host of their region only", async () => {
    const test = open();
    for (const url of [
      `${origin}/nobody/login`,
      `${origin}/Contoso/login`,
      logon.replace("cn-shanghai", "us-west-1"),
      logon.replace("signin-cn-shanghai", "www"),
    ]) {
      const page = await readPage(await test.get(url));
      assert.deepEqual([page.kind, page.facts["error-code"]], ["refused", "EntityNotExists.Directory"], url);
    }
    assert.equal((await test.post(`${origin}/contoso/nothing`, {})).status, 404);
    assert.equal((await test.get("https://a.b.alibabacloudsso.com/contoso/login")).status, 502);
  });

  it("answers where no directory was ever made", async () => {
    const test = lab([]);
    assert.equal((await test.get(logon)).status, 404);
    assert.equal((await test.get(`${origin}/`)).status, 403);
  });
});
