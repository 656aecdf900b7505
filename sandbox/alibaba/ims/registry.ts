import { samlProviderResource } from "../model/arns";
import type { Call, Product } from "../rpc/product";
import * as samlProviders from "./samlProviders";

const provider = ({ caller, parameters }: Call) => [
  samlProviderResource(caller.account.accountId, parameters.required("SAMLProviderName")),
];
const anyProvider = ({ caller }: Call) => [samlProviderResource(caller.account.accountId, "*")];

/** Identity Management Service, 2019-08-15: its SAML actions are permitted by `ram:` permissions. */
export const ims: Product = {
  name: "ims",
  version: "2019-08-15",
  actions: {
    CreateSAMLProvider: {
      access: "ram:CreateSAMLProvider",
      // "All Resource": a permission for one provider's ARN does not do (API reference, CreateSAMLProvider, "RAM authorization").
      resources: () => ["*"],
      run: samlProviders.createSamlProviderAction,
    },
    GetSAMLProvider: { access: "ram:GetSAMLProvider", resources: provider, run: samlProviders.getSamlProviderAction },
    UpdateSAMLProvider: {
      access: "ram:UpdateSAMLProvider",
      resources: provider,
      run: samlProviders.updateSamlProviderAction,
    },
    DeleteSAMLProvider: {
      access: "ram:DeleteSAMLProvider",
      resources: provider,
      run: samlProviders.deleteSamlProviderAction,
    },
    ListSAMLProviders: {
      access: "ram:ListSAMLProviders",
      resources: anyProvider,
      run: samlProviders.listSamlProvidersAction,
    },
  },
};
