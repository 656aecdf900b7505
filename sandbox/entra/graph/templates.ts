import { applicationTemplates, findTemplate, instantiate } from "../model/templates";
import type { ApplicationTemplate } from "../model/types";
import { applicationEntity } from "./applications";
import { readBody, text } from "./body";
import { created, ok, ownersOf, type GraphHandler } from "./call";
import { applicationType, servicePrincipalType, templateType } from "./entities";
import type { Entity } from "./filter";
import { servicePrincipalEntity } from "./servicePrincipals";

const templateEntity = ({
  claims: _claims,
  custom: _custom,
  metadataName: _name,
  ...template
}: ApplicationTemplate): Entity => ({
  ...template,
  endpoints: [],
  isEntraIntegrated: true,
  supportedProvisioningTypes: [],
});

export const listTemplates: GraphHandler = ({ tenant, query }) =>
  ok(
    query.many(
      "applicationTemplates",
      applicationTemplates(tenant).map((template) => [templateType, templateEntity(template)]),
    ),
  );

export const getTemplate: GraphHandler = ({ tenant, query, param }) =>
  ok(query.one(templateType, "applicationTemplates", templateEntity(findTemplate(tenant, param("id")))));

export const postInstantiate: GraphHandler = async (call) => {
  const { tenant, caller, query, request, param } = call;
  const { displayName } = await readBody(request, { displayName: text });
  const made = instantiate(tenant, findTemplate(tenant, param("id")), displayName ?? "", ownersOf(caller));
  return created({
    "@odata.context": `https://${query.url.hostname}/${query.version}/$metadata#microsoft.graph.applicationServicePrincipal`,
    application: query.project(applicationType, applicationEntity(tenant, made.application)),
    servicePrincipal: query.project(servicePrincipalType, servicePrincipalEntity(call, made.servicePrincipal)),
  });
};
