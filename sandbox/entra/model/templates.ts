import { invalidValue, notFound } from "./errors";
import { newApplication, newServicePrincipal } from "./newObjects";
import type { Tenant } from "./tenant";
import type { Application, ApplicationTemplate, AppRole, ServicePrincipal } from "./types";

const alibabaAttributes = "https://www.aliyun.com/SAML-Role/Attributes";

/** The part of the application gallery that is in the sandbox. */
export function applicationTemplates({ cloud }: Tenant): ApplicationTemplate[] {
  return [
    {
      id: cloud.customTemplateId,
      displayName: "Custom",
      publisher: "Microsoft",
      description: null,
      homePageUrl: null,
      categories: [],
      supportedSingleSignOnModes: ["password", "saml", "external", "oidc"],
      metadataName: "customappsso",
      custom: true,
      claims: [],
    },
    {
      // The id of the real template is not published: this one is made up. Look it up by display name.
      id: "a11baba0-ca11-4000-8000-00000000e5a0",
      displayName: "Alibaba Cloud Service (Role-based SSO)",
      publisher: "Alibaba Cloud",
      description: "Sign on to the Alibaba Cloud console in a RAM role.",
      homePageUrl: "https://www.aliyun.com/",
      categories: ["itInfrastructure"],
      supportedSingleSignOnModes: ["saml"],
      metadataName: "alibabacloudservicerolebasedsso",
      custom: false,
      // Both claims: Alibaba Cloud, "Implement role-based SSO from Microsoft Entra ID". Microsoft's tutorial names the first.
      claims: [
        { attribute: "assignedroles", name: `${alibabaAttributes}/Role` },
        { attribute: "userprincipalname", name: `${alibabaAttributes}/RoleSessionName` },
      ],
    },
  ];
}

export function findTemplate(tenant: Tenant, id: string): ApplicationTemplate {
  const found = applicationTemplates(tenant).find((template) => template.id === id.toLowerCase());
  if (!found) throw notFound(id);
  return found;
}

/** The template of an application, if it was made from one. */
export const templateOf = (tenant: Tenant, { applicationTemplateId }: Application): ApplicationTemplate | undefined =>
  applicationTemplates(tenant).find(({ id }) => id === applicationTemplateId);

/**
 * applicationTemplate: instantiate. What an instance begins with: Graph, "Configure application proxy using the Microsoft
 * Graph API", example answer.
 */
export function instantiate(
  tenant: Tenant,
  template: ApplicationTemplate,
  displayName: string,
  owners: readonly string[],
): { application: Application; servicePrincipal: ServicePrincipal } {
  if (displayName === "") throw invalidValue("displayName", "Application", "missing");
  const { ids } = tenant.context;
  const fresh = newApplication({ id: ids.uuid(), appId: ids.uuid(), createdDateTime: tenant.now(), displayName });
  const application: Application = {
    ...fresh,
    applicationTemplateId: template.id,
    appRoles: ["User", "msiam_access"].map((name) => accessRole(ids.uuid(), name)),
    api: { ...fresh.api, oauth2PermissionScopes: [userImpersonation(ids.uuid(), displayName)] },
    web: {
      ...fresh.web,
      homePageUrl: `https://account.activedirectory.windowsazure.com:444/applications/default.aspx?metadata=${template.metadataName}|ISV9.1|primary|z`,
    },
    owners,
  };
  const servicePrincipal = newServicePrincipal({
    id: ids.uuid(),
    appId: application.appId,
    appRoleAssignmentRequired: true,
    tags: [
      ...(template.custom ? ["WindowsAzureActiveDirectoryCustomSingleSignOnApplication"] : []),
      "WindowsAzureActiveDirectoryIntegratedApp",
    ],
    owners,
  });
  // What comes with the instance is there from the start; only later roles take their time.
  servicePrincipal.arrivingAppRoles = [{ visibleAt: application.createdDateTime, appRoles: application.appRoles }];
  tenant.data.applications.push(application);
  tenant.data.servicePrincipals.push(servicePrincipal);
  return { application, servicePrincipal };
}

const accessRole = (id: string, name: string): AppRole => ({
  id,
  allowedMemberTypes: ["User"],
  displayName: name,
  description: name,
  value: null,
  isEnabled: true,
  origin: "Application",
});

const userImpersonation = (id: string, displayName: string) => ({
  id,
  adminConsentDescription: `Allow the application to access ${displayName} on behalf of the signed-in user.`,
  adminConsentDisplayName: `Access ${displayName}`,
  isEnabled: true,
  type: "User",
  userConsentDescription: `Allow the application to access ${displayName} on your behalf.`,
  userConsentDisplayName: `Access ${displayName}`,
  value: "user_impersonation",
});
