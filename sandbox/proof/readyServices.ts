import type { Services } from "../services/services";
import type { PromisedService } from "./promised/services";

/** What makes the services that a configuration names. */
export type ServiceDesk = Pick<Services, "ensureZilliz" | "ensureBalena" | "ensureSaml">;

/** A service of the configuration that is there, as its administrator finds it. Plain JSON. */
export interface ReadyService {
  readonly service: PromisedService;
  readonly settingsUrl: string;
  /** It had to be made up, and has an existence of its own elsewhere. */
  readonly invented: boolean;
}

/**
 * Each service of the configuration, made if it is not there. Throws `UserError` for addresses that can't be emulated; what is
 * missing altogether is for the stack's own check to say.
 */
export function readyServices(services: readonly PromisedService[], desk: ServiceDesk): ReadyService[] {
  return services.flatMap((service) => {
    const ensured = ensure(service, desk);
    return ensured ? [{ service, settingsUrl: ensured.service.settingsUrl, invented: ensured.invented }] : [];
  });
}

function ensure(service: PromisedService, desk: ServiceDesk): ReturnType<ServiceDesk["ensureSaml"]> | undefined {
  const { system, key, name, ssoIdentifier, identifier: entityId, replyUrls, signOnUrl } = service;
  switch (system) {
    case "zillizSso":
      return desk.ensureZilliz({ key, redirectUrl: replyUrls[0], ssoLoginUrl: signOnUrl });
    case "balenaSso":
      return ssoIdentifier ? desk.ensureBalena({ key, ssoIdentifier }) : undefined;
    case "samlApps":
      return entityId === "" || replyUrls.length === 0
        ? undefined
        : desk.ensureSaml({ key, name, entityId, replyUrls, ...(signOnUrl !== undefined && { signOnUrl }) });
  }
}
