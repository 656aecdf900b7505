import type { SandboxContext } from "../core/context";
import type { Handler, Hosts } from "../core/world";
import { roleForManagement, sampleAlibabaState } from "../samples/accounts";
import { cloudSsoHosts, cloudSsoInventory } from "./cloudsso/hosts";
import { settleTasks } from "./cloudsso/model/assignments";
import { cloudSsoSignInHosts } from "./cloudsso/sp/signIn";
import { business } from "./business/registry";
import { ims } from "./ims/registry";
import { location } from "./location/registry";
import { policyResource, roleArn, samlProviderArn } from "./model/arns";
import { Cloud, emptyAccount, isoSeconds } from "./model/cloud";
import type { Account, AlibabaState } from "./model/state";
import { ram } from "./ram/registry";
import { resourceManager } from "./resourceManager/registry";
import { serveProduct } from "./rpc/dispatch";
import type { Product } from "./rpc/product";
import { signInHosts } from "./sp/signIn";
import { sts, stsHosts } from "./sts/registry";

/** The key that a deployment runs with. It is a RAM user's: an account's own key may not call AssumeRole. */
export interface Deployer {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly accountId: string;
}

/** The emulated Alibaba Cloud: its accounts, its OpenAPI endpoints and its sign-in pages. */
export class Alibaba {
  readonly cloud: Cloud;

  constructor(
    private readonly context: SandboxContext,
    state: AlibabaState = sampleAlibabaState(context.ids, isoSeconds(context.clock.now())),
  ) {
    this.cloud = new Cloud(state, context.clock, context.ids);
  }

  /** Plain JSON, and everything: save it and hand it to the constructor again. */
  get state(): AlibabaState {
    settleTasks(this.cloud);
    return this.cloud.state;
  }

  get deployer(): Deployer {
    const { accessKeyId, accessKeySecret, accountId } = this.state.deployer;
    return { accessKeyId, accessKeySecret, accountId };
  }

  /** What this cloud answers for, by host name. */
  hosts(): Hosts {
    const serve = (product: Product): Handler => serveProduct(this.context, this.cloud, product);
    const stsHandler = serve(sts(this.context));
    return this.settled({
      "ram.aliyuncs.com": serve(ram),
      "ims.aliyuncs.com": serve(ims),
      "location.aliyuncs.com": serve(location),
      "business.aliyuncs.com": serve(business),
      "resourcemanager.aliyuncs.com": serve(resourceManager),
      ...Object.fromEntries(stsHosts.map((host) => [host, stsHandler])),
      ...signInHosts(this.context, this.cloud),
      ...cloudSsoHosts(this.context, this.cloud),
      ...cloudSsoSignInHosts(this.context, this.cloud),
    });
  }

  /** What CloudSSO has done by now is done before anybody is answered, whichever part of this cloud they ask. */
  private settled(hosts: Hosts): Hosts {
    const settle =
      (handler: Handler): Handler =>
      (request) => {
        settleTasks(this.cloud);
        return handler(request);
      };
    return Object.fromEntries(Object.entries(hosts).map(([host, handler]) => [host, settle(handler)]));
  }

  /** One line for each object that a deployer can make, sorted. Empty where nothing was deployed. */
  inventory(): string[] {
    settleTasks(this.cloud);
    return [...this.cloud.accounts.flatMap(inventoryOf), ...cloudSsoInventory(this.cloud)].sort();
  }

  /**
   * Sees to it that a member account exists whose role of that name the deployer's account may take.
   * Returns whether anything of it had to be invented.
   */
  ensureMemberAccount(accountId: string, roleName: string): boolean {
    const { accounts, deployer } = this.state;
    const account = (accounts[accountId] ??= {
      ...emptyAccount(accountId),
      // All accounts have the same.
      systemPolicies: accounts[deployer.accountId]?.systemPolicies,
    });
    const key = roleName.toLowerCase();
    if (Object.hasOwn(account.roles, key)) return false;
    account.roles[key] = roleForManagement(this.cloud.ids, roleName, this.cloud.timestamp(), deployer.accountId);
    return true;
  }
}

function inventoryOf(account: Account): string[] {
  const { accountId } = account;
  const roles = Object.values(account.roles);
  return [
    ...Object.keys(account.samlProviders).map((name) => samlProviderArn(accountId, name)),
    ...Object.keys(account.policies).map((name) => policyResource(accountId, "Custom", name)),
    ...roles.filter(({ sample }) => !sample).map(({ roleName }) => roleArn(accountId, roleName)),
    ...roles.flatMap(({ roleName, attachments }) =>
      attachments
        .filter(({ sample }) => !sample)
        .map(({ policyType, policyName }) => `${roleArn(accountId, roleName)} has ${policyType} policy ${policyName}`),
    ),
  ];
}
