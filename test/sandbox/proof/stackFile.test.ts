import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../sandbox/core/userError";
import { readStackFile, type Promised } from "../../../sandbox/proof/stackFile";
import { binding, nameIdFormat } from "../../../sandbox/saml/constants";
import { writeSpMetadata } from "../../../sandbox/saml/metadata";
import { viewer } from "./support/corp";
import {
  accessConfiguration,
  promisedBalena,
  promisedCloudSso,
  promisedRole,
  promisedRoleSso,
  promisedSamlApp,
  promisedZilliz,
} from "./support/promises";

const roleSso = `
config:
  azuread:environment: china
  some-project:roleSso:
    app:
      edition: china
      application: { name: App }
      samlProvider: { name: AAD }
      session: { nameAttribute: mail }
      accounts:
        here:
          customPolicies: { restart: { name: restart-instances, document: { Version: "1" } } }
          roles:
            a: { name: RoleA, systemPolicies: [ReadOnlyAccess], customPolicies: [restart], users: [b.simon@contoso.com], groups: [Alibaba Auditors] }
        there:
          assumeRole: { roleArn: "acs:ram::1187654321098765:role/Deploy" }
          roles: { b: { name: RoleB, displayName: B, maxSessionDuration: 7200 } }
`;

const cloudSso = `
config:
  some-project:cloudSso:
    plain: { application: { name: Corp }, region: cn-shanghai, directory: { name: corp } }
    whole:
      application: { name: Corp, relayState: https://signin-us-west-1.alibabacloudsso.com/, adopt: { objectId: x } }
      region: us-west-1
      assumeRole: { roleArn: "acs:ram::1187654321098765:role/Deploy" }
      directory: { adopt: d-older }
      nameId: mail
      scimCredentials: { old: {}, new: { active: true } }
      certificates: { one: { active: true }, two: {} }
      users: [u2@contoso.com]
      groups: [CloudSSO-Readers]
      accessConfigurations:
        viewer:
          name: Viewer
          description: Looks.
          sessionDuration: 1800
          relayState: https://ecs.console.aliyun.com/
          systemPolicies: [ReadOnlyAccess]
          inlinePolicy: { name: NoObjects, document: { Version: "1", Statement: [{ Effect: Deny, Action: oss:GetObject, Resource: "*" }] } }
        plain: { name: Plain, inlinePolicy: { document: { Version: "1" } } }
      assignments:
        one: { account: "1298765432109876", accessConfiguration: viewer, users: [u2@contoso.com], groups: [CloudSSO-Readers] }
        two: { account: "1298765432109876", accessConfiguration: plain, users: [u2@contoso.com] }
        lost: { account: "1298765432109876", accessConfiguration: none, users: [u2@contoso.com] }
    manual: { application: { name: Corp }, region: cn-shanghai, directory: { name: corp }, provisioning: manual }
`;

const services = `
config:
  some-project:zillizSso:
    first: { application: { name: Zilliz (dev) }, users: [b.simon@contoso.com] }
    second:
      application: { name: Zilliz (dev), owners: [carol@contoso.com], notificationEmails: [a@contoso.com], adopt: { objectId: x } }
      identifier: zilliz-2
      redirectUrl: https://z.example/callback
      ssoLoginUrl: https://z.example/login
      certificates: { one: { active: true }, two: {} }
      groups: [Alibaba Auditors]
    third: { application: { name: Zilliz (dev) }, redirectUrl: https://z.example/callback }
  some-project:balenaSso:
    fleet: { application: { name: Fleet (dev) }, ssoIdentifier: acme }
  some-project:samlApps:
    plain: { application: { name: Wiki, relayState: home }, identifier: "urn:a", replyUrls: [https://a.example/1, https://a.example/2] }
    wiki:
      application: { name: Wiki }
      identifier: urn:example:wiki
      replyUrls: [https://wiki.contoso.com/saml/acs]
      signOnUrl: https://wiki.contoso.com/login
      nameId: { attribute: employeeid, format: persistent }
      claims: [ { name: department, attribute: extensionattribute1 }, { name: plan, constant: gold } ]
    claims: { application: { name: Wiki }, identifier: "urn:a", replyUrls: [], claims: [ { name: mail, attribute: mail } ] }
    file: { application: { name: Wiki }, serviceProviderMetadata: { file: sp/wiki.xml } }
    no-file: { application: { name: Wiki }, serviceProviderMetadata: { file: sp/none.xml } }
    no-xml: { application: { name: Wiki }, serviceProviderMetadata: { file: Pulumi.yaml } }
`;

const spMetadata = writeSpMetadata({
  entityId: "urn:of:the:file",
  assertionConsumerServices: [
    { binding: binding.redirect, location: "https://a.example/redirect" },
    { binding: binding.post, location: "https://a.example/one" },
    { binding: binding.post, location: "https://a.example/two" },
    { binding: binding.post, location: "https://a.example/one" },
  ],
  signingCertificates: [],
  encryptionCertificates: [],
  wantAssertionsSigned: true,
  nameIdFormats: [],
  requestedAttributes: [],
});

