import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Alibaba } from "./alibaba/alibaba";
import { SandboxClock, type Clock } from "./core/clock";
import type { SandboxContext } from "./core/context";
import { randomIds, type Ids } from "./core/ids";
import { Journal } from "./core/journal";
import { healthy, type Behaviour } from "./core/settings";
import { SignOnLog } from "./core/signOnLog";
import { UserError } from "./core/userError";
import { World } from "./core/world";
import { openDoor, type Door } from "./door/door";
import { clientEnvironment } from "./door/environment";
import { Entra } from "./entra/entra";
import { stateVersion } from "./entra/model/tenant";
import { IdentityProviders } from "./identityProviders/identityProviders";
import { StandInKeys } from "./identityProviders/standInKeys";
import { newIdentityProvidersState, type IdentityProviderEntry } from "./identityProviders/model/state";
import { readyHosts } from "./proof/readyHost";
import { Services } from "./services/services";
import { logHosts } from "./signOnLogHost";

export interface SandboxOptions {
  /** Where state is kept between commands; what is there is taken up again. */
  readonly folder: string;
  /** Entra's cloud of a new tenant. @default "global" */
  readonly entraCloud?: "global" | "china";
  /** What new clouds begin with; not asked where state was kept. @default the samples */
  readonly begin?: (context: SandboxContext) => Promise<NewClouds>;
  readonly behaviour?: Partial<Behaviour>;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

/** What a sandbox begins with. */
export interface NewClouds extends Pick<SavedState, "entra" | "alibaba" | "services"> {
  /** @default the sample's */
  readonly identityProviders?: readonly IdentityProviderEntry[];
}

/** Both clouds and the services, open behind one door. Everything hangs on this object: two of them can run in one process. */
export interface Sandbox {
  readonly context: SandboxContext;
  readonly entra: Entra;
  readonly alibaba: Alibaba;
  /** Zilliz Cloud, balenaCloud, and whatever SAML service a configuration has. */
  readonly services: Services;
  /** Companies' own identity providers, with which domains of the tenant can be federated. */
  readonly identityProviders: IdentityProviders;
  readonly world: World;
  readonly door: Door;
  /** What an unmodified client needs in its environment to end up here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Writes everybody's state to the folder. */
  save(): void;
  /** Saves and closes the door. */
  stop(): Promise<void>;
}

interface SavedState {
  /** The sandbox's time when it was saved. Skipped pauses have moved it ahead of the machine's, and it never goes back. */
  readonly now: string;
  readonly entra: Entra["state"];
  readonly alibaba: Alibaba["state"];
  readonly services: Services["state"];
  readonly identityProviders: IdentityProviders["state"];
}

/** The only place where the parts are put together. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const stateFile = join(options.folder, "clouds.json");
  const saved = readState(stateFile);
  const clock = options.clock ?? new SandboxClock(laterOf(new Date(), saved && new Date(saved.now)));
  const context: SandboxContext = {
    clock,
    ids: options.ids ?? randomIds(),
    journal: new Journal(clock),
    signOns: new SignOnLog(clock),
    behaviour: { ...healthy, ...options.behaviour },
  };
  mkdirSync(options.folder, { recursive: true });

  const begun = saved ? undefined : await options.begin?.(context);
  const first = saved ?? begun;
  // The world is put together of its clouds, and one of them sends requests into it.
  const send = (request: Request): Promise<Response> => world.handle(request);
  const identityProviders: IdentityProviders = new IdentityProviders(
    context,
    saved?.identityProviders ?? (begun?.identityProviders && newIdentityProvidersState(begun.identityProviders)),
    (host) => clouds.find(host) !== undefined || services.find(host) !== undefined,
  );
  const { standInFor } = identityProviders;
  const entra = new Entra(context, first?.entra, { cloud: options.entraCloud, send, standInFor });
  const alibaba = new Alibaba(context, first?.alibaba);
  const fixed = [entra.hosts(), alibaba.hosts(), logHosts(context.signOns)];
  const clouds: World = new World(context.journal, ...fixed);
  const services: Services = new Services(
    context,
    first?.services,
    (host) => clouds.find(host) !== undefined || identityProviders.find(host) !== undefined,
  );
  const world = new World(
    context.journal,
    ...fixed,
    readyHosts({ services, identityProviders }),
    services.find,
    identityProviders.find,
  );
  const door = await openDoor(world, context);
  const caFile = join(options.folder, "ca.pem");
  writeFileSync(caFile, door.caPem);

  // The state holds the emulated parties' private keys: made up, but nobody else's business.
  const save = () => {
    const now = clock.now().toISOString();
    const state: SavedState = {
      now,
      entra: entra.state,
      alibaba: alibaba.state,
      services: services.state,
      identityProviders: identityProviders.state,
    };
    writeFileSync(stateFile, JSON.stringify(state), { mode: 0o600 });
  };
  return {
    context,
    entra,
    alibaba,
    services,
    identityProviders,
    world,
    door,
    environment: clientEnvironment(door, caFile, { entra: entra.deployer, alibaba: alibaba.deployer }),
    save,
    async stop() {
      save();
      await door.stop();
    },
  };
}

function laterOf(one: Date, other: Date = one): Date {
  return other > one ? other : one;
}

/**
 * The certificates that stand for identity providers' own in a folder's kept clouds. A response that was captured in the sandbox is
 * signed with one of those.
 */
export function keptStandIns(folder: string): (certificate: string) => string {
  const state = readState(join(folder, "clouds.json"))?.identityProviders ?? { standIns: {} };
  return new StandInKeys(state, randomIds()).standInFor;
}

function readState(file: string): SavedState | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  try {
    const saved = JSON.parse(text) as SavedState;
    // What another version has kept may lack what this one reads.
    if ((saved.entra.version as number) === stateVersion) return saved;
  } catch {
    // Said below.
  }
  throw new UserError(`${file} can't be read by this version of the sandbox: npm run sandbox -- reset forgets it`);
}
