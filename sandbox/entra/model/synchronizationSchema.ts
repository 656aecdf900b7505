import type { Json } from "./types";
import { attributeSource, parseExpression } from "./synchronizationExpressions";
import type { AttributeMapping, ObjectMapping, ObjectType, SynchronizationSchema } from "./synchronizationTypes";

/** Names of the two systems in the schema of a non-gallery application (Graph, provisionOnDemand, example 1). */
export const sourceDirectory = "Azure Active Directory";
export const targetDirectory = "customappsso";

export const scimUser = "urn:ietf:params:scim:schemas:core:2.0:User";
export const scimGroup = "urn:ietf:params:scim:schemas:core:2.0:Group";
/** Also the name of users in the target system (Graph, provisionOnDemand, example 1). */
export const scimEnterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** In this attribute stand the members of a group: references, not texts. */
export const membersAttribute = "members";

type Row = readonly [source: string, target: string, matchingPriority?: number];

/**
 * What a new job of the template `scim` maps: "Develop and plan provisioning for a SCIM endpoint", tables of user and group
 * attributes. The service's own list is not published beyond that.
 */
const userRows: readonly Row[] = [
  ["[userPrincipalName]", "userName", 1],
  ['Switch([IsSoftDeleted], , "False", "True", "True", "False")', "active"],
  ["[displayName]", "displayName"],
  ["[jobTitle]", "title"],
  ["[mail]", 'emails[type eq "work"].value'],
  ["[preferredLanguage]", "preferredLanguage"],
  ["[givenName]", "name.givenName"],
  ["[surname]", "name.familyName"],
  ['Join(" ", [givenName], [surname])', "name.formatted"],
  ["[physicalDeliveryOfficeName]", 'addresses[type eq "work"].formatted'],
  ["[streetAddress]", 'addresses[type eq "work"].streetAddress'],
  ["[city]", 'addresses[type eq "work"].locality'],
  ["[state]", 'addresses[type eq "work"].region'],
  ["[postalCode]", 'addresses[type eq "work"].postalCode'],
  ["[country]", 'addresses[type eq "work"].country'],
  ["[telephoneNumber]", 'phoneNumbers[type eq "work"].value'],
  ["[mobile]", 'phoneNumbers[type eq "mobile"].value'],
  ["[facsimileTelephoneNumber]", 'phoneNumbers[type eq "fax"].value'],
  ["[mailNickname]", "externalId"],
  ["[employeeId]", `${scimEnterpriseUser}:employeeNumber`],
  ["[department]", `${scimEnterpriseUser}:department`],
];

const groupRows: readonly Row[] = [
  ["[displayName]", "displayName", 1],
  ["[objectId]", "externalId"],
  ["[members]", membersAttribute],
];

const extensionAttributes = Array.from({ length: 15 }, (_, index) => `extensionAttribute${String(index + 1)}`);
const attributesIn = (rows: readonly Row[]) =>
  rows.flatMap(([expression]) => [...expression.matchAll(/\[(\w+)\]/g)].map(([, name = ""]) => name));

/** What a mapping can read. Attributes of the default mapping that the sandbox's directory does not have are empty. */
export const sourceAttributes: Readonly<Record<ObjectType, readonly string[]>> = {
  User: [
    ...new Set([
      ...attributesIn(userRows),
      ...["objectId", "accountEnabled", "userType", "immutableId", "originalUserPrincipalName"],
      ...["onPremisesSamAccountName", ...extensionAttributes],
    ]),
  ],
  Group: [...new Set([...attributesIn(groupRows), "description", "mailNickname"])],
};

/** What a mapping can write. */
export const targetAttributes: Readonly<Record<ObjectType, readonly string[]>> = {
  User: [...userRows.map(([, target]) => target), "nickName", 'emails[type eq "other"].value'],
  Group: groupRows.map(([, target]) => target),
};

export const targetObjectNames: Readonly<Record<ObjectType, string>> = { User: scimEnterpriseUser, Group: scimGroup };

const attributeMapping = ([expression, targetAttributeName, matchingPriority = 0]: Row): AttributeMapping => ({
  defaultValue: null,
  exportMissingReferences: false,
  flowBehavior: "FlowWhenChanged",
  flowType: "Always",
  matchingPriority,
  source: expression === "[members]" ? attributeSource("members") : parseExpression(expression),
  targetAttributeName,
});

const objectMapping = (sourceObjectName: ObjectType, rows: readonly Row[]): ObjectMapping => ({
  enabled: true,
  flowTypes: "Add,Update,Delete",
  name: `Provision Azure Active Directory ${sourceObjectName}s`,
  scope: null,
  sourceObjectName,
  targetObjectName: targetObjectNames[sourceObjectName],
  metadata: [],
  attributeMappings: rows.map(attributeMapping),
});

/** The schema of the template `scim`; the rule's name is unverified. */
export const defaultSchema = (ruleId: string, version: string): SynchronizationSchema => ({
  version,
  synchronizationRules: [
    {
      id: ruleId,
      name: "USER_OUTBOUND_SCIM",
      editable: true,
      priority: 1,
      sourceDirectoryName: sourceDirectory,
      targetDirectoryName: targetDirectory,
      metadata: [],
      objectMappings: [objectMapping("User", userRows), objectMapping("Group", groupRows)],
    },
  ],
});

/** The part of the schema that describes the two systems. It can't be changed in the sandbox. */
export const directoryDefinitions = (): readonly Json[] => {
  const object = (name: string, attributes: readonly string[]) => ({
    name,
    attributes: attributes.map((attribute) => ({
      name: attribute,
      type: attribute === membersAttribute ? "Reference" : attribute === "active" ? "Boolean" : "String",
    })),
  });
  const types: readonly ObjectType[] = ["User", "Group"];
  return [
    { name: sourceDirectory, objects: types.map((type) => object(type, sourceAttributes[type])) },
    { name: targetDirectory, objects: types.map((type) => object(targetObjectNames[type], targetAttributes[type])) },
  ];
};
