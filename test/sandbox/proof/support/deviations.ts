import assert from "node:assert/strict";
import { createPolicy } from "../../../../sandbox/entra/model/claimsMappingPolicies";
import type { PromisedService } from "../../../../sandbox/proof/promised/services";
import { nameIdFormat } from "../../../../sandbox/saml/constants";
import type { Sandbox } from "../../../../sandbox/sandbox";
import { assign, claimsDefinition, type Deployed } from "./deploy";
import { firstPhase, fromTheService, promisedBalena, promisedSamlApp, promisedZilliz } from "./promises";

export const everything = {
  owners: ["carol@contoso.com"],
  notificationEmails: ["platform@contoso.com"],
  users: ["b.simon@contoso.com"],
  groups: ["Alibaba Auditors"],
};

export const setClaims = (
  { entra: { tenant } }: Sandbox,
  { principal }: Deployed,
  claims: Pick<PromisedService, "nameId" | "claims">,
  change = (definition: string) => definition,
) => {
  const policy = createPolicy(tenant, { displayName: "Other", definition: [change(claimsDefinition(claims))] });
  principal.claimsMappingPolicies = [policy.id];
};

export const wiki = promisedSamlApp({ ...everything, relayState: "home" });

/** One thing in Entra that is not as the configuration says. */
export interface Deviation {
  readonly what: string;
  /** @default the service without a sign-on URL */
  readonly service?: PromisedService;
  readonly change: (deployed: Deployed, sandbox: Sandbox) => void;
  /** Said of the application, after its name. */
  readonly lacking?: readonly string[];
  readonly unwanted?: readonly string[];
}

export const id = ({ entra: { tenant } }: Sandbox, name: string) => tenant.findUser(name)?.id ?? assert.fail(name);

