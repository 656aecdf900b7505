import type { ResourceType } from "../resourceType";
import { flag, type Properties, sameJson, text } from "../values";
import { isNotEmpty, isOneOf, isResourceId, isRoleClaimValue, isUuid } from "../validations";
import { waitFor } from "../waits";
import { applicationLock, findApplication, patchApplication, writableRoles } from "./application";
import type { GraphClient } from "./graphClient";
import { idCheck, requiresImport, sameId, saying, segment } from "./resourceIds";

const isRole = (roleId: string) => (role: Properties) => sameId(text(role, "id"), roleId);

const roleOf = (inputs: Properties, roleId: string): Properties => ({
  id: roleId,
  isEnabled: true,
  allowedMemberTypes: inputs.allowedMemberTypes,
  description: text(inputs, "description"),
  displayName: text(inputs, "displayName"),
  value: text(inputs, "value"),
});

/**
 * One app role, by reading all roles and writing them back: without ETag, without retry on 409, so a stale read loses a role
 * (application_app_role_resource.go). An update disables the role for a moment, because Graph wants it so.
 */
export const applicationAppRole: ResourceType<GraphClient> = {
  token: "azuread:index/applicationAppRole:ApplicationAppRole",
  fields: {
    applicationId: { type: "string", is: "required", forceNew: true, validate: isResourceId("applications") },
    roleId: { type: "string", is: "required", forceNew: true, validate: isUuid },
    allowedMemberTypes: {
      type: "set",
      is: "required",
      of: { type: "string", is: "required", validate: isOneOf("User", "Application") },
    },
    description: { type: "string", is: "required", validate: isNotEmpty },
    displayName: { type: "string", is: "required", validate: isNotEmpty },
    value: { type: "string", is: "optional", validate: isRoleClaimValue },
  },
  checkId: idCheck("/applications/{applicationId}/appRoles/{roleId}"),

  async create(client, inputs, keep) {
    const applicationId = segment(text(inputs, "applicationId"), "applications");
    const roleId = text(inputs, "roleId");
    const id = `/applications/${applicationId}/appRoles/${roleId}`;
    const path = `/applications/${applicationId}`;
    await client.locks.hold(applicationLock(applicationId), async () => {
      const roles = writableRoles(await saying(`retrieving ${path}`, client.get(path)));
      if (roles.some(isRole(roleId))) throw requiresImport("azuread_application_app_role", id);
      const appRoles = [...roles, roleOf(inputs, roleId)];
      await saying(`creating ${name(id)}`, patchApplication(client, path, { id: applicationId, appRoles }));
      keep(id);
    });
  },

  async read(client, id) {
    const [applicationId, roleId] = [segment(id, "applications"), segment(id, "appRoles")];
    const application = await client.locks.hold(applicationLock(applicationId), () =>
      saying(`retrieving /applications/${applicationId}`, findApplication(client, `/applications/${applicationId}`)),
    );
    const role = application && writableRoles(application).find(isRole(roleId));
    return (
      role && {
        applicationId: `/applications/${applicationId}`,
        roleId,
        allowedMemberTypes: role.allowedMemberTypes,
        description: text(role, "description"),
        displayName: text(role, "displayName"),
        value: text(role, "value"),
      }
    );
  },

  async update(client, id, news) {
    const roleId = segment(id, "appRoles");
    await rewrite(client, id, "updating", (roles) =>
      roles.map((role) => (isRole(roleId)(role) ? roleOf(news, roleId) : role)),
    );
  },

  async delete(client, id) {
    const roleId = segment(id, "appRoles");
    await rewrite(client, id, "deleting", (roles) => roles.filter((role) => !isRole(roleId)(role)));
  },
};

const name = (id: string): string =>
  `App Role (Application ID: "${segment(id, "applications")}", Role ID: "${segment(id, "appRoles")}")`;

async function rewrite(
  client: GraphClient,
  id: string,
  verb: "updating" | "deleting",
  change: (roles: Properties[]) => Properties[],
): Promise<void> {
  const applicationId = segment(id, "applications");
  const path = `/applications/${applicationId}`;
  await client.locks.hold(applicationLock(applicationId), async () => {
    const roles = writableRoles(await saying(`retrieving ${path}`, client.get(path)));
    if (!roles.some(isRole(segment(id, "appRoles")))) {
      throw new Error(`${verb} ${name(id)}: could not identify existing app role`);
    }
    const appRoles = change(roles);
    const purpose = verb === "updating" ? "update" : "deletion";
    await saying(`disabling ${name(id)} in preparation for ${purpose}`, disableRoles(client, path, appRoles));
    await saying(`${verb} ${name(id)}`, patchApplication(client, path, { id: applicationId, appRoles }));
  });
}

/** Disables what is about to change or go, and waits until the manifest says so (applicationDisableAppRoles in applications.go). */
async function disableRoles(client: GraphClient, path: string, news: readonly Properties[]): Promise<void> {
  const application = await client.get(path);
  const existing = writableRoles(application);
  if (sameJson(existing, news)) return;
  const disabled = new Set<string>();
  const appRoles = existing.map((role) => {
    const next = news.find((other) => text(other, "id") === text(role, "id"));
    const changes = !next || (flag(role, "isEnabled") && !sameJson(next, role));
    if (!changes) return role;
    disabled.add(text(role, "id"));
    return { ...role, isEnabled: false };
  });
  if (disabled.size === 0) return;
  await patchApplication(client, path, { id: text(application, "id"), appRoles });
  const allDisabled = async () =>
    !writableRoles(await client.get(path)).some((role) => disabled.has(text(role, "id")) && flag(role, "isEnabled"));
  await waitFor(client.clock, allDisabled, { minTimeout: 1000, times: 1, timeout: 300_000 });
}
