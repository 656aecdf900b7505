import { responseChecks } from "./accept";
import { settingsPageOn } from "./model/addresses";
import { newService, type ServiceRecord } from "./model/state";
import { linkFacts, metadataField, type ServiceType } from "./serviceType";
import { readIdentityProvider } from "./settings/metadata";

/** Any service provider of the Web Browser SSO profile (SAML 2.0 profiles, 4.1): nothing of its own, and nothing left out. */
export const generic: ServiceType = {
  journal: "saml-service",
  checks: responseChecks(),
  fields: [metadataField],
  link(service, field, now) {
    service.identityProvider = readIdentityProvider(field("metadata"), now, service.entityId);
  },
  facts: linkFacts,
};

/** All that is known of such a service. */
export interface GenericService {
  /** Of the configuration's entry. */
  readonly key: string;
  readonly name: string;
  readonly entityId: string;
  readonly replyUrls: readonly string[];
  readonly signOnUrl?: string;
}

/**
 * Which way sign-on goes follows from the sign-on URL: with one, only from there, since Entra's tile leads there as well and a
 * service that need not take unasked responses is safer without; without one, only from Entra. Never both: whichever way was not
 * meant would hide that the sign-on URL is missing on one side.
 */
export function newGenericService({ key, name, entityId, replyUrls, signOnUrl }: GenericService): ServiceRecord {
  const [first = ""] = replyUrls;
  return newService({
    kind: "saml",
    id: key,
    party: name,
    entityId,
    settingsUrl: settingsPageOn(first, key),
    signOnUrl,
    assertionConsumerServices: replyUrls,
    unsolicited: signOnUrl === undefined,
  });
}
