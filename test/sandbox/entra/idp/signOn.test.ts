import assert from "node:assert/strict";
import { parse } from "node-html-parser";
import { readAssertion, readResponse } from "../../../../sandbox/saml/message";
import { verifyAssertionSignature } from "../../../../sandbox/saml/verify";
import { userAccessUrl } from "../../../../sandbox/entra/clouds";
import type { EntraState } from "../../../../sandbox/entra/model/types";
import {
  acs,
  addRoles,
  assign,
  entityId,
  galleryName,
  groupId,
  instantiate,
  Lab,
  role,
  userId,
  type Made,
} from "../support";

const attributes = "https://www.aliyun.com/SAML-Role/Attributes";

/** An application that is ready: role 1 for carol, role 2 for the group Alibaba Auditors, role 3 (no value) for both. */
async function readyApplication(): Promise<{ state: EntraState; made: Made }> {
  const lab = new Lab();
  const found = await lab.ok(`GET /applicationTemplates?$filter=displayName eq '${galleryName}'`);
  const made = await instantiate(lab, String(found["value"]?.[0]?.["id"]), "Alibaba Cloud");
  const principal = `/servicePrincipals/${made.principal}`;
  await lab.ok(`PATCH ${principal}`, {
    preferredSingleSignOnMode: "saml",
    samlSingleSignOnSettings: { relayState: "https://home.example/" },
  });
  await lab.ok(`PATCH /applications/${made.id}`, { identifierUris: [entityId], web: { redirectUris: [acs] } });
  await addRoles(lab, made, role(1), role(2), role(3, null));
  const { thumbprint } = await lab.ok(`POST ${principal}/addTokenSigningCertificate`, { displayName: "CN=Test" });
  await lab.ok(`PATCH ${principal}`, { preferredTokenSigningKeyThumbprint: thumbprint });
  const [carol, auditors, operators] = [
    userId(lab, "carol@contoso.com"),
    groupId(lab, "Alibaba Auditors"),
    groupId(lab, "Alibaba Operators"),
  ];
  const given: readonly [string, number][] = [
    [carol, 1],
    [carol, 2],
    [auditors, 2],
    [auditors, 3],
    [operators, 1],
  ];
  for (const [principalId, number] of given) assert.equal((await assign(lab, made, principalId, number)).status, 201);
  return { state: lab.entra.state, made };
}

