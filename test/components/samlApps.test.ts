import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { updateApplication } from "../../sandbox/entra/model/applications";
import { parseClaimsPolicy } from "../../sandbox/entra/model/claimsPolicy";
import { binding } from "../../sandbox/saml/constants";
import { writeSpMetadata } from "../../sandbox/saml/metadata";
import { applicationNamed, assignments, found, makeApplication } from "../support/clouds";
import { describeSandbox } from "../support/describeSandbox";
import { refusedFaults } from "../support/refusedFaults";
import { servicesConfig, up, type Config } from "../support/stack";

const identifier = "https://grafana.contoso.com/saml/metadata";
const replyUrl = "https://grafana.contoso.com/saml/acs";
const signOnUrl = "https://grafana.contoso.com/login";

const apps = (entry: Config): Config =>
  servicesConfig("dev", { samlApps: { grafana: { application: { name: "Grafana" }, ...entry } } });

describeSandbox("A SAML service that nobody has written code for", { fresh: "test" }, (sandbox) => {
  const entra = () => applicationNamed(sandbox(), "Grafana");
  const rules = () => {
    const { claimsMappingPolicies } = sandbox().entra.tenant.data;
    return claimsMappingPolicies.flatMap(({ definition }) => parseClaimsPolicy(definition).rules);
  };

  it("is a few lines of configuration", async () => {
    const { outputs } = await up(sandbox(), apps({ identifier, replyUrls: [replyUrl], users: ["dave@contoso.com"] }));
    const { application, principal } = entra();
    assert.deepEqual(application.identifierUris, [identifier]);
    assert.deepEqual(application.web.redirectUris, [replyUrl]);
    assert.equal(principal.loginUrl, null);
    assert.deepEqual(assignments(sandbox(), entra()), ["User: dave@contoso.com"]);
    assert.deepEqual(rules(), []);
    const grafana = found(outputs.samlApps["grafana"], "outputs");
    const { id } = sandbox().entra.tenant;
    assert.equal(grafana.entityId, `https://sts.windows.net/${id}/`);
    assert.equal(grafana.loginUrl, `https://login.microsoftonline.com/${id}/saml2`);
    for (const value of [grafana.entityId, grafana.loginUrl, identifier, replyUrl, grafana.userAccessUrl]) {
      assert.ok(grafana.handOff.includes(value), `${value} is not in:\n${grafana.handOff}`);
    }
    assert.deepEqual(Object.keys(outputs), ["samlApps"]);
  });

  it("may want another NameID, claims, a relay state, and to begin at its own page", async () => {
    await up(
      sandbox(),
      apps({
        application: { name: "Grafana", relayState: "/dashboards" },
        identifier,
        replyUrls: [replyUrl, `${replyUrl}/2`],
        signOnUrl,
        nameId: { attribute: "employeeid", format: "persistent" },
        claims: [
          { name: "email", attribute: "mail" },
          { name: "org", constant: "contoso" },
        ],
      }),
    );
    const { application, principal } = entra();
    assert.deepEqual([...application.web.redirectUris].sort(), [replyUrl, `${replyUrl}/2`]);
    assert.equal(principal.loginUrl, signOnUrl);
    assert.equal(principal.samlSingleSignOnSettings?.relayState, "/dashboards");
    assert.deepEqual(rules(), [
      {
        name: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier",
        attribute: "employeeid",
        nameIdFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
      },
      { name: "email", attribute: "mail" },
      { name: "org", constant: "contoso" },
    ]);
  });

  describe("that publishes its metadata", () => {
    const file = join(tmpdir(), `sp-${process.pid}.xml`);
    afterEach(() => rmSync(file, { force: true }));
    const metadata = (locations: readonly string[], entityId = identifier) =>
      writeSpMetadata({
        entityId,
        assertionConsumerServices: locations.map((location) => ({ binding: binding.post, location })),
        signingCertificates: [],
        encryptionCertificates: [],
        wantAssertionsSigned: true,
        nameIdFormats: [],
        requestedAttributes: [],
      });
    const withFile = (xml: string, more: Config = {}) => {
      writeFileSync(file, xml);
      return apps({ serviceProviderMetadata: { file: relative(process.cwd(), file) }, ...more });
    };

    it("needs no more than the file", async () => {
      await up(sandbox(), withFile(metadata([replyUrl])));
      assert.deepEqual(entra().application.identifierUris, [identifier]);
      assert.deepEqual(entra().application.web.redirectUris, [replyUrl]);
    });
    for (const [what, xml, path, says] of [
      [
        "several endpoints and no sign-on URL",
        metadata([replyUrl, `${replyUrl}2`]),
        "signOnUrl",
        /2 assertion consumer/,
      ],
      ["plain http", metadata(["http://a.example/acs"]), "serviceProviderMetadata.file", /https URLs/],
      ["something else", "<a/>", "serviceProviderMetadata.file", /begins with a, not with EntityDescriptor/],
      ["a document type", `<!DOCTYPE a>${metadata([replyUrl])}`, "serviceProviderMetadata.file", /document type/],
      [
        "a date that is over",
        metadata([replyUrl]).replace("entityID=", 'validUntil="2024-01-01T00:00:00Z" entityID='),
        "serviceProviderMetadata.file",
        /was valid until 2024-01-01/,
      ],
      ["a very long name", metadata([replyUrl], "u".repeat(256)), "serviceProviderMetadata.file", /at most 255/],
      [
        "no endpoint that is posted to",
        metadata([replyUrl]).replace(binding.post, binding.redirect),
        "serviceProviderMetadata.file",
        /HTTP-POST/,
      ],
    ] as const) {
      it(`is refused with ${what}`, async () => {
        const faults = await refusedFaults(sandbox(), withFile(xml));
        assert.deepEqual(Object.keys(faults), [`samlApps.grafana.${path}`]);
        assert.match(faults[`samlApps.grafana.${path}`] ?? "", says);
      });
    }
    it("is refused without the file", async () => {
      const faults = await refusedFaults(sandbox(), apps({ serviceProviderMetadata: { file: "no-such-file.xml" } }));
      assert.match(faults["samlApps.grafana.serviceProviderMetadata.file"] ?? "", /can be read/);
    });
  });

  it("may take an application that exists, if there is a role for plain access", async () => {
    const { application, principal } = makeApplication(sandbox(), "By hand");
    principal.preferredSingleSignOnMode = "saml";
    const adopted = (kind: Config = {}) =>
      apps({
        application: { name: "By hand", adopt: { objectId: application.id } },
        identifier,
        replyUrls: [replyUrl],
        users: ["dave@contoso.com"],
        ...kind,
      });
    await up(sandbox(), adopted());
    assert.deepEqual(assignments(sandbox(), { application, principal }), ["User: dave@contoso.com"]);
    assert.deepEqual(application.web.redirectUris, [replyUrl]);
  });

  it("and an application with other roles only is refused: which one is meant?", async () => {
    const { application, principal } = makeApplication(sandbox(), "By hand");
    principal.preferredSingleSignOnMode = "saml";
    const { tenant } = sandbox().entra;
    updateApplication(tenant, application, {
      appRoles: application.appRoles.map((role) => ({ ...role, isEnabled: false })),
    });
    updateApplication(tenant, application, {
      appRoles: [
        {
          id: "0000ad03-0000-4000-8000-000000000001",
          displayName: "Editor",
          description: "Edits",
          value: "editor",
          allowedMemberTypes: ["User"],
          isEnabled: true,
          origin: "Application",
        },
      ],
    });
    const faults = await refusedFaults(
      sandbox(),
      apps({
        application: { name: "By hand", adopt: { objectId: application.id } },
        identifier,
        replyUrls: [replyUrl],
      }),
    );
    assert.match(faults["samlApps.grafana.application.adopt"] ?? "", /this one has Editor/);
  });

  it("may not hold an identifier that another service of the stack has", async () => {
    const faults = await refusedFaults(
      sandbox(),
      servicesConfig("dev", {
        balenaSso: { balena: { application: { name: "balena" }, ssoIdentifier: "contoso" } },
        samlApps: {
          other: {
            application: { name: "Other" },
            identifier: "https://api.balena-cloud.com/auth/saml/CONTOSO",
            replyUrls: [replyUrl],
          },
        },
      }),
    );
    assert.match(faults["samlApps.other.identifier"] ?? "", /balenaSso\.balena\.ssoIdentifier has this one/);
  });

  it("is told of that beside everything else", async () => {
    const entry = { application: { name: "One" }, identifier, replyUrls: [replyUrl] };
    const faults = await refusedFaults(
      sandbox(),
      servicesConfig("dev", {
        samlApps: {
          one: entry,
          two: { ...entry, application: { name: "Two" }, users: ["ghost@contoso.com"] },
          three: { application: { name: "Three" }, serviceProviderMetadata: { file: "no-such-file.xml" } },
        },
      }),
    );
    assert.deepEqual(Object.keys(faults).sort(), [
      "samlApps.three.serviceProviderMetadata.file",
      "samlApps.two.identifier",
      "samlApps.two.users[0]",
    ]);
  });

  it("is told by the hand-off how users are named, and what else the assertions say", async () => {
    const { outputs } = await up(
      sandbox(),
      apps({
        application: { name: "Grafana", relayState: "/dashboards" },
        identifier,
        replyUrls: [replyUrl],
        nameId: { attribute: "employeeid", format: "persistent" },
        claims: [
          { name: "email", attribute: "mail" },
          { name: "org", constant: "contoso" },
        ],
      }),
    );
    const { handOff = "" } = outputs.samlApps["grafana"] ?? {};
    assert.match(handOff, /NameID +the user's employeeid, urn:oasis:names:tc:SAML:2\.0:nameid-format:persistent/);
    assert.match(handOff, /Attribute email +the user's mail/);
    assert.match(handOff, /Attribute org +"contoso"/);
    assert.match(handOff, /RelayState +\/dashboards/);
  });

  it("is told which users lack the attribute that names them", async () => {
    const faults = await refusedFaults(
      sandbox(),
      apps({
        identifier,
        replyUrls: [replyUrl],
        nameId: { attribute: "onpremisessamaccountname" },
        users: ["mallory@contoso.com"],
      }),
    );
    assert.match(faults["samlApps.grafana.users[0]"] ?? "", /known by onpremisessamaccountname/);
  });
});
