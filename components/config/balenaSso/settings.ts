import { z } from "zod";
import { application, certificates, groups, map, metadata, text, users } from "../fields";

/** One entry of `balenaSso`: an Entra application for one balenaCloud organization. */
const balenaSsoEntry = z.strictObject({
  application,
  // Source of the characters: balena documentation, "Enterprise SSO". No length is published.
  ssoIdentifier: text(
    /^[a-z0-9_-]{1,63}$/,
    "a name for your enterprise, of your choice: lower-case letters, digits, hyphens and underscores, at most 63",
  ),
  certificates,
  metadata,
  users,
  groups,
});

export const balenaSsoSchema = map(balenaSsoEntry, "an application for one balenaCloud organization").optional();

export type BalenaSsoSettings = z.infer<typeof balenaSsoEntry>;
