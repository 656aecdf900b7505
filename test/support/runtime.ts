import type { runtime } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import type { IEngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import type {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
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

/** The SDK's own marks in what goes over the wire. Source: @pulumi/pulumi, runtime/rpc. */
export const secretMark = "4dabf18193072939515e22adb298388d";
export const unknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Several programs may run in one process, as for the Automation API: each has a store of its own. The declaration file leaves it out. */
const { withLocalStorage, getStore } = state as unknown as {
  withLocalStorage<T>(work: () => Promise<T>): Promise<T>;
  getStore(): { settings: { engine?: Pick<IEngineClient, never> } };
};

export interface Program {
  readonly project: string;
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  readonly preview: boolean;
  run(): Promise<Record<string, unknown>>;
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

  const work = async () => {
    await pulumi.runtime.setMocks(mocks, program.project, program.stack, program.preview);
    pulumi.runtime.setAllConfig({ ...program.config });
    getStore().settings.engine = engineThatLogs(log);
    watch(registrations, (given) => (outputs = given));
    await pulumi.runtime.runInPulumiStack(() => program.run());
    await pulumi.runtime.disconnect();
  };
  const failures = await rejectionsDuring(() => withLocalStorage(work));
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
      if (response) registrations.push(registrationOf(request, response.getUrn()));
      reply(error, response);
    });
  monitor.registerResourceOutputs = (request, reply) => {
    if (request.getUrn().includes("::pulumi:pulumi:Stack::")) keepOutputs(request.getOutputs()?.toJavaScript());
    registerOutputs(request, reply);
  };
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
    inputs: (request.getObject()?.toJavaScript() ?? {}) as Readonly<Record<string, unknown>>,
    dependencies: request.getDependenciesList(),
    inputDependencies,
    importId: request.getImportid(),
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
  };
}

function engineThatLogs(log: string[]): Pick<IEngineClient, never> {
  return {
    log(request: LogRequest, done: () => void) {
      if (request.getSeverity() !== LogSeverity.DEBUG) log.push(request.getMessage());
      done();
    },
    setRootResource: (_request: unknown, done: (error: null) => void) => done(null),
    close: () => undefined,
  };
}

/** A resource that fails rejects many promises that nobody awaits; under the engine the process then ends. Here they are collected. */
async function rejectionsDuring(work: () => Promise<void>): Promise<unknown[]> {
  const found: unknown[] = [];
  const others = process.listeners("unhandledRejection");
  const collect = (reason: unknown) => found.push(reason);
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", collect);
  try {
    await work();
  } catch (error) {
    found.unshift(error);
  } finally {
    // Node reports them after the microtasks of a turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", collect);
    for (const other of others) process.on("unhandledRejection", other);
  }
  return found;
}
