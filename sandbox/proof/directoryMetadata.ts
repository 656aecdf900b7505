import type { CloudSsoDirectory } from "../alibaba/cloudsso/model/state";
import { binding } from "../saml/constants";
import { readSpMetadata, type SpMetadata } from "../saml/metadata";
import { rpcSignature } from "../providers/alicloud/rpcSignature";
import type { Sandbox } from "../sandbox";
import { directoryOf } from "./inDirectory";
import type { PromisedCloudSso } from "./promised/cloudSso";

/**
 * Compares what the stack has written into Entra with the metadata document of the directory, as a person would by uploading the
 * file that the console offers. Returns a line for each difference.
 */
export async function compareWithDirectory(
  application: PromisedCloudSso,
  clientId: string,
  sandbox: Sandbox,
): Promise<string[]> {
  const directory = directoryOf(application, sandbox.alibaba.state);
  if (!directory) return [];
  const metadata = await serviceProviderMetadata(directory, sandbox);
  const found = sandbox.entra.tenant.applicationOf(clientId);
  const says = (what: string, values: readonly string[], wanted: readonly string[]) =>
    values.length === 1 && values.every((value) => wanted.includes(value))
      ? []
      : [
          `metadata: the ${what} of ${application.name} is ${values.join(", ") || "not set"}, but the directory's document says ${wanted.join(", ")}`,
        ];
  return [
    ...says("identifier", found?.identifierUris ?? [], [metadata.entityId]),
    ...says("reply URL", found?.web.redirectUris ?? [], posted(metadata)),
  ];
}

/** Entra posts its answer: other bindings don't count. */
const posted = ({ assertionConsumerServices }: SpMetadata): string[] =>
  assertionConsumerServices.filter((service) => service.binding === binding.post).map(({ location }) => location);

/** As the API gives it to whoever has the deployer's key (CloudSSO API reference, GetDirectorySAMLServiceProviderInfo). */
async function serviceProviderMetadata(
  { region, directoryId }: CloudSsoDirectory,
  { world, alibaba, context: { clock, ids } }: Sandbox,
): Promise<SpMetadata> {
  const { accessKeyId, accessKeySecret } = alibaba.deployer;
  const parameters = {
    AccessKeyId: accessKeyId,
    Action: "GetDirectorySAMLServiceProviderInfo",
    DirectoryId: directoryId,
    Format: "json",
    SignatureMethod: "HMAC-SHA1",
    SignatureNonce: ids.hex(32),
    SignatureVersion: "1.0",
    Timestamp: clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, "Z"),
    Version: "2021-05-15",
  };
  const query = new URLSearchParams({ ...parameters, Signature: rpcSignature(parameters, accessKeySecret) });
  const url = `https://cloudsso.${region}.aliyuncs.com/?${query.toString()}`;
  const reply = await world.handle(new Request(url, { method: "POST" }));
  const body = (await reply.json()) as { SAMLServiceProvider?: { EncodedMetadataDocument: string } };
  if (!body.SAMLServiceProvider)
    throw new Error(`the directory ${directoryId} gives no metadata: ${JSON.stringify(body)}`);
  return readSpMetadata(Buffer.from(body.SAMLServiceProvider.EncodedMetadataDocument, "base64").toString());
}
