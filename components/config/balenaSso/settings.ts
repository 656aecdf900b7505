import { z } from "zod";
import { application, certificates, groups, map, metadata, text, users } from "../fields";

/** One entry of `balenaSso`: an Entra application for one balenaCloud organization. */
const balenaSsoEntry = z.strictObject({
  application,
  // What balena takes is not published; this is what fits into a URL without escapes.
  ssoIdentifier: text(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    "a name for your enterprise, of your choice: lower-case letters, digits and hyphens, at most 63",
  ),
  certificates,
  metadata,
  users,
  groups,
});

export const balenaSsoSchema = map(balenaSsoEntry, "an application for one balenaCloud organization").optional();

export type BalenaSsoSettings = z.infer<typeof balenaSsoEntry>;
