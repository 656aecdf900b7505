import { roleArn } from "../model/arns";
import { createRole, deleteRole, requireRole, updateRole } from "../model/roles";
import type { Role } from "../model/state";
import { pageOf } from "../rpc/paging";
import type { Call, Reply } from "../rpc/product";
import { hasTags } from "./tags";

/** A role as GetRole shows it; lists leave the trust policy out. */
const encodeRole = (accountId: string, role: Role): Record<string, unknown> => ({
  ...encodeNewRole(accountId, role),
  UpdateDate: role.updateDate,
});

/** One that was just made has no date of its last change (model of the official client for CreateRole). */
const encodeNewRole = (accountId: string, role: Role): Record<string, unknown> => ({
  ...encodeCore(accountId, role),
  AssumeRolePolicyDocument: role.assumeRolePolicyDocument,
});

const encodeListedRole = (accountId: string, role: Role): Record<string, unknown> => ({
  ...encodeCore(accountId, role),
  UpdateDate: role.updateDate,
  Tags: { Tag: Object.entries(role.tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })) },
});

const encodeCore = (accountId: string, role: Role): Record<string, unknown> => ({
  RoleId: role.roleId,
  RoleName: role.roleName,
  Arn: roleArn(accountId, role.roleName),
  Description: role.description,
  CreateDate: role.createDate,
  MaxSessionDuration: role.maxSessionDuration,
});

export function createRoleAction({ cloud, caller: { account }, parameters }: Call): Reply {
  const role = createRole(cloud, account, {
    roleName: parameters.required("RoleName"),
    assumeRolePolicyDocument: parameters.required("AssumeRolePolicyDocument"),
    description: parameters.text("Description"),
    maxSessionDuration: parameters.integer("MaxSessionDuration"),
    tags: parameters.tags("Tag"),
  });
  return { Role: encodeNewRole(account.accountId, role) };
}

export function getRoleAction({ caller: { account }, parameters }: Call): Reply {
  return { Role: encodeRole(account.accountId, requireRole(account, parameters.required("RoleName"))) };
}

export function updateRoleAction({ cloud, caller: { account }, parameters }: Call): Reply {
  const role = updateRole(cloud, account, parameters.required("RoleName"), {
    assumeRolePolicyDocument: parameters.text("NewAssumeRolePolicyDocument"),
    description: parameters.given("NewDescription"),
    maxSessionDuration: parameters.integer("NewMaxSessionDuration"),
  });
  return { Role: encodeRole(account.accountId, role) };
}

export function deleteRoleAction({ caller: { account }, parameters }: Call): Reply {
  deleteRole(account, parameters.required("RoleName"));
  return {};
}

export function listRolesAction({ caller: { account }, parameters }: Call): Reply {
  const found = Object.values(account.roles).filter(({ tags }) => hasTags(tags, parameters));
  const { items, more } = pageOf(parameters, found);
  return { Roles: { Role: items.map((role) => encodeListedRole(account.accountId, role)) }, ...more };
}
