import * as applications from "./applications";
import * as assignments from "./appRoleAssignments";
import { absent, type GraphHandler } from "./call";
import * as policies from "./claimsMappingPolicies";
import * as deletedItems from "./deletedItems";
import * as directory from "./directory";
import * as domains from "./domains";
import * as owners from "./owners";
import * as principals from "./servicePrincipals";
import * as synchronization from "./synchronization";
import * as synchronizationSchema from "./synchronizationSchema";
import * as templates from "./templates";
import * as users from "./users";

/** Application permissions of which one is enough; a list among them is enough only together. None: any valid token. */
export type Permissions = readonly (string | readonly string[])[];

export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly path: string;
  readonly permissions: Permissions;
  readonly handler: GraphHandler;
}

// From the permission tables of the calls' reference pages (application permissions).
const { ownedBy, all } = { ownedBy: "Application.ReadWrite.OwnedBy", all: "Application.ReadWrite.All" };
const writeApps: Permissions = [ownedBy, all];
const readApps: Permissions = ["Application.Read.All", ...writeApps, "Directory.Read.All", "Directory.ReadWrite.All"];
/** "Application.ReadWrite.OwnedBy will not be sufficient to add another owner" (application: Add owner). */
const addOwner: Permissions = [all];
const assign: Permissions = ["Application.Read.All", all, "Directory.Read.All"].map((read) => [
  "AppRoleAssignment.ReadWrite.All",
  read,
]);
const readAssignments: Permissions = ["Application.Read.All", all, "Directory.Read.All", "Directory.ReadWrite.All"];
const writePolicies: Permissions = ["Policy.ReadWrite.ApplicationConfiguration"];
/**
 * "Policy.Read.All" is the least; with the note "This method has a known permissions issue and may require consent to both
 * permissions" (claimsMappingPolicy: Get, List), so on the safe side writing alone is not enough to read.
 */
const readPolicies: Permissions = ["Policy.Read.All"];
const assignPolicies: Permissions = ["Policy.Read.All", "Policy.ReadWrite.ApplicationConfiguration"].flatMap(
  (policy) => [
    [policy, ownedBy],
    [policy, all],
  ],
);
const directoryRead = ["Directory.Read.All", "Directory.ReadWrite.All"];
const readUsers: Permissions = ["User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", ...directoryRead];
const writeUsers: Permissions = ["User.ReadWrite.All", "Directory.ReadWrite.All"];
const readGroups: Permissions = ["Group.Read.All", "Group.ReadWrite.All", "GroupMember.Read.All", ...directoryRead];
/** Application.ReadWrite.All is not on these pages, whatever the documentation of azuread says. */
const writeSynchronization: Permissions = [ownedBy, "Synchronization.ReadWrite.All"];
const readSynchronization: Permissions = ["Synchronization.Read.All", ...writeSynchronization];

const domain = { read: "Domain.Read.All", write: "Domain.ReadWrite.All" };
const readDomains: Permissions = [domain.read, domain.write, ...directoryRead];
// On some of the pages only: of the list and of the creation it is documented for /beta.
const federation = { read: "Domain-InternalFederation.Read.All", write: "Domain-InternalFederation.ReadWrite.All" };
const readFederations: Permissions = [domain.read, domain.write, federation.read, federation.write];
const writeFederations: Permissions = [domain.write, federation.write];

const route = (call: string, permissions: Permissions, handler: GraphHandler): Route => {
  const [method, path] = call.split(" ") as [Route["method"], string];
  return { method, path, permissions, handler };
};

