import { z } from "zod";
import { claimAttributes, nameIdFormats, type NameIdFormat } from "../../entra/claims";
import {
  application,
  certificates,
  groups,
  httpsUrl,
  map,
  metadata,
  nameIdAttribute,
  nonEmpty,
  text,
  users,
} from "../fields";

const attribute = z.enum(claimAttributes, {
  error: `one of ${claimAttributes.filter((name) => !name.startsWith("extension")).join(", ")}, extensionattribute1 to 15`,
});

const claim = z.union(
  [
    z.strictObject({ name: nonEmpty("the attribute's name in the assertion"), attribute }),
    z.strictObject({ name: nonEmpty("the attribute's name in the assertion"), constant: nonEmpty("text") }),
  ],
  {
    error: `{name, attribute} with an attribute of the user (${claimAttributes.slice(0, 3).join(", ")}, …), or {name, constant}`,
  },
);

/** One entry of `samlApps`: an Entra application for any service that speaks SAML 2.0. */
const samlAppsEntry = z.strictObject({
  application: application.extend({
    relayState: nonEmpty("what the service takes as RelayState").optional(),
  }),
  identifier: text(/^\S{1,255}$/, "the service's entity id, 1 to 255 characters without blanks").optional(),
  replyUrls: z
    .array(httpsUrl("an assertion consumer service"), { error: "a list of assertion consumer services" })
    .min(1, { error: "at least one assertion consumer service" })
    .optional(),
  serviceProviderMetadata: z
    .strictObject({ file: nonEmpty("the path of the service's metadata file") }, { error: "{file: <path>}" })
    .optional(),
  signOnUrl: httpsUrl("where sign-on begins at the service").optional(),
  nameId: z
    .strictObject({
      attribute: nameIdAttribute,
      format: z
        .enum(Object.keys(nameIdFormats) as NameIdFormat[], {
          error: `one of ${Object.keys(nameIdFormats).join(", ")}`,
        })
        .optional(),
    })
    .optional(),
  claims: z.array(claim, { error: "a list of claims" }).optional(),
  certificates,
  metadata,
  users,
  groups,
});

export const samlAppsSchema = map(samlAppsEntry, "an application for a SAML service").optional();

export type SamlAppsSettings = z.infer<typeof samlAppsEntry>;