describe("The judge's own reader of a stack file", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "stack-file-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: some-project\n");
    writeFileSync(join(folder, "Pulumi.test.yaml"), roleSso);
    writeFileSync(join(folder, "Pulumi.cloud.yaml"), cloudSso);
    writeFileSync(join(folder, "Pulumi.services.yaml"), services.replaceAll("sp/", ""));
    writeFileSync(join(folder, "wiki.xml"), spMetadata);
    writeFileSync(join(folder, "Pulumi.empty.yaml"), "");
  });
  after(() => rmSync(folder, { recursive: true }));

  const read = () => Object.fromEntries(readStackFile(folder, "services").services.map((one) => [one.key, one]));

  it("reads who is promised what", () => {
    assert.deepEqual(readStackFile(folder, "test"), {
      entraCloud: "china",
      roleSso: [
        promisedRoleSso({
          edition: "china",
          sessionName: "mail",
          roles: [
            promisedRole({
              account: "here",
              role: "RoleA",
              displayName: "RoleA (here)",
              systemPolicies: ["ReadOnlyAccess"],
              customPolicies: ["restart-instances"],
              users: ["b.simon@contoso.com"],
              groups: ["Alibaba Auditors"],
            }),
            promisedRole({
              account: "there",
              accountId: "1187654321098765",
              assumedRole: "Deploy",
              role: "RoleB",
              displayName: "B",
              maxSessionDuration: 7200,
            }),
          ],
          customPolicies: [{ name: "restart-instances", document: { Version: "1" } }],
        }),
      ],
      cloudSso: [],
      services: [],
      domainFederation: [],
    } satisfies Promised);
  });

  it("reads CloudSSO, with what goes without saying", () => {
    const [plain, whole, manual] = readStackFile(folder, "cloud").cloudSso;
    assert.deepEqual(plain, promisedCloudSso({ key: "plain" }));
    assert.deepEqual(manual, promisedCloudSso({ key: "manual", scimCredentials: [] }));
    const other = accessConfiguration({
      name: "Plain",
      inlinePolicy: { name: "InlinePolicy", document: { Version: "1" } },
    });
    const [users, groups, account] = [["u2@contoso.com"], ["CloudSSO-Readers"], "1298765432109876"];
    assert.deepEqual(
      whole,
      promisedCloudSso({
        key: "whole",
        adopted: true,
        relayState: "https://signin-us-west-1.alibabacloudsso.com/",
        certificates: 2,
        region: "us-west-1",
        accountId: "1187654321098765",
        assumedRole: "Deploy",
        directory: { id: "d-older" },
        nameId: "mail",
        scimCredentials: [
          { key: "old", active: false },
          { key: "new", active: true },
        ],
        users,
        groups,
        accessConfigurations: [viewer, other],
        assignments: [
          { account, accessConfiguration: viewer, users, groups },
          { account, accessConfiguration: other, users, groups: [] },
        ],
      }),
    );
  });

  it("reads Zilliz Cloud in its first and in its second phase", () => {
    const { first, second, third } = read();
    const { signOnUrl, ...unknown } = promisedZilliz({ replyUrls: [], myAppsLeadsThere: false });
    assert.ok(signOnUrl);
    assert.deepEqual(first, { ...unknown, key: "first", users: ["b.simon@contoso.com"] });
    assert.deepEqual(
      second,
      promisedZilliz({
        key: "second",
        adopted: true,
        owners: ["carol@contoso.com"],
        notificationEmails: ["a@contoso.com"],
        certificates: 2,
        identifier: "zilliz-2",
        replyUrls: ["https://z.example/callback"],
        signOnUrl: "https://z.example/login",
        groups: ["Alibaba Auditors"],
      }),
    );
    assert.deepEqual(third, { ...unknown, key: "third", replyUrls: ["https://z.example/callback"] });
  });

  it("reads balenaCloud, whose names all follow from one", () => {
    assert.deepEqual(read().fleet, promisedBalena());
  });

  it("reads any other service, with Entra's own claims unless others are configured", () => {
    const { plain, wiki, claims } = read();
    const entras = { nameId: { attribute: "userprincipalname", format: nameIdFormat.emailAddress }, claims: [] };
    assert.deepEqual(
      plain,
      promisedSamlApp({
        ...entras,
        key: "plain",
        relayState: "home",
        identifier: "urn:a",
        replyUrls: ["https://a.example/1", "https://a.example/2"],
        ownClaims: false,
      }),
    );
    assert.deepEqual(wiki, promisedSamlApp({ signOnUrl: "https://wiki.contoso.com/login", myAppsLeadsThere: true }));
    assert.deepEqual(
      claims,
      promisedSamlApp({
        ...entras,
        key: "claims",
        identifier: "urn:a",
        replyUrls: [],
        claims: [{ name: "mail", attribute: "mail" }],
      }),
    );
  });

  it("reads a service's metadata file: the entity id, and where assertions can be posted", () => {
    const { identifier, replyUrls } = read().file ?? assert.fail();
    assert.deepEqual([identifier, replyUrls], ["urn:of:the:file", ["https://a.example/one", "https://a.example/two"]]);
  });

  it("leaves a metadata file that is none to the stack's own check", () => {
    const all = read();
    for (const key of ["no-file", "no-xml"]) {
      const { identifier, replyUrls } = all[key] ?? assert.fail();
      assert.deepEqual([identifier, replyUrls], ["", []]);
    }
  });

  it("reads an empty file as no promise at all", () => {
    assert.deepEqual(readStackFile(folder, "empty"), {
      entraCloud: "global",
      roleSso: [],
      cloudSso: [],
      services: [],
      domainFederation: [],
    });
  });

  it("names the stacks that there are to who mistyped one", () => {
    assert.throws(
      () => readStackFile(folder, "tset"),
      (error: Error) =>
        error instanceof UserError &&
        error.message === `there is no Pulumi.tset.yaml in ${folder}: the stacks are cloud, empty, services, test`,
    );
  });
});
