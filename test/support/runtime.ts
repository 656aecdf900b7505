import type { runtime } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import type {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Struct, Value } from "google-protobuf/google/protobuf/struct_pb.js";
import * as state from "@pulumi/pulumi/runtime/state";

/** What the program asked the engine for, beyond a resource's inputs. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  /** As they go over the wire: unknown values are the SDK's marker. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** URNs: what was named in `dependsOn`, and what inputs come from. */
  readonly dependencies: readonly string[];
  /** URNs: what inputs come from. */
  readonly inputDependencies: readonly string[];
  readonly importId: string;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
}

/** A run of a program in this process. */
export interface Run {
  readonly registrations: readonly Registration[];
  /** The stack's outputs as the engine gets them: secrets carry the SDK's marker. */
  readonly outputs: unknown;
  readonly log: readonly string[];
}

/** The SDK's own marks in what goes over the wire: a secret, as a special object, and an unknown value. Source: @pulumi/pulumi, runtime/rpc. */
const specialKey = "4dabf18193072939515e22adb298388d";
export const secretMark = "1b47061264138c4ac30d75fd1eb44270";
export const unknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What the SDK needs of an engine; callbacks come without a value. */
interface Engine {
  readonly log: (request: LogRequest, done: () => void) => void;
  readonly setRootResource: (request: unknown, done: (error: null) => void) => void;
  readonly close: () => void;
}

/** Several programs may run in one process, as for the Automation API: each has a store of its own. The declaration file leaves it out. */
const { withLocalStorage, getStore } = state as unknown as {
  readonly withLocalStorage: <T>(work: () => Promise<T>) => Promise<T>;
  readonly getStore: () => { settings: { engine?: Engine } };
};

export interface Program {
  readonly project: string;
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  readonly preview: boolean;
  readonly run: () => Promise<Record<string, unknown>>;
}

/** Thrown when a program or one of its resources failed, with what had happened until then. */
export class RunFailed extends Error {
  override readonly name = "RunFailed";

  constructor(
    readonly reason: unknown,
    readonly run: Run,
  ) {
    super(reason instanceof Error ? reason.message : String(reason), { cause: reason });
  }
}

/** Runs a program against `mocks`, records what it registers with all options, and ends when nothing is under way any more. */
export async function runProgram(program: Program, mocks: runtime.Mocks): Promise<Run> {
  const registrations: Registration[] = [];
  const log: string[] = [];
  let outputs: unknown;
  const run = () => ({ registrations, outputs, log });
  const inFlight = { calls: 0 };

  const work = async () => {
    const { project, stack, preview } = program;
    await pulumi.runtime.setMocks(counted(mocks, inFlight), project, stack, preview, "organization");
    pulumi.runtime.setAllConfig({ ...program.config });
    getStore().settings.engine = engineThatLogs(log);
    watch(registrations, (given) => (outputs = given));
    await pulumi.runtime.runInPulumiStack(() => program.run());
    await pulumi.runtime.disconnect();
  };
  const failures = await failuresOf(() => withLocalStorage(work), inFlight);
  if (failures.length > 0) throw new RunFailed(rootCause(failures), run());
  return run();
}

/** The mocks see a resource's inputs; what else the program asks for goes by here. */
function watch(registrations: Registration[], keepOutputs: (outputs: unknown) => void): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: RegisterResourceRequest, reply: Reply<RegisterResourceResponse>): Promise<void>;
    registerResourceOutputs(request: RegisterResourceOutputsRequest, reply: Reply<unknown>): void;
  };
  const register = monitor.registerResource.bind(monitor);
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResource = (request, reply) =>
    register(request, (error, response) => {
      if (response) {
        registrations.push(registrationOf(request, response.getUrn()));
        markSecrets(response, request.getAdditionalsecretoutputsList());
      }
      reply(error, response);
    });
  monitor.registerResourceOutputs = (request, reply) => {
    if (request.getUrn().includes("::pulumi:pulumi:Stack::")) keepOutputs(request.getOutputs()?.toJavaScript());
    registerOutputs(request, reply);
  };
}

/** As the engine does: the provider's SDK names the outputs that are secret. */
function markSecrets(response: RegisterResourceResponse, names: readonly string[]): void {
  const fields = response.getObject()?.getFieldsMap();
  for (const name of names) {
    const value = fields?.get(name);
    if (!value) continue;
    const secret = new Struct();
    secret.getFieldsMap().set(specialKey, new Value().setStringValue(secretMark));
    secret.getFieldsMap().set("value", value);
    fields?.set(name, new Value().setStructValue(secret));
  }
}

/** Whatever depends on what failed fails as well, with the same message and more before it. */
function rootCause(failures: readonly unknown[]): unknown {
  const length = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure)).length;
  return [...failures].sort((one, other) => length(one) - length(other))[0];
}

type Reply<T> = (error: unknown, response?: T) => void;

function registrationOf(request: RegisterResourceRequest, urn: string): Registration {
  const inputDependencies: string[] = [];
  request.getPropertydependenciesMap().forEach((dependencies) => inputDependencies.push(...dependencies.getUrnsList()));
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    inputs: request.getObject()?.toJavaScript() ?? {},
    dependencies: request.getDependenciesList(),
    inputDependencies,
    importId: request.getImportid(),
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
  };
}

function engineThatLogs(log: string[]): Engine {
  return {
    log(request, done) {
      if (request.getSeverity() !== LogSeverity.DEBUG) log.push(request.getMessage());
      done();
    },
    setRootResource: (_request, done) => done(null),
    close: () => undefined,
  };
}

interface InFlight {
  calls: number;
}

function counted(mocks: runtime.Mocks, inFlight: InFlight): runtime.Mocks {
  const count = async <T>(work: () => T | Promise<T>): Promise<T> => {
    inFlight.calls += 1;
    try {
      return await work();
    } finally {
      inFlight.calls -= 1;
    }
  };
  return {
    newResource: (args) => count(() => mocks.newResource(args)),
    call: (args) => count(() => mocks.call(args)),
  };
}

/**
 * Runs `work` to its end or to its first failure, and says what failed. A resource that fails rejects promises that nobody
 * awaits, and what depends on it may wait forever: under the engine the process ends then. Here the failures are collected, and
 * the run ends when no call to a cloud is under way any more.
 */
async function failuresOf(work: () => Promise<void>, inFlight: InFlight): Promise<unknown[]> {
  const found: unknown[] = [];
  const others = process.listeners("unhandledRejection");
  const failed = new Promise<void>((resolve) => {
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (reason) => {
      found.push(reason);
      resolve();
    });
  });
  const ended = work().catch((error: unknown) => {
    found.push(error);
  });
  await Promise.race([ended, failed]);
  do await new Promise((resolve) => setTimeout(resolve, found.length > 0 ? 20 : 0));
  while (inFlight.calls > 0);
  process.removeAllListeners("unhandledRejection");
  for (const other of others) process.on("unhandledRejection", other);
  return found;
}
