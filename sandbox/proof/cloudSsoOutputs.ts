import { credentialOf } from "../alibaba/cloudsso/model/scimCredentials";
import type { CloudSsoDirectory } from "../alibaba/cloudsso/model/state";
import { synchronizationOf } from "../entra/model/synchronization";
import { readIdpMetadata } from "../saml/metadata";
import { XmlError } from "../saml/xml";
import { scimEndpoint } from "./deployed/provisioning";
import type { Clouds } from "./deployed/statements";
import { outputOf, wrongOutput, type Outputs } from "./givenOut";
import { directoryOf } from "./inDirectory";
import { isSynchronized, type PromisedCloudSso } from "./promised/cloudSso";

/**
 * Where users begin. Source: CloudSSO documentation, "Access resources through the CloudSSO user portal"; a person reads it off the
 * console's Overview page.
 */
const logonUrl = ({ region, directoryName }: CloudSsoDirectory): string =>
  `https://signin-${region}.alibabacloudsso.com/${directoryName}/login`;

/** What a stack gives out for a directory, beside what the directory and Entra say. */
export function wrongCloudSsoOutputs(application: PromisedCloudSso, outputs: Outputs, clouds: Clouds): string[] {
  const path = `cloudSso.${application.key}`;
  const output = outputOf(outputs, path);
  const directory = directoryOf(application, clouds.alibaba.state);
  if (!directory || output.clientId === undefined) return [];
  const { directoryId, serviceProvider, identityProvider } = directory;
  const wrong = (name: string, expected: unknown, found = output[name]) => wrongOutput(path, name, found, expected);
  return [
    ...wrong("directoryId", directoryId),
    ...wrong("signOnUrl", logonUrl(directory)),
    ...wrong("identifier", serviceProvider.entityId),
    ...wrong("replyUrl", serviceProvider.acsUrl),
    ...(isSame(certificatesIn(output.metadata), identityProvider.certificates)
      ? []
      : [`outputs: metadata of ${path} has other certificates than the directory`]),
    ...(isSynchronized(application)
      ? [
          ...wrong("scimEndpoint", scimEndpoint(directory.region)),
          ...wrongCredentials(application, output, directory, clouds),
        ]
      : []),
  ];
}

const isSame = (given: readonly string[], known: CloudSsoDirectory["identityProvider"]["certificates"]) =>
  given.length === known.length && known.every(({ certificate }) => given.includes(certificate));

function certificatesIn(metadata: unknown): string[] {
  try {
    return typeof metadata === "string" ? [...readIdpMetadata(metadata).certificates] : [];
  } catch (error) {
    if (error instanceof XmlError) return [];
    throw error;
  }
}

interface GivenCredential {
  readonly active?: unknown;
  readonly expires?: unknown;
}

/** Each key with what it is for, and the dates at which a person has to renew the tokens. */
function wrongCredentials(
  { key, scimCredentials }: PromisedCloudSso,
  output: Outputs,
  directory: CloudSsoDirectory,
  clouds: Clouds,
): string[] {
  const path = `cloudSso.${key}.scimCredentials`;
  const given = (output.scimCredentials ?? {}) as Readonly<Record<string, GivenCredential | undefined>>;
  const known = Object.values(directory.scimCredentials).map(({ expireTime }) => expireTime);
  return [
    ...wrongOutput(
      `cloudSso.${key}`,
      "scimCredentials",
      Object.keys(given).sort(),
      scimCredentials.map((one) => one.key).sort(),
    ),
    ...scimCredentials.flatMap((credential) => {
      const { active, expires } = given[credential.key] ?? {};
      const dates = credential.active ? expiryInUse(output.clientId, directory, clouds) : known;
      return [
        ...wrongOutput(path, `${credential.key}.active`, active, credential.active),
        ...(dates.some((date) => date === expires)
          ? []
          : [
              `outputs: ${credential.key}.expires of ${path} is ${JSON.stringify(expires)}, not ${dates.join(" or ") || "there: no directory knows the token"}`,
            ]),
      ];
    }),
  ];
}

/** When the token expires with which Entra pushes. */
function expiryInUse(clientId: unknown, directory: CloudSsoDirectory, { entra: { tenant } }: Clouds): string[] {
  const principal = typeof clientId === "string" ? tenant.servicePrincipalOf(clientId) : undefined;
  const secrets = principal ? synchronizationOf(tenant, principal).secrets : [];
  const token = secrets.find(({ key }) => key === "SecretToken")?.value;
  const credential = token === undefined ? undefined : credentialOf(directory, token);
  return credential ? [credential.expireTime] : [];
}
