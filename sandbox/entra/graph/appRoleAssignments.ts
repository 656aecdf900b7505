import { assignAppRole, assignmentsTo, assignmentTo, principalName, removeAssignment } from "../model/assignments";
import { badRequest } from "../model/errors";
import type { AppRoleAssignment } from "../model/types";
import { readBody, text } from "./body";
import { created, noContent, ok, type GraphCall, type GraphHandler } from "./call";
import { assignmentType } from "./entities";
import type { Entity } from "./filter";

function assignmentEntity({ tenant }: GraphCall, assignment: AppRoleAssignment): Entity {
  const { appId } = tenant.servicePrincipal(assignment.resourceId);
  return {
    ...assignment,
    principalDisplayName: principalName(tenant, assignment),
    resourceDisplayName: tenant.applicationOf(appId)?.displayName ?? null,
  };
}

const resource = ({ tenant, param }: GraphCall) => tenant.servicePrincipal(param("id"));
const path = ({ param }: GraphCall) => `servicePrincipals('${param("id")}')/appRoleAssignedTo`;

export const listAppRoleAssignedTo: GraphHandler = (call) =>
  ok(
    call.query.many(
      path(call),
      assignmentsTo(call.tenant, resource(call)).map((entry) => [assignmentType, assignmentEntity(call, entry)]),
    ),
  );

export const getAppRoleAssignedTo: GraphHandler = (call) => {
  const assignment = assignmentTo(call.tenant, resource(call), call.param("assignmentId"));
  return ok(call.query.one(assignmentType, path(call), assignmentEntity(call, assignment)));
};

export const postAppRoleAssignedTo: GraphHandler = async (call) => {
  const { appRoleId, principalId, resourceId } = await readBody(call.request, {
    appRoleId: text,
    principalId: text,
    resourceId: text,
  });
  if (!appRoleId || !principalId || !resourceId) {
    throw badRequest("A value is required for property 'appRoleId', 'principalId' or 'resourceId'.");
  }
  const assignment = assignAppRole(call.tenant, resource(call), { appRoleId, principalId, resourceId });
  return created(call.query.one(assignmentType, path(call), assignmentEntity(call, assignment)));
};

export const deleteAppRoleAssignedTo: GraphHandler = (call) => {
  removeAssignment(call.tenant, assignmentTo(call.tenant, resource(call), call.param("assignmentId")));
  return noContent;
};