/** All of Microsoft Graph that is in the sandbox, on /v1.0 and /beta alike. */
export const routes: readonly Route[] = [
  route("GET /applicationTemplates", [], templates.listTemplates),
  route("GET /applicationTemplates/{id}", [], templates.getTemplate),
  route("POST /applicationTemplates/{id}/instantiate", writeApps, templates.postInstantiate),

  route("GET /applications", readApps, applications.listApplications),
  route("POST /applications", writeApps, applications.postApplication),
  route("GET /applications/{id}", readApps, applications.getApplication),
  route("PATCH /applications/{id}", writeApps, applications.patchApplication),
  route("DELETE /applications/{id}", writeApps, applications.removeApplication),
  route("GET /applications/{id}/owners", readApps, owners.listApplicationOwners),
  route("POST /applications/{id}/owners/$ref", addOwner, owners.addApplicationOwner),
  route("DELETE /applications/{id}/owners/{ownerId}/$ref", writeApps, owners.removeApplicationOwner),
  route("GET /directory/deletedItems/microsoft.graph.application", readApps, deletedItems.listDeletedApplications),
  route("GET /directory/deletedItems/microsoft.graph.user", readUsers, deletedItems.listDeletedUsers),
  route("GET /directory/deletedItems/{id}", deletedItems.readDeletedItem, deletedItems.getDeletedItem),
  route("DELETE /directory/deletedItems/{id}", deletedItems.purge, deletedItems.purgeDeletedItem),

  route("GET /servicePrincipals", readApps, principals.listServicePrincipals),
  route("POST /servicePrincipals", writeApps, principals.postServicePrincipal),
  route("GET /servicePrincipals/{id}", readApps, principals.getServicePrincipal),
  route("PATCH /servicePrincipals/{id}", writeApps, principals.patchServicePrincipal),
  route("DELETE /servicePrincipals/{id}", writeApps, principals.removeServicePrincipal),
  route("GET /servicePrincipals/{id}/owners", readApps, owners.listServicePrincipalOwners),
  route("POST /servicePrincipals/{id}/owners/$ref", addOwner, owners.addServicePrincipalOwner),
  route("DELETE /servicePrincipals/{id}/owners/{ownerId}/$ref", writeApps, owners.removeServicePrincipalOwner),
  route(
    "POST /servicePrincipals/{id}/addTokenSigningCertificate",
    [...writeApps, "Directory.ReadWrite.All"],
    principals.postTokenSigningCertificate,
  ),

  route("GET /servicePrincipals/{id}/appRoleAssignedTo", readAssignments, assignments.listAppRoleAssignedTo),
  route("POST /servicePrincipals/{id}/appRoleAssignedTo", assign, assignments.postAppRoleAssignedTo),
  route(
    "GET /servicePrincipals/{id}/appRoleAssignedTo/{assignmentId}",
    readAssignments,
    assignments.getAppRoleAssignedTo,
  ),
  route("DELETE /servicePrincipals/{id}/appRoleAssignedTo/{assignmentId}", assign, assignments.deleteAppRoleAssignedTo),

  route("GET /policies/claimsMappingPolicies", readPolicies, policies.listPolicies),
  route("POST /policies/claimsMappingPolicies", writePolicies, policies.postPolicy),
  route("GET /policies/claimsMappingPolicies/{id}", readPolicies, policies.getPolicy),
  route("PATCH /policies/claimsMappingPolicies/{id}", writePolicies, policies.patchPolicy),
  route("DELETE /policies/claimsMappingPolicies/{id}", writePolicies, policies.removePolicy),
  route("GET /policies/claimsMappingPolicies/{id}/appliesTo", assignPolicies, policies.listAppliesTo),
  route("GET /servicePrincipals/{id}/claimsMappingPolicies", assignPolicies, policies.listAssignedPolicies),
  route("POST /servicePrincipals/{id}/claimsMappingPolicies/$ref", assignPolicies, policies.postAssignedPolicy),
  route(
    "DELETE /servicePrincipals/{id}/claimsMappingPolicies/{policyId}/$ref",
    assignPolicies,
    policies.removeAssignedPolicy,
  ),

  ...synchronizationRoutes("/servicePrincipals/{id}/synchronization"),

  route("GET /domains", readDomains, domains.listDomains),
  route("GET /domains/{id}", readDomains, domains.getDomain),
  route("PATCH /domains/{id}", [domain.write], domains.patchDomain),
  ...federationRoutes("/domains/{id}/federationConfiguration"),

  route("GET /users", readUsers, users.listUsers),
  route("POST /users", writeUsers, users.postUser),
  route("GET /users/{id}", readUsers, users.getUser),
  route("PATCH /users/{id}", writeUsers, users.patchUser),
  route("DELETE /users/{id}", ["User.ReadWrite.All"], users.removeUser),
  route("GET /users/{id}/manager", readUsers, absent("manager")),
  route("GET /groups", readGroups, directory.listGroups),
  route("GET /groups/{id}", readGroups, directory.getGroup),
  route("GET /groups/{id}/members", readGroups, directory.listGroupMembers),
  route("GET /groups/{id}/owners", readGroups, directory.listGroupOwners),
];

function synchronizationRoutes(base: string): Route[] {
  const job = `${base}/jobs/{jobId}`;
  const [read, write] = [readSynchronization, writeSynchronization];
  return [
    route(`GET ${base}/templates`, read, synchronization.listSynchronizationTemplates),
    route(`GET ${base}/templates/{templateId}`, read, synchronization.getSynchronizationTemplate),
    route(`GET ${base}/secrets`, read, synchronization.listSecrets),
    route(`PUT ${base}/secrets`, write, synchronization.putSecrets),
    route(`GET ${base}/jobs`, read, synchronization.listJobs),
    route(`POST ${base}/jobs`, write, synchronization.postJob),
    route(`GET ${job}`, read, synchronization.getJob),
    route(`DELETE ${job}`, write, synchronization.removeJob),
    route(`POST ${job}/start`, write, synchronization.postStart),
    route(`POST ${job}/pause`, write, synchronization.postPause),
    route(`POST ${job}/restart`, write, synchronization.postRestart),
    route(`POST ${job}/validateCredentials`, write, synchronization.postValidateCredentials),
    route(`POST ${job}/provisionOnDemand`, write, synchronization.postProvisionOnDemand),
    route(`GET ${job}/schema`, read, synchronizationSchema.getSchema),
    route(`PUT ${job}/schema`, write, synchronizationSchema.putSchema),
  ];
}

function federationRoutes(base: string): Route[] {
  const one = `${base}/{federationId}`;
  return [
    route(`GET ${base}`, readFederations, domains.listFederations),
    route(`POST ${base}`, writeFederations, domains.postFederation),
    route(`GET ${one}`, readFederations, domains.getFederation),
    route(`PATCH ${one}`, writeFederations, domains.patchFederation),
    route(`DELETE ${one}`, writeFederations, domains.removeFederationOf),
  ];
}
