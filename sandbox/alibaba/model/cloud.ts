import { CloudError } from "../../core/cloudError";
import type { Clock } from "../../core/clock";
import type { Ids } from "../../core/ids";
import type { Account, AlibabaState } from "./state";

/** The state with the clock and the ids that operations on it need. Knows no transport. */
export class Cloud {
  constructor(
    readonly state: AlibabaState,
    readonly clock: Clock,
    readonly ids: Ids,
  ) {}

  findAccount(accountId: string): Account | undefined {
    return this.state.accounts[accountId];
  }

  account(accountId: string): Account {
    const account = this.findAccount(accountId);
    if (!account) throw new CloudError("EntityNotExist.Account", `The account ${accountId} does not exist.`);
    return account;
  }

  get accounts(): Account[] {
    return Object.values(this.state.accounts);
  }

  /** A time as the APIs write it: UTC, whole seconds. */
  timestamp(after = 0): string {
    return isoSeconds(new Date(this.clock.now().getTime() + after));
  }
}

export const isoSeconds = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, "Z");

/** An account with nothing in it. */
export const emptyAccount = (accountId: string): Account => ({
  accountId,
  users: {},
  roles: {},
  samlProviders: {},
  policies: {},
});
