import { type Properties, objects } from "../values";
import { type GraphClient, isNotFound } from "./graphClient";
import { segment } from "./resourceIds";

/** Names as in the real provider's locks: one writer per application in one provider process. */
export const applicationLock = (id: string): string => `azuread_application.${id}`;

export const applicationPath = (id: string): string => `/applications/${segment(id, "applications")}`;

/** `PATCH /applications/{id}`; the SDK writes the type into each body (go-azure-sdk, model_application.go). */
export const patchApplication = (client: GraphClient, path: string, properties: Properties): Promise<void> =>
  client.patch(path, { "@odata.type": "#microsoft.graph.application", ...properties });

/** The application, or nothing if it is gone. */
export async function findApplication(client: GraphClient, path: string): Promise<Properties | undefined> {
  try {
    return await client.get(path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** App roles as the SDK writes them back: `origin` is read-only and left out (go-azure-sdk, model_approle.go). */
export function writableRoles(application: Properties): Properties[] {
  return objects(application, "appRoles").map(
    ({ id, isEnabled, allowedMemberTypes, description, displayName, value }) => ({
      id,
      isEnabled,
      allowedMemberTypes,
      description,
      displayName,
      value,
    }),
  );
}
