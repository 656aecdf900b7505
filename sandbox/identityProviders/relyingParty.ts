import { CloudError } from "../core/cloudError";
import { binding } from "../saml/constants";
import { readRelyingParty, type IndexedEndpoint, type RelyingPartyMetadata } from "../saml/metadata";
import { XmlError } from "../saml/xml";
import { isHttps } from "../services/model/addresses";
import { code } from "./codes";

/**
 * Reads the metadata of a relying party as its administrator pastes it. What a sign-in would fail for is refused here. `own` is the
 * identity provider's entity ID, which is not its relying party's.
 */
export function readRelyingPartyMetadata(text: string, own: string): RelyingPartyMetadata {
  const metadata = read(text);
  const { entityId } = metadata;
  if (entityId === "" || entityId === own) throw refused(`Its entityID is ${entityId || "empty"}.`);
  const posted = consumersOf(metadata);
  if (posted.length === 0) throw refused("It has no AssertionConsumerService for HTTP-POST.");
  const other = posted.find(({ location }) => !isHttps(location));
  if (other) throw refused(`Its AssertionConsumerService ${other.location} is no https URL.`);
  return metadata;
}

function read(text: string): RelyingPartyMetadata {
  try {
    // A byte order mark is not part of the document (XML 1.0, 4.3.3); files saved from a browser may begin with one.
    return readRelyingParty(text.replace(/^\uFEFF/, "").trim());
  } catch (error) {
    if (error instanceof XmlError) throw refused(`It is ${error.message}.`);
    throw error;
  }
}

const refused = (why: string) => new CloudError(code.metadata, `The metadata is not accepted. ${why}`);

/** Responses go by HTTP-POST; other bindings are for others. */
export const consumersOf = ({ assertionConsumerServices }: RelyingPartyMetadata): IndexedEndpoint[] =>
  assertionConsumerServices.filter((service) => service.binding === binding.post);

/** SAML 2.0 metadata, 2.4.4.1: the one that says so, else the first. */
export function defaultConsumer(metadata: RelyingPartyMetadata): IndexedEndpoint | undefined {
  const consumers = consumersOf(metadata);
  return consumers.find(({ isDefault }) => isDefault) ?? consumers[0];
}
