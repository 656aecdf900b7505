import type { Check } from "../../../../core/checks";
import { domain, isInScope } from "../places";

/** Where to after sign-on. Failing it keeps nobody out: it leads to the user portal then. */
export const relayScope: Check<{ readonly relayState: string }> = {
  name: "relay-state-scope",
  rule: "A RelayState leads somewhere only if it is a URL of *.alibabacloudsso.com",
  source: "SSO from Microsoft Entra ID to CloudSSO, step 3, Relay State",
  run({ relayState }) {
    if (isInScope(relayState)) return undefined;
    return {
      code: "RelayStateOutOfScope",
      expected: `an https URL of *.${domain}`,
      found: relayState,
      remedy: "leave the application's relay state empty: without one, users get to the user portal",
    };
  },
};
