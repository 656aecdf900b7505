import { decisionPage } from "../idp/pages";
import { readRequest } from "../idp/request/readRequest";
import { signOn } from "../idp/signOn";
import type { Tenant } from "../model/tenant";
import { myAppsRelay } from "./myApps";
import { issueCode, type SignInGoal } from "./state";
import { signInState } from "./signInState";

/** Goes on with what somebody wanted, now that it is known who that is. `session` is the one that was opened. */
export function resume(tenant: Tenant, goal: SignInGoal, username: string, session: string): Promise<Response> {
  switch (goal.kind) {
    case "application":
      return decisionPage(signOn(tenant, { tenantName: goal.tenantName, clientId: goal.clientId, username }));
    case "request": {
      // The application may have changed meanwhile.
      const read = readRequest(tenant, goal.sent, "again");
      if ("refused" in read) return decisionPage(read.refused);
      return decisionPage(signOn(tenant, { tenantName: goal.sent.tenantName, username, ...read }));
    }
    case "my-apps":
      return myAppsRelay(tenant, issueCode(signInState(tenant), tenant.context, session));
  }
}
