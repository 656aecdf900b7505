import type { Entra } from "../entra/entra";
import { readSpMetadata } from "../saml/metadata";
import type { World } from "../core/world";
import type { PromisedRoleSso } from "./promised/roleSso";

/** Where Alibaba Cloud publishes its service provider metadata. Source: Entra tutorial "Alibaba Cloud Service (Role-based SSO)", the note on metadata files. */
const published = {
  china: "https://signin.aliyun.com/saml-role/sp-metadata.xml",
  international: "https://signin.alibabacloud.com/saml-role/sp-metadata.xml",
} as const;

/**
 * Compares what the stack has written into Entra with what the service provider publishes, as a person would by uploading the
 * metadata file. Returns a line for each difference.
 */
export async function compareWithMetadata(
  application: PromisedRoleSso,
  clientId: string,
  { world, entra }: { world: World; entra: Entra },
): Promise<string[]> {
  const url = published[application.edition];
  const metadata = readSpMetadata(await (await world.handle(new Request(url))).text());
  const found = entra.tenant.data.applications.find(({ appId }) => appId === clientId);
  const differences: string[] = [];
  if (!found?.identifierUris.includes(metadata.entityId)) {
    differences.push(
      `edition: the identifier of ${application.name} is ${found?.identifierUris.join(", ") || "not set"}, but ${url} says ${metadata.entityId}`,
    );
  }
  const services = metadata.assertionConsumerServices.map(({ location }) => location);
  if (!found?.web.redirectUris.some((uri) => services.includes(uri))) {
    differences.push(
      `edition: the reply URL of ${application.name} is ${found?.web.redirectUris.join(", ") || "not set"}, but ${url} says ${services.join(", ")}`,
    );
  }
  return differences;
}
