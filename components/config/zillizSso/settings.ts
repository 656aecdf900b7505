import { z } from "zod";
import { application, certificates, groups, httpsUrl, map, text, users } from "../fields";

/** One entry of `zillizSso`: an Entra application for one Zilliz Cloud organization. */
const zillizSsoEntry = z.strictObject({
  application,
  identifier: text(/^\S{1,255}$/, "1 to 255 characters without blanks, unique in the tenant").optional(),
  redirectUrl: httpsUrl("the redirect URL that Zilliz Cloud's console shows").optional(),
  ssoLoginUrl: httpsUrl("the SSO login URL that Zilliz Cloud's console shows").optional(),
  certificates,
  users,
  groups,
});

export const zillizSsoSchema = map(zillizSsoEntry, "an application for one Zilliz Cloud organization").optional();

export type ZillizSsoSettings = z.infer<typeof zillizSsoEntry>;
