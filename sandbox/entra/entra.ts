import type { SandboxContext } from "../core/context";
import type { Hosts } from "../core/world";
import type { CloudName } from "./clouds";
import { federationMetadataUrl, serviceProviderMetadata } from "./federation/metadata";
import { myApps } from "./federation/myApps";
import { graphHandler } from "./graph/graph";
import { launch } from "./login/launch";
import { inventory } from "./inventory";
import { loginHandler } from "./login/login";
import { newTenantState, Tenant } from "./model/tenant";
import type { EntraState } from "./model/types";
import { Provisioning } from "./provisioning/provisioning";

export interface EntraOptions {
  /** @default "global" */
  readonly cloud?: CloudName;
  /** How the provisioning service reaches other hosts. @default not at all: every host is unknown */
  readonly send?: (request: Request) => Promise<Response>;
  /**
   * The certificate that stands in for one of a federated domain's identity provider, since nobody here has that one's private key.
   * @default the certificate itself
   */
  readonly standInFor?: (certificate: string) => string;
}

/** An emulated Microsoft Entra ID with one tenant: its Graph, its sign-in service, its launcher. */
export class Entra {
  /** Everything there is, as plain JSON. */
  readonly state: EntraState;
  readonly tenant: Tenant;
  /** Provisions users and groups to other systems. */
  readonly provisioning: Provisioning;
  readonly #standInFor: (certificate: string) => string;

  /** Without a state: a new tenant with the sample directory. A state keeps the cloud it was made for. */
  constructor(context: SandboxContext, state?: EntraState, options: EntraOptions = {}) {
    this.state = state ?? newTenantState(context, options.cloud ?? "global");
    this.tenant = new Tenant(this.state, context);
    const nowhere = () => Promise.resolve(new Response("no such host\n", { status: 502 }));
    this.provisioning = new Provisioning(this.tenant, options.send ?? nowhere);
    this.#standInFor = options.standInFor ?? ((certificate) => certificate);
  }

  /** Made-up credentials of the application that deploys. */
  get deployer(): { tenantId: string; clientId: string; clientSecret: string; objectId: string } {
    const { clientId, clientSecret, objectId } = this.state.deployer;
    return { tenantId: this.state.tenantId, clientId, clientSecret, objectId };
  }

  /** Graph application permissions of the deployer, in the tokens that are issued from now on. */
  set permissions(names: readonly string[]) {
    this.state.deployer.permissions = names;
  }

  get permissions(): readonly string[] {
    return this.state.deployer.permissions;
  }

  /** One line for each live object that a deployer can make, sorted; none in a new tenant. */
  inventory(): string[] {
    return inventory(this.tenant);
  }

  hosts(): Hosts {
    const { graph, login, loginAliases, management, launcher, ...cloud } = this.tenant.cloud;
    const signIn = loginHandler(this.tenant, { standInFor: this.#standInFor });
    return {
      [graph]: graphHandler(this.tenant, this.provisioning),
      ...Object.fromEntries([login, ...loginAliases].map((host) => [host, signIn])),
      [launcher]: (request) => launch(this.tenant, request),
      [cloud.myApps]: (request) => myApps(this.tenant, request),
      [cloud.federationMetadataHost]: (request) => this.#federationMetadata(request),
      [management]: (request) => this.#subscriptions(request),
    };
  }

  /** Entra ID's metadata as service provider of a federated domain's identity provider. */
  #federationMetadata({ method, url }: Request): Response {
    const known = method === "GET" && url === federationMetadataUrl(this.tenant.cloud);
    if (!known) return new Response("Not found\n", { status: 404 });
    const headers = { "content-type": "application/samlmetadata+xml" };
    return new Response(serviceProviderMetadata(this.tenant.cloud), { headers });
  }

  /** Azure Resource Manager without subscriptions: enough for `az login --allow-no-subscriptions`. */
  #subscriptions(request: Request): Response {
    const { pathname } = new URL(request.url);
    const known = request.method === "GET" && ["/subscriptions", "/tenants"].includes(pathname.replace(/\/$/, ""));
    this.tenant.context.journal.add({
      service: "management",
      action: `${request.method} ${pathname}`,
      caller: "anonymous",
      outcome: known ? "ok" : "NotImplemented",
    });
    if (known) return Response.json({ value: [] });
    const error = { code: "NotImplemented", message: `${request.method} ${pathname} is not in the sandbox.` };
    return Response.json({ error }, { status: 501 });
  }
}
