import { recordKey, type ServicesState } from "../services/model/state";
import { addMember } from "../services/model/sessions";
import { newZillizOrganization, zillizUrls } from "../services/zilliz";

/** The organization of a customer of Zilliz Cloud who has not set single sign-on up yet. */
export const sampleZillizOrganization = "org-c057050zilliz0000000001";

/** Who made the organization, before there was single sign-on. In no directory of the samples. */
export const sampleZillizOwner = "cloud-owner@contoso.com";

/** One organization at Zilliz Cloud. balenaCloud has no enterprise yet, and of other services a configuration has to tell. */
export function sampleServicesState(): ServicesState {
  const zilliz = newZillizOrganization(sampleZillizOrganization, "Contoso", zillizUrls(sampleZillizOrganization));
  addMember(zilliz, sampleZillizOwner, "Organization Owner", "2024-03-01T09:00:00Z");
  return { services: { [recordKey(zilliz)]: zilliz }, zillizEntries: {} };
}
