import { instant } from "../../saml/checks/exchange";
import { ns } from "../../saml/constants";
import { decodeText } from "../../saml/message";
import { readIdpMetadata } from "../../saml/metadata";
import { XmlError } from "../../saml/xml";
import { samlProviderArn } from "../model/arns";
import {
  createSamlProvider,
  deleteSamlProvider,
  invalidMetadata,
  requireSamlProvider,
  updateSamlProvider,
  type UploadedMetadata,
} from "../model/samlProviders";
import type { SamlProvider } from "../model/state";
import { pageOf } from "../rpc/paging";
import type { Call, Reply } from "../rpc/product";

const signAlgorithms = ["rsa-sha256", "rsa-sha1"] as const;

/** What the list shows: neither the document nor the algorithm (model of the official client for ListSAMLProviders). */
const encodeListed = (accountId: string, provider: SamlProvider): Record<string, unknown> => ({
  SAMLProviderName: provider.samlProviderName,
  Arn: samlProviderArn(accountId, provider.samlProviderName),
  Description: provider.description,
  CreateDate: provider.createDate,
  UpdateDate: provider.updateDate,
});

/** What the replies to create and update show: no document. */
const encodeChanged = (accountId: string, provider: SamlProvider): Record<string, unknown> => ({
  ...encodeListed(accountId, provider),
  AuthnSignAlgo: provider.authnSignAlgo,
});

/** The document comes back in lines of 76 characters (aliyun/terraform-provider-alicloud#6896). */
const inLines = (base64: string) => base64.replace(/.{76}(?=.)/g, "$&\n");

/** Decodes an upload. XML signatures in it are not looked at; unsigned documents are accepted. */
function readUpload(encoded: string): UploadedMetadata {
  try {
    const metadata = readIdpMetadata(decodeText(encoded));
    return {
      encoded: encoded.replace(/\s+/g, ""),
      entityId: metadata.entityId,
      certificates: metadata.certificates,
      idpDescriptors: metadata.idpDescriptors,
      singleSignOnServices: metadata.singleSignOnServices.length,
      supportsSaml2: metadata.protocols.includes(ns.protocol),
      // A time that cannot be read has passed.
      validUntil: metadata.validUntil.map((time) => instant(time) ?? 0),
    };
  } catch (error) {
    if (error instanceof XmlError) throw invalidMetadata(`it is ${error.message}`);
    throw error;
  }
}

export function createSamlProviderAction({ cloud, caller: { account }, parameters }: Call): Reply {
  const provider = createSamlProvider(cloud, account, {
    samlProviderName: parameters.required("SAMLProviderName"),
    metadata: readUpload(parameters.required("EncodedSAMLMetadataDocument")),
    description: parameters.text("Description"),
    authnSignAlgo: parameters.oneOf("AuthnSignAlgo", signAlgorithms),
  });
  return { SAMLProvider: encodeChanged(account.accountId, provider) };
}

export function getSamlProviderAction({ caller: { account }, parameters }: Call): Reply {
  const provider = requireSamlProvider(account, parameters.required("SAMLProviderName"));
  return {
    SAMLProvider: {
      ...encodeChanged(account.accountId, provider),
      EncodedSAMLMetadataDocument: inLines(provider.encodedMetadata),
    },
  };
}

export function updateSamlProviderAction({ cloud, caller: { account }, parameters }: Call): Reply {
  const document = parameters.text("NewEncodedSAMLMetadataDocument");
  const provider = updateSamlProvider(cloud, account, parameters.required("SAMLProviderName"), {
    metadata: document === undefined ? undefined : readUpload(document),
    description: parameters.given("NewDescription"),
    authnSignAlgo: parameters.oneOf("AuthnSignAlgo", signAlgorithms),
  });
  return { SAMLProvider: encodeChanged(account.accountId, provider) };
}

export function deleteSamlProviderAction({ caller: { account }, parameters }: Call): Reply {
  deleteSamlProvider(account, parameters.required("SAMLProviderName"));
  return {};
}

export function listSamlProvidersAction({ caller: { account }, parameters }: Call): Reply {
  const { items, more } = pageOf(parameters, Object.values(account.samlProviders));
  return { SAMLProviders: { SAMLProvider: items.map((item) => encodeListed(account.accountId, item)) }, ...more };
}
