import { getClient } from "@azure-rest/core-client";
import { identityProvider, federationMetadataUrl, type EntraCloud } from "./cloud";
import { metadataDocument, missingThumbprints, readMetadata, thumbprint } from "./metadata";
import { seconds } from "../wait";

/**
 * Where the metadata for the service provider comes from.
 * - `derived`: put together from the certificates and the tenant id; the same bytes at every run, and no waiting.
 * - `published`: downloaded from Entra once it lists the certificates (fails after ten minutes), reduced to the same form.
 * - a document: XML that you provide; it must list the configured certificates.
 */
export type MetadataSource = "derived" | "published" | { readonly document: string };

/** What the metadata is made of, once it exists. */
export interface MetadataContent {
  readonly cloud: EntraCloud;
  readonly tenantId: string;
  readonly clientId: string;
  /** Base64 of DER, in the order in which they shall stand. */
  readonly certificates: readonly string[];
}

/** How long Entra may take to list a new certificate; up to ten minutes were allowed for by others (rgl/terraform-provider-saml). Seconds. */
const patience = 600;
const interval = 10;

/** The document for the service provider. Throws with one sentence when it can't be had or lacks a configured certificate. */
export async function metadataFrom(source: MetadataSource, content: MetadataContent): Promise<string> {
  if (source === "derived") {
    return metadataDocument({
      ...identityProvider(content.cloud, content.tenantId),
      certificates: content.certificates,
    });
  }
  if (source === "published") return published(content, download);
  const missing = missingThumbprints(source.document, content.certificates.map(thumbprint));
  if (missing.length > 0)
    throw new Error(`the metadata document lacks the configured certificate ${missing.join(", ")}`);
  return source.document;
}

/**
 * Entra's own document, reduced to entity id, endpoints and the configured certificates. Entra lists a new certificate late, and
 * other certificates of the application as well; before the first one it lists the tenant's: so "200 OK" says nothing.
 */
export async function published(
  content: MetadataContent,
  fetchXml: (url: string) => Promise<string>,
  pause = seconds,
): Promise<string> {
  const url = federationMetadataUrl(content.cloud, content.tenantId, content.clientId);
  const wanted = content.certificates.map(thumbprint);
  for (let waited = 0; ; waited += interval) {
    const xml = await fetchXml(url);
    const missing = missingThumbprints(xml, wanted);
    if (missing.length === 0) return metadataDocument({ ...readMetadata(xml), certificates: content.certificates });
    if (waited >= patience) {
      throw new Error(
        `after ${patience} s Entra's federation metadata still lacks the certificate ${missing.join(", ")}: ${url}`,
      );
    }
    await pause(interval);
  }
}

async function download(url: string): Promise<string> {
  const { origin, pathname, search } = new URL(url);
  // The client library, as it honours proxies and retries; the document itself is public.
  const reply = await getClient(origin).pathUnchecked(`${pathname}${search}`).get();
  if (reply.status !== "200") throw new Error(`Entra's federation metadata can't be read: ${reply.status} from ${url}`);
  return String(reply.body);
}