describe("Sign-on", () => {
  let ready: { state: EntraState; made: Made };
  before(async () => {
    ready = await readyApplication();
  });

  const open = (change: (lab: Lab) => void = () => undefined, checksOff: readonly string[] = []) => {
    const lab = new Lab({ state: ready.state, behaviour: { checksOff: new Set(checksOff) } });
    change(lab);
    return lab;
  };
  const principal = (lab: Lab) => lab.tenant.servicePrincipal(ready.made.principal);
  const application = (lab: Lab) => lab.tenant.application(ready.made.id);

  /** As a browser does it: the user access URL, the sign-in form, and the page that follows. */
  async function signOn(lab: Lab, username: string, url?: string) {
    const launch = await lab.get(url ?? userAccessUrl(lab.tenant.cloud, lab.tenant.id, ready.made.appId));
    assert.equal(launch.status, 302);
    const address = launch.headers.get("location") ?? "";
    const form = parse(await (await lab.get(address)).text()).querySelector("form");
    const target = new URL(form?.getAttribute("action") ?? "", address);
    const body = new URLSearchParams({ username });
    const page = parse(await (await lab.world.handle(new Request(target, { method: "POST", body }))).text());
    const fact = (id: string) => page.querySelector(`[data-fact=${id}]`)?.text;
    const field = (name: string) => page.querySelector(`form#relay input[name=${name}]`)?.getAttribute("value");
    return {
      kind: page.querySelector("body")?.getAttribute("data-page"),
      action: page.querySelector("form#relay")?.getAttribute("action"),
      code: fact("error-code"),
      message: fact("error-message"),
      response: field("SAMLResponse"),
      relayState: field("RelayState"),
    };
  }

  async function assertionFor(lab: Lab, username: string) {
    const { response, message } = await signOn(lab, username);
    assert.ok(response, message);
    const { xml, shell, assertions } = readResponse(response);
    const [element] = assertions;
    assert.ok(element);
    const certificates = lab.tenant.data.signingKeys.map(({ certificate }) => certificate);
    return { shell, assertion: readAssertion(verifyAssertionSignature(xml, element, certificates).signedXml) };
  }

  const values = (assertion: { attributes: readonly { name: string; values: readonly string[] }[] }, name: string) =>
    assertion.attributes.filter((entry) => entry.name === `${attributes}/${name}`).map((entry) => entry.values);

  it("posts a signed assertion to the reply URL, shaped as Entra ID's", async () => {
    const lab = open();
    const { kind, action, relayState } = await signOn(lab, "carol@contoso.com");
    assert.deepEqual([kind, action, relayState], ["relay", acs, "https://home.example/"]);
    const { shell, assertion } = await assertionFor(lab, "carol@contoso.com");
    const issuer = `https://sts.windows.net/${lab.tenant.id}/`;
    assert.deepEqual([shell.issuer, shell.destination, shell.inResponseTo], [issuer, acs, undefined]);
    assert.equal(assertion.issuer, issuer);
    assert.deepEqual(assertion.nameIds, [
      { value: "carol@contoso.com", format: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress" },
    ]);
    assert.deepEqual(
      assertion.subjectConfirmations.map(({ recipient, inResponseTo }) => [recipient, inResponseTo]),
      [[acs, undefined]],
    );
    assert.deepEqual(assertion.conditions?.audiences, [entityId]);
    assert.equal(assertion.conditions?.notBefore, "2026-01-15T07:55:00.000Z");
    assert.equal(assertion.conditions.notOnOrAfter, "2026-01-15T09:05:00.000Z");
    const own = assertion.attributes.find(({ name }) => name.endsWith("/claims/tenantid"));
    assert.deepEqual(own?.values, [lab.tenant.id]);
    const names = assertion.attributes.map(({ name }) => name);
    for (const name of ["tenantid", "objectidentifier", "displayname", "identityprovider"]) {
      assert.ok(names.includes(`http://schemas.microsoft.com/identity/claims/${name}`), name);
    }
    assert.deepEqual(values(assertion, "RoleSessionName"), [["carol@contoso.com"]]);
  });

  const roles: readonly [user: string, expected: readonly (readonly string[])[]][] = [
    // Role 1 twice (directly and through Alibaba Operators) counts once.
    ["carol@contoso.com", [["role-1", "role-2"]]],
    // Role 3 has no value.
    ["li.lei@contoso.com", [["role-2"]]],
    ["dave@contoso.com", [["role-1"]]],
  ];
  for (const [user, expected] of roles) {
    it(`gives ${user} the roles ${expected.flat().join(" and ")} in one attribute`, async () => {
      const { assertion } = await assertionFor(open(), user);
      assert.deepEqual(values(assertion, "Role"), expected);
    });
  }

  it("leaves a disabled role out", async () => {
    const lab = open((it) => {
      application(it).appRoles = application(it).appRoles.map((entry) =>
        entry.value === "role-1" ? { ...entry, isEnabled: false } : entry,
      );
      principal(it).arrivingAppRoles = [{ visibleAt: it.tenant.now(), appRoles: application(it).appRoles }];
    });
    assert.deepEqual(values((await assertionFor(lab, "carol@contoso.com")).assertion, "Role"), [["role-2"]]);
  });

  it("replaces the gallery's claims by those of a policy, entirely", async () => {
    const lab = open();
    const ClaimsSchema = [{ Value: "3600", SamlClaimType: `${attributes}/SessionDuration` }];
    const definition = [
      JSON.stringify({ ClaimsMappingPolicy: { Version: 1, IncludeBasicClaimSet: "true", ClaimsSchema } }),
    ];
    const { id } = await lab.ok("POST /policies/claimsMappingPolicies", { displayName: "x", definition });
    const reference = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${String(id)}` };
    await lab.ok(`POST /servicePrincipals/${ready.made.principal}/claimsMappingPolicies/$ref`, reference);
    const { assertion } = await assertionFor(lab, "carol@contoso.com");
    assert.deepEqual(
      ["Role", "RoleSessionName", "SessionDuration"].map((name) => values(assertion, name)),
      [[], [], [["3600"]]],
    );
  });

  it("signs with the active certificate of two", async () => {
    const lab = open();
    const path = `/servicePrincipals/${ready.made.principal}`;
    const second = await lab.ok(`POST ${path}/addTokenSigningCertificate`, { displayName: "CN=Second" });
    const signer = async () => {
      const { response = "" } = await signOn(lab, "carol@contoso.com");
      return Buffer.from(response, "base64").toString().includes(String(second["key"]));
    };
    assert.equal(await signer(), false);
    await lab.ok(`PATCH ${path}`, { preferredTokenSigningKeyThumbprint: second["thumbprint"] });
    assert.equal(await signer(), true);
  });

  type Refused = readonly [check: string, code: string, user: string, change?: (lab: Lab) => void];
  const refusals: readonly Refused[] = [
    ["application", "AADSTS700016", "carol@contoso.com", (lab) => (lab.tenant.data.servicePrincipals = [])],
    ["application-enabled", "AADSTS7000112", "carol@contoso.com", (lab) => (principal(lab).accountEnabled = false)],
    ["saml-mode", "AADSTS650056", "carol@contoso.com", (lab) => (principal(lab).preferredSingleSignOnMode = null)],
    ["user", "AADSTS50034", "nobody@contoso.com"],
    [
      "user-enabled",
      "AADSTS50057",
      "carol@contoso.com",
      (lab) => Object.assign(lab.tenant.findUser("carol@contoso.com") ?? {}, { accountEnabled: false }),
    ],
    ["assigned", "AADSTS50105", "mallory@contoso.com"],
    // Member of Contractors, which is in Alibaba Operators.
    ["assigned", "AADSTS50105", "heidi@contoso.com"],
    ["identifier", "AADSTS650056", "carol@contoso.com", (lab) => (application(lab).identifierUris = [])],
    [
      "reply-url",
      "AADSTS500113",
      "carol@contoso.com",
      (lab) => (application(lab).web = { ...application(lab).web, redirectUris: [] }),
    ],
    [
      "reply-url",
      "AADSTS500113",
      "carol@contoso.com",
      (lab) => (application(lab).web = { ...application(lab).web, redirectUris: [acs, `${acs}/2`] }),
    ],
    [
      "claims-policy-key",
      "AADSTS50146",
      "carol@contoso.com",
      (lab) => {
        const definition = ['{"ClaimsMappingPolicy":{"Version":1,"IncludeBasicClaimSet":"true","ClaimsSchema":[]}}'];
        lab.tenant.data.claimsMappingPolicies = [
          { id: "p", displayName: "p", description: null, definition, isOrganizationDefault: false },
        ];
        Object.assign(principal(lab), { claimsMappingPolicies: ["p"], keyCredentials: [] });
      },
    ],
    [
      "active-certificate",
      "AADSTS50146",
      "carol@contoso.com",
      (lab) => (principal(lab).preferredTokenSigningKeyThumbprint = null),
    ],
    [
      "active-certificate",
      "AADSTS50146",
      "carol@contoso.com",
      (lab) => (principal(lab).preferredTokenSigningKeyThumbprint = "00"),
    ],
    ["certificate-validity", "AADSTS50146", "carol@contoso.com", (lab) => lab.clock.advance(3 * 366 * 86_400_000)],
    [
      "name-id",
      "AADSTS50008",
      "carol@contoso.com",
      (lab) => {
        const entry = {
          Source: "user",
          ID: "extensionattribute7",
          SamlClaimType: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier",
        };
        const definition = [
          JSON.stringify({ ClaimsMappingPolicy: { Version: 1, IncludeBasicClaimSet: "true", ClaimsSchema: [entry] } }),
        ];
        lab.tenant.data.claimsMappingPolicies = [
          { id: "p", displayName: "p", description: null, definition, isOrganizationDefault: false },
        ];
        principal(lab).claimsMappingPolicies = ["p"];
      },
    ],
  ];
  for (const [check, code, user, change] of refusals) {
    it(`refuses ${user} by the check ${check} with ${code}${change ? "" : ", as is"}`, async () => {
      const lab = open(change);
      const page = await signOn(lab, user);
      assert.deepEqual([page.kind, page.code, page.response], ["refused", code, undefined]);
      assert.ok(page.message?.startsWith(`${code}: `));
      const [record] = lab.context.signOns.records;
      assert.equal(record?.verdict.refused?.check, check);
      assert.equal(record.verdict.refused.code, code);
      assert.equal(record.saml, undefined);
    });
  }

  // Without the check, exactly what it stops gets in.
  const admitted: readonly Refused[] = refusals.filter(([check]) =>
    [
      "application-enabled",
      "saml-mode",
      "user-enabled",
      "assigned",
      "identifier",
      "certificate-validity",
      "name-id",
    ].includes(check),
  );
  for (const [check, , user, change] of admitted) {
    it(`admits ${user} with the check ${check} switched off`, async () => {
      const lab = open(change, [check]);
      assert.equal((await signOn(lab, user)).kind, "relay");
      const [record] = lab.context.signOns.records;
      assert.equal(record?.party, "Microsoft Entra ID");
      assert.ok(record.verdict.accepted && record.saml);
    });
  }

  it("signs with a certificate that was never activated when that check is off", async () => {
    const lab = open((it) => (principal(it).preferredTokenSigningKeyThumbprint = null), ["active-certificate"]);
    assert.equal((await signOn(lab, "carol@contoso.com")).kind, "relay");
  });

  it("needs no assignment if the application doesn't", async () => {
    const lab = open((it) => (principal(it).appRoleAssignmentRequired = false));
    const { assertion } = await assertionFor(lab, "mallory@contoso.com");
    assert.deepEqual(values(assertion, "Role"), []);
  });

  it("refuses the user access URL of another tenant", async () => {
    const lab = open();
    const url = userAccessUrl(lab.tenant.cloud, "fabrikam.com", ready.made.appId);
    const page = await lab.get((await lab.get(url)).headers.get("location") ?? "");
    assert.match(await page.text(), /AADSTS90002/);
    assert.equal(lab.context.signOns.records[0]?.verdict.refused?.check, "tenant");
  });

  it("writes what the user typed as text", async () => {
    const lab = open();
    const { message } = await signOn(lab, "<script>alert(1)</script>");
    assert.match(String(message), /alert\(1\)/);
    const raw = await lab.world.handle(
      new Request(`https://login.microsoftonline.com/${lab.tenant.id}/signon?app=${ready.made.appId}`, {
        method: "POST",
        body: new URLSearchParams({ username: "<script>alert(1)</script>" }),
      }),
    );
    assert.equal((await raw.text()).includes("<script>alert"), false);
  });
});
