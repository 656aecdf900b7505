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
import { readyHosts } from "./proof/readyHost";
import { Services } from "./services/services";
import { logHosts } from "./signOnLogHost";

export interface SandboxOptions {
  /** Where state is kept between commands; what is there is taken up again. */
  readonly folder: string;
  /** Entra's cloud of a new tenant. @default "global" */
  readonly entraCloud?: "global" | "china";
  /** What new clouds begin with; not asked where state was kept. @default the samples */
  readonly begin?: (context: SandboxContext) => Pick<SavedState, "entra" | "alibaba" | "services">;
  readonly behaviour?: Partial<Behaviour>;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

/** Both clouds and the services, open behind one door. Everything hangs on this object: two of them can run in one process. */
export interface Sandbox {
  readonly context: SandboxContext;
  readonly entra: Entra;
  readonly alibaba: Alibaba;
  /** Zilliz Cloud, balenaCloud, and whatever SAML service a configuration has. */
  readonly services: Services;
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

  const first = saved ?? options.begin?.(context);
  // The world is put together of its clouds, and one of them sends requests into it.
  const send = (request: Request): Promise<Response> => world.handle(request);
  const entra = new Entra(context, first?.entra, { cloud: options.entraCloud, send });
  const alibaba = new Alibaba(context, first?.alibaba);
  const fixed = [entra.hosts(), alibaba.hosts(), logHosts(context.signOns)];
  const clouds = new World(context.journal, ...fixed);
  const services = new Services(context, first?.services, (host) => clouds.find(host) !== undefined);
  const world = new World(context.journal, ...fixed, readyHosts(services), services.find);
  const door = await openDoor(world, context);
  const caFile = join(options.folder, "ca.pem");
  writeFileSync(caFile, door.caPem);

  // The state holds the emulated services' private keys: made up, but nobody else's business.
  const save = () => {
    const now = clock.now().toISOString();
    const state: SavedState = { now, entra: entra.state, alibaba: alibaba.state, services: services.state };
    writeFileSync(stateFile, JSON.stringify(state), { mode: 0o600 });
  };
  return {
    context,
    entra,
    alibaba,
    services,
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

function readState(file: string): SavedState | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text) as SavedState;
  } catch {
    throw new UserError(`${file} can't be read: npm run sandbox -- reset forgets it`);
  }
}