export const deviations: readonly Deviation[] = [
  {
    what: "another identifier",
    change: ({ application }) => (application.identifierUris = ["urn:other"]),
    lacking: ["has the identifier urn:example:wiki"],
    unwanted: ["has the identifier urn:other"],
  },
  {
    what: "one more identifier",
    change: ({ application }) => (application.identifierUris = [...application.identifierUris, "urn:other"]),
    unwanted: ["has the identifier urn:other"],
  },
  {
    what: "one more reply URL",
    change: ({ application: { web }, application }) =>
      (application.web = { ...web, redirectUris: [...web.redirectUris, "https://evil.example/"] }),
    unwanted: ["has the reply URL https://evil.example/"],
  },
  {
    what: "no reply URL",
    change: ({ application: { web }, application }) => (application.web = { ...web, redirectUris: [] }),
    lacking: ["has the reply URL https://wiki.contoso.com/saml/acs"],
  },
  {
    what: "a placeholder where there should be a reply URL",
    change: ({ application: { web }, application }) =>
      (application.web = { ...web, redirectUris: ["https://later.invalid/"] }),
    lacking: ["has the reply URL https://wiki.contoso.com/saml/acs"],
    unwanted: ["has one reply URL, a placeholder"],
  },
  {
    what: "a real reply URL in phase 1",
    service: promisedZilliz(firstPhase),
    change: ({ application: { web }, application }) =>
      (application.web = { ...web, redirectUris: ["https://invalid.example/"] }),
    lacking: ["has one reply URL, a placeholder"],
    unwanted: ["has the reply URL https://invalid.example/"],
  },
  {
    what: "two placeholders in phase 1",
    service: promisedZilliz(firstPhase),
    change: ({ application: { web }, application }) =>
      (application.web = { ...web, redirectUris: ["https://a.invalid/", "https://b.invalid/"] }),
    lacking: ["has one reply URL, a placeholder"],
    unwanted: ["has the reply URL https://a.invalid/", "has the reply URL https://b.invalid/"],
  },
  {
    what: "a Sign on URL that nobody promised",
    change: ({ principal }) => (principal.loginUrl = "https://evil.example/"),
    lacking: ["has no Sign on URL"],
    unwanted: ["has the Sign on URL https://evil.example/"],
  },
  {
    what: "no Sign on URL",
    service: promisedSamlApp(fromTheService),
    change: ({ principal }) => (principal.loginUrl = null),
    lacking: ["has the Sign on URL https://wiki.contoso.com/login"],
    unwanted: ["has no Sign on URL"],
  },
  {
    what: "balenaCloud's login URL as Sign on URL, so that My Apps leads there",
    service: promisedBalena(),
    change: ({ principal }) => (principal.loginUrl = "https://dashboard.balena-cloud.com/saml/acme"),
    lacking: ["has no Sign on URL"],
    unwanted: ["has the Sign on URL https://dashboard.balena-cloud.com/saml/acme"],
  },
  {
    what: "assignment that is not required",
    change: ({ principal }) => (principal.appRoleAssignmentRequired = false),
    lacking: ["lets in who is assigned"],
    unwanted: ["lets in everybody, assigned or not"],
  },
  {
    what: "no SAML mode",
    change: ({ principal }) => (principal.preferredSingleSignOnMode = null),
    lacking: ["has the single sign-on mode saml"],
    unwanted: ["has the single sign-on mode none"],
  },
  {
    what: "an application that is disabled",
    change: ({ principal }) => (principal.accountEnabled = false),
    lacking: ["is enabled for users"],
    unwanted: ["is disabled for users"],
  },
  {
    what: "somebody more who is assigned",
    change: (deployed, { entra: { tenant } }) => assign(tenant, deployed, "mallory@contoso.com"),
    unwanted: ["gives User to mallory@contoso.com"],
  },
  {
    what: "somebody who is not assigned",
    change: ({ principal }, { entra: { tenant } }) =>
      (tenant.data.appRoleAssignments = tenant.data.appRoleAssignments.filter(
        ({ resourceId, principalType }) => resourceId !== principal.id || principalType !== "User",
      )),
    lacking: ["gives User to b.simon@contoso.com"],
  },
  {
    what: "an assignment to another role",
    change: ({ principal, application }, { entra: { tenant } }) => {
      const msiam = application.appRoles.find(({ displayName }) => displayName === "msiam_access")?.id ?? "";
      tenant.data.appRoleAssignments = tenant.data.appRoleAssignments.map((one) =>
        one.resourceId === principal.id && one.principalType === "User" ? { ...one, appRoleId: msiam } : one,
      );
    },
    lacking: ["gives User to b.simon@contoso.com"],
    unwanted: ["gives msiam_access to b.simon@contoso.com"],
  },
  {
    what: "another relay state",
    change: ({ principal }) => (principal.samlSingleSignOnSettings = { relayState: null }),
    lacking: ["leads to home"],
    unwanted: ["leads to the service's own page"],
  },
  {
    what: "another notification address",
    change: ({ principal }) => (principal.notificationEmailAddresses = ["mallory@contoso.com"]),
    lacking: ["tells platform@contoso.com when a certificate expires"],
    unwanted: ["tells mallory@contoso.com when a certificate expires"],
  },
  {
    what: "another owner",
    change: ({ application }, sandbox) => Object.assign(application, { owners: [id(sandbox, "mallory@contoso.com")] }),
    lacking: ["is owned by carol@contoso.com"],
    unwanted: ["is owned by mallory@contoso.com"],
  },
  {
    what: "another source of the NameID",
    change: (deployed, sandbox) =>
      setClaims(sandbox, deployed, { ...wiki, nameId: { ...wiki.nameId, attribute: "mail" } }),
    lacking: [`names users by the user's employeeid, as ${nameIdFormat.persistent}`],
    unwanted: [`names users by the user's mail, as ${nameIdFormat.persistent}`],
  },
  {
    what: "another format of the NameID",
    change: (deployed, sandbox) =>
      setClaims(sandbox, deployed, { ...wiki, nameId: { ...wiki.nameId, format: nameIdFormat.unspecified } }),
    lacking: [`names users by the user's employeeid, as ${nameIdFormat.persistent}`],
    unwanted: [`names users by the user's employeeid, as ${nameIdFormat.unspecified}`],
  },
  {
    what: "no policy",
    service: promisedBalena(),
    change: ({ principal }) => (principal.claimsMappingPolicies = []),
    lacking: ["has a claims mapping policy", `names users by the user's mail, as ${nameIdFormat.emailAddress}`],
    unwanted: ["has no claims mapping policy"],
  },
  {
    what: "a policy where Entra's own claims should stand",
    service: promisedZilliz(),
    change: (deployed, sandbox) => setClaims(sandbox, deployed, promisedZilliz()),
    lacking: ["has no claims mapping policy"],
    unwanted: [
      "has a claims mapping policy",
      `names users by the user's userprincipalname, as ${nameIdFormat.emailAddress}`,
    ],
  },
  {
    what: "a claim more, one less, and one with another value",
    change: (deployed, sandbox) =>
      setClaims(sandbox, deployed, {
        ...wiki,
        claims: [
          { name: "plan", constant: "silver" },
          { name: "mail", attribute: "mail" },
        ],
      }),
    lacking: ["sends the claim department with the user's extensionattribute1", 'sends the claim plan with "gold"'],
    unwanted: ["sends the claim mail with the user's mail", 'sends the claim plan with "silver"'],
  },
  {
    what: "a policy without the basic claims",
    change: (deployed, sandbox) =>
      setClaims(sandbox, deployed, wiki, (definition) => definition.replace('"true"', '"false"')),
    unwanted: ["leaves out the basic claims"],
  },
  {
    what: "an app role that reaches tokens",
    change: ({ application }) =>
      (application.appRoles = application.appRoles.map((role) =>
        role.displayName === "msiam_access" ? { ...role, value: "root" } : role,
      )),
    unwanted: ["has the app role msiam_access for User: root"],
  },
  {
    what: "another name",
    change: ({ application }) => (application.displayName = "Viki"),
    lacking: ["is an application"],
  },
];
