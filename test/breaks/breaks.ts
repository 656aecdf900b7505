/** One line of the stack broken on purpose: the proof must notice, and say by which rule. */
export interface Break {
  readonly what: string;
  readonly stack: "dev" | "prod";
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** What `npm start` must print. */
  readonly says: RegExp;
}

export const breaks: readonly Break[] = [
  {
    what: "the signing certificate is never activated",
    stack: "dev",
    file: "components/entra/activeSigningCertificate.ts",
    find: "  await graph.patch(path, { preferredTokenSigningKeyThumbprint: thumbprint });\n",
    replace: "",
    says: /refused by the rule "active-certificate"/,
  },
  {
    what: "the trust policy is locked to another recipient",
    stack: "dev",
    file: "components/alibaba/ramAccount.ts",
    find: "trustPolicy(arn, edition.assertionConsumerService)",
    replace: "trustPolicy(arn, edition.console)",
    says: /refused by the rule "trust"/,
  },
  {
    what: "the provider half of a role value is wrong",
    stack: "dev",
    file: "components/alibaba/roleValue.ts",
    find: "return `${roleArn},${samlProviderArn}`;",
    replace: "return `${roleArn},${samlProviderArn.toLowerCase()}`;",
    says: /refused by the rule "provider-exists"/,
  },
  {
    what: "the international edition has the China site's entity id",
    stack: "dev",
    file: "components/alibaba/edition.ts",
    find: 'entityId: "urn:alibaba:cloudcomputing:international"',
    replace: 'entityId: "urn:alibaba:cloudcomputing"',
    says: /refused by the rule "audience"[\s\S]*edition: the identifier of/,
  },
  {
    what: "the reply URL is not the edition's",
    stack: "prod",
    file: "components/roleSso.ts",
    find: "replyUrls: [edition.assertionConsumerService]",
    replace: "replyUrls: [`${edition.assertionConsumerService}/`]",
    says: /edition: the reply URL of/,
  },
  {
    what: "the role claim has another name",
    stack: "prod",
    file: "components/alibaba/roleClaims.ts",
    find: "`${attributes}/Role`",
    replace: "`${attributes}/Roles`",
    says: /refused by the rule "role-attribute"/,
  },
  {
    what: "sessions are named after another attribute",
    stack: "prod",
    file: "components/alibaba/roleClaims.ts",
    find: "attribute: nameAttribute }",
    replace: 'attribute: "userprincipalname" }',
    says: /not as promised/,
  },
  {
    what: "the metadata names another issuer",
    stack: "dev",
    file: "components/entra/cloud.ts",
    find: 'issuerBase: "https://sts.windows.net/"',
    replace: 'issuerBase: "https://login.microsoftonline.com/"',
    says: /refused by the rule "issuer"/,
  },
  {
    what: "the role's own maximum is shorter than the session",
    stack: "prod",
    file: "components/alibaba/ramAccount.ts",
    find: "        maxSessionDuration: args.maxSessionDuration,\n",
    replace: "",
    says: /refused by the rule "session-duration"/,
  },
  {
    what: "groups are not assigned",
    stack: "dev",
    file: "components/entra/appRoles.ts",
    find: "Object.entries(groups))\n        assign",
    replace: "Object.entries({} as typeof groups))\n        assign",
    says: /refused by the rule "assigned"/,
  },
  {
    what: "the service principal is not in SAML mode",
    stack: "dev",
    file: "components/entra/samlApplication.ts",
    find: '        preferredSingleSignOnMode: "saml",\n',
    replace: "",
    says: /newly added URIs must contain/,
  },
  {
    what: "the metadata is different at every run",
    stack: "dev",
    file: "components/entra/metadata.ts",
    find: 'xmlns:ds="${names.signature}" entityID',
    replace: 'xmlns:ds="${names.signature}" ID="_${Date.now()}" entityID',
    says: /up must change nothing the second time/,
  },
  {
    what: "a role also trusts another account",
    stack: "dev",
    file: "components/alibaba/trustPolicy.ts",
    find: "Principal: { Federated: [samlProviderArn] }",
    replace: 'Principal: { Federated: [samlProviderArn], RAM: ["acs:ram::1187654321098765:root"] }',
    says: /deployed: not promised: 1871250227220000: the role AADrole has a trust policy .*1187654321098765:root/,
  },
  {
    what: "the trust policy asks for no recipient",
    stack: "dev",
    file: "components/alibaba/trustPolicy.ts",
    find: 'Condition: { StringEquals: { "saml:recipient": recipient } },',
    replace: "Condition: recipient ? {} : {},",
    says: /deployed: promised, but not so: 1871250227220000: the role AADrole has a trust policy for AAD at https/,
  },
  {
    what: "every role is an administrator",
    stack: "dev",
    file: "components/alibaba/ramAccount.ts",
    find: 'attach(policyName, "System", policyName)',
    replace: 'attach(policyName, "System", "AdministratorAccess")',
    says: /deployed: not promised: 1871250227220000: the role auditor has the System policy AdministratorAccess/,
  },
  {
    what: "applications may hold the roles",
    stack: "dev",
    file: "components/entra/appRoles.ts",
    find: 'allowedMemberTypes: ["User"],',
    replace: 'allowedMemberTypes: ["User", "Application"],',
    says: /deployed: not promised: .* has the app role Auditor for .*Application/,
  },
  {
    what: "the session's length is not the configured one",
    stack: "prod",
    file: "components/alibaba/roleClaims.ts",
    find: "constant: String(duration)",
    replace: 'constant: "900"',
    says: /session-duration 900, not 7200/,
  },
  {
    what: "users land somewhere else",
    stack: "prod",
    file: "components/entra/samlApplication.ts",
    find: "args.relayState === undefined ? undefined : { relayState: args.relayState }",
    replace: "undefined",
    says: /deployed: promised, but not so: Alibaba Cloud China leads to https/,
  },
];
