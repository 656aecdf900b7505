import type { Door } from "./door";

/** What the emulated clouds gave the deployer: made up, so that a real tenant or account can't be meant. */
export interface DeployerCredentials {
  readonly entra: { readonly tenantId: string; readonly clientId: string; readonly clientSecret: string };
  readonly alibaba: { readonly accessKeyId: string; readonly accessKeySecret: string };
}

/**
 * The environment in which an unmodified client with unmodified configuration reaches the sandbox instead of the clouds.
 * `caFile` holds the door's authority: each of the variables is what one kind of client reads (Go, Node, Python).
 */
export function clientEnvironment(
  { proxyUrl }: Pick<Door, "proxyUrl">,
  caFile: string,
  { entra, alibaba }: DeployerCredentials,
): Record<string, string> {
  return {
    HTTPS_PROXY: proxyUrl,
    NO_PROXY: "127.0.0.1,localhost",
    SSL_CERT_FILE: caFile,
    NODE_EXTRA_CA_CERTS: caFile,
    REQUESTS_CA_BUNDLE: caFile,
    ARM_TENANT_ID: entra.tenantId,
    ARM_CLIENT_ID: entra.clientId,
    ARM_CLIENT_SECRET: entra.clientSecret,
    ARM_USE_CLI: "false",
    ALICLOUD_ACCESS_KEY: alibaba.accessKeyId,
    ALICLOUD_SECRET_KEY: alibaba.accessKeySecret,
    ALICLOUD_REGION: "ap-southeast-1",
  };
}
