import assert from "node:assert/strict";
import {
  account,
  activeThumbprint,
  applicationNamed,
  attachedPolicies,
  found,
  role,
  samlProvider,
  sessionsOf,
  signOnAs,
  thumbprintOf,
} from "../support/clouds";
import { describeSandbox } from "../support/describeSandbox";
import { roleSsoConfig, up, type Deployment } from "../support/stack";

const [network, workload, security] = ["1187654321098765", "1298765432109876", "1309876543210987"] as const;
const management = "1871250227220000";

describeSandbox("The prod stack", {}, (sandbox) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await up(sandbox(), roleSsoConfig("prod"));
  });
  const start = () => found(deployment.outputs.roleSso["aliyun"], "outputs of roleSso.aliyun").userAccessUrl;
  const entra = () => applicationNamed(sandbox(), "Alibaba Cloud China");
  const ofType = (type: string) => deployment.registrations.filter((one) => one.type.endsWith(`:${type}`));

  describe("in Entra", () => {
    it("does SAML for Alibaba Cloud's China site, and lands on the configured page", () => {
      const { application, principal } = entra();
      assert.deepEqual(application.identifierUris, ["urn:alibaba:cloudcomputing"]);
      assert.deepEqual(application.web.redirectUris, ["https://signin.aliyun.com/saml-role/sso"]);
      assert.equal(principal.samlSingleSignOnSettings?.relayState, "https://home.console.aliyun.com/home/dashboard");
    });
    it("is an application of its own, owned by who is configured", () => {
      const { application, principal } = entra();
      assert.equal(application.applicationTemplateId, "8adf8e6e-67b2-4cf2-a259-e3dc5476c621");
      assert.deepEqual([...principal.tags].sort(), [
        "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
        "WindowsAzureActiveDirectoryIntegratedApp",
      ]);
      const carol = sandbox().entra.tenant.findUser("carol@contoso.com");
      assert.ok(application.owners.includes(found(carol, "carol").id));
      assert.deepEqual(principal.notificationEmailAddresses, ["platform@contoso.com", "security@contoso.com"]);
    });
    it("has one complete claims mapping policy: roles, session name, session duration", () => {
      const policies = sandbox().entra.tenant.data.claimsMappingPolicies;
      assert.deepEqual(
        entra().principal.claimsMappingPolicies,
        policies.map(({ id }) => id),
      );
      assert.equal(policies.length, 1);
      const attributes = "https://www.aliyun.com/SAML-Role/Attributes";
      assert.deepEqual(JSON.parse(policies[0]?.definition[0] ?? ""), {
        ClaimsMappingPolicy: {
          Version: 1,
          IncludeBasicClaimSet: "true",
          ClaimsSchema: [
            { Source: "user", ID: "assignedroles", SamlClaimType: `${attributes}/Role` },
            { Source: "user", ID: "mailnickname", SamlClaimType: `${attributes}/RoleSessionName` },
            { Value: "7200", SamlClaimType: `${attributes}/SessionDuration` },
          ],
        },
      });
    });
  });

  describe("in RAM", () => {
    it("makes everything in the three accounts that it was told to act in, and nothing in its own", () => {
      const made = [network, workload, security, management].map((id) => [
        Object.keys(account(sandbox(), id).samlProviders),
        Object.values(account(sandbox(), id).roles)
          .filter(({ sample }) => !sample)
          .map(({ roleName }) => roleName)
          .sort(),
      ]);
      assert.deepEqual(made, [
        [["EntraID"], ["NetworkOperator"]],
        [["EntraID"], ["WorkloadOperator", "auditor"]],
        [["EntraID"], ["auditor"]],
        [[], []],
      ]);
    });
    it("has every account trust the certificate that signs", () => {
      for (const id of [network, workload, security]) {
        const { certificates } = samlProvider(sandbox(), id, "EntraID").metadata;
        assert.deepEqual(certificates.map(thumbprintOf), [activeThumbprint(entra())]);
      }
    });
    it("attaches the account's own policy beside the system's", () => {
      const operator = role(sandbox(), workload, "WorkloadOperator");
      assert.deepEqual(attachedPolicies(operator), ["Custom restart-instances", "System AliyunECSReadOnlyAccess"]);
      assert.equal(operator.maxSessionDuration, 43200);
      assert.equal(operator.description, "Runs the workload");
      const policy = account(sandbox(), workload).policies["restart-instances"];
      assert.deepEqual(JSON.parse(policy?.versions[0]?.policyDocument ?? ""), {
        Version: "1",
        Statement: [{ Effect: "Allow", Action: ["ecs:RebootInstance", "ecs:DescribeInstances"], Resource: "*" }],
      });
    });
  });

  describe("lets in", () => {
    for (const [who, user, sessions] of [
      [
        "who is assigned in several accounts, to every one",
        "carol@contoso.com",
        [
          `${network}/NetworkOperator as carol`,
          `${workload}/WorkloadOperator as carol`,
          `${workload}/auditor as carol`,
        ],
      ],
      [
        "a member of a group that several accounts name",
        "b.simon@contoso.com",
        [`${workload}/auditor as b.simon`, `${security}/auditor as b.simon`],
      ],
      [
        "who has a long principal name, thanks to the alias",
        "maximiliane.featherstonehaugh@contoso.com",
        [`${network}/NetworkOperator as maximiliane.featherstonehaugh`],
      ],
      ["nobody who is only in a group within the group", "heidi@contoso.com", ["refused: AADSTS50105"]],
      ["nobody whose account is disabled", "grace@contoso.com", ["refused: AADSTS50057"]],
      ["nobody who isn't assigned", "mallory@contoso.com", ["refused: AADSTS50105"]],
    ] as const) {
      it(who, async () => assert.deepEqual(await sessionsOf(sandbox(), user, start()), sessions));
    }
    it("for the configured time, at the configured page", async () => {
      const { outcome, facts } = await signOnAs(sandbox(), "dave@contoso.com", start());
      assert.equal(outcome, "in");
      assert.equal(facts["session-duration"], "7200");
      assert.match(facts["relay-state"] ?? "", /https:\/\/home\.console\.aliyun\.com\/home\/dashboard/);
    });
  });

  describe("comes in an order", () => {
    it("in which Entra signs with the certificate only after every account trusts it", () => {
      const [activation] = ofType("ActiveSigningCertificate");
      const providers = ofType("SamlProvider").map(({ urn }) => urn);
      assert.equal(providers.length, 3);
      assert.deepEqual(
        providers.filter((urn) => !activation?.dependencies.includes(urn)),
        [],
      );
      const calls = deployment.calls.map(({ action }) => action);
      const lastTrust = calls.lastIndexOf("CreateSAMLProvider");
      // The first one puts the service principal into SAML mode.
      const patches = calls.flatMap((action, at) => (action === "PATCH /v1.0/servicePrincipals/{id}" ? [at] : []));
      assert.equal(patches.length, 2);
      assert.ok((patches[1] ?? 0) > lastTrust, `activated at call ${patches[1]}, the last trust was at ${lastTrust}`);
    });
    it("in which roles are assigned only when all have arrived, and without taking values from the gate", () => {
      const [gate] = ofType("AppRoleGate");
      const appRoles = ofType("ApplicationAppRole").map(({ urn }) => urn);
      assert.equal(appRoles.length, 4);
      assert.deepEqual(
        appRoles.filter((urn) => !gate?.dependencies.includes(urn)),
        [],
      );
      const all = ofType("AppRoleAssignment");
      assert.equal(all.length, 5);
      for (const { name, dependencies, inputDependencies } of all) {
        assert.ok(dependencies.includes(found(gate, "a gate").urn), name);
        assert.ok(!inputDependencies.includes(found(gate, "a gate").urn), name);
      }
    });
    it("in which the claims come after the certificate, as Entra demands of them", () => {
      const [assignment] = ofType("ServicePrincipalClaimsMappingPolicyAssignment");
      const [certificate] = ofType("ServicePrincipalTokenSigningCertificate");
      assert.ok(assignment?.dependencies.includes(found(certificate, "a certificate").urn));
    });
  });
});
