import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { InitializationFailed, type DiffResult, type ProviderInstance, type ProviderPackage } from "./resourceType";
import { defined, isObject, type Properties, withoutSecrets } from "./values";

const { PropertyDiff, DiffResponse } = messages;
const kinds = {
  add: [PropertyDiff.Kind.ADD, PropertyDiff.Kind.ADD_REPLACE],
  update: [PropertyDiff.Kind.UPDATE, PropertyDiff.Kind.UPDATE_REPLACE],
  delete: [PropertyDiff.Kind.DELETE, PropertyDiff.Kind.DELETE_REPLACE],
} as const;

function read(struct: Struct | undefined): Properties {
  const value = withoutSecrets(struct?.toJavaScript() ?? {});
  return isObject(value) ? value : {};
}

const write = (properties: Properties): Struct =>
  Struct.fromJavaScript(defined(properties) as Parameters<typeof Struct.fromJavaScript>[0]);

/** "urn:pulumi:dev::project::azuread:index/user:User::name" */
function parseUrn(urn: string): { token: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { token: types.split("$").at(-1) ?? "", name: name.join("::") };
}

/**
 * Serves one package to any number of engines over Pulumi's provider protocol. Each provider instance of a program has a
 * connection of its own, and is told apart by it; a connection that never configured itself is refused.
 */
export class ProviderServer {
  readonly #server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  readonly #instances = new Map<string, ProviderInstance>();

  constructor(private readonly provider: ProviderPackage) {
    this.#server.addService(ResourceProviderService, this.#handlers());
  }

  /** Resolves to the port. */
  start(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
  }

  stop(): void {
    this.#server.forceShutdown();
    this.#instances.clear();
  }

  #instance(peer: string): ProviderInstance {
    const instance = this.#instances.get(peer);
    if (!instance) throw new Error(`the stand-in for ${this.provider.name} was not configured on this connection`);
    return instance;
  }

  #handlers(): grpc.UntypedServiceImplementation {
    const on =
      <Request, Reply>(
        work: (request: Request, peer: string) => Promise<Reply> | Reply,
      ): grpc.handleUnaryCall<Request, Reply> =>
      (call, callback) => {
        void (async () => work(call.request, call.getPeer()))().then(
          (reply) => callback(null, reply),
          (error: unknown) => callback(asServiceError(error)),
        );
      };
    return {
      attach: on(() => new Empty()),
      cancel: on(() => new Empty()),
      getPluginInfo: on(() => new PluginInfo().setVersion(this.provider.version)),
      configure: on((request: messages.ConfigureRequest, peer) => this.#configure(request, peer)),
      check: on((request: messages.CheckRequest, peer) => this.#check(request, peer)),
      diff: on((request: messages.DiffRequest, peer) => this.#diff(request, peer)),
      create: on((request: messages.CreateRequest, peer) => this.#create(request, peer)),
      read: on((request: messages.ReadRequest, peer) => this.#read(request, peer)),
      update: on((request: messages.UpdateRequest, peer) => this.#update(request, peer)),
      delete: on((request: messages.DeleteRequest, peer) => this.#delete(request, peer)),
      invoke: on((request: messages.InvokeRequest, peer) => this.#invoke(request, peer)),
    };
  }

  #configure(request: messages.ConfigureRequest, peer: string): messages.ConfigureResponse {
    const configuration: Record<string, string> = {};
    request.getVariablesMap().forEach((value, key) => {
      configuration[key.replace(/^[^:]+:(config:)?/, "")] = value;
    });
    this.#instances.set(peer, this.provider.open(configuration));
    // The engine unwraps secrets for us and keeps track of them itself.
    return new messages.ConfigureResponse().setAcceptsecrets(false).setSupportspreview(true);
  }

  #check(request: messages.CheckRequest, peer: string): messages.CheckResponse {
    const { token, name } = parseUrn(request.getUrn());
    const { inputs, failures } = this.#instance(peer).check(token, name, read(request.getNews()));
    return new messages.CheckResponse()
      .setInputs(write(inputs))
      .setFailuresList(failures.map(({ reason }) => new messages.CheckFailure().setReason(reason)));
  }

  #diff(request: messages.DiffRequest, peer: string): messages.DiffResponse {
    const { token } = parseUrn(request.getUrn());
    const result = this.#instance(peer).diff(
      token,
      read(request.getOlds()),
      read(request.getNews()),
      request.getIgnorechangesList(),
    );
    return diffReply(result);
  }

  async #create(request: messages.CreateRequest, peer: string): Promise<messages.CreateResponse> {
    const { token } = parseUrn(request.getUrn());
    const inputs = read(request.getProperties());
    const instance = this.#instance(peer);
    if (request.getPreview())
      return new messages.CreateResponse().setProperties(write(instance.planned(token, inputs)));
    const { id, state } = await instance.create(token, request.getUrn(), inputs);
    return new messages.CreateResponse().setId(id).setProperties(write(state));
  }

  async #read(request: messages.ReadRequest, peer: string): Promise<messages.ReadResponse> {
    const { token } = parseUrn(request.getUrn());
    const state = read(request.getProperties());
    // The bridge takes a read without state for an import or a get.
    const known = Object.keys(state).length > 0 ? state : undefined;
    const found = await this.#instance(peer).read(token, request.getId(), known, read(request.getInputs()));
    if (!found) return new messages.ReadResponse();
    return new messages.ReadResponse().setId(found.id).setProperties(write(found.state)).setInputs(write(found.inputs));
  }

  async #update(request: messages.UpdateRequest, peer: string): Promise<messages.UpdateResponse> {
    const { token } = parseUrn(request.getUrn());
    const [olds, news] = [read(request.getOlds()), read(request.getNews())];
    const instance = this.#instance(peer);
    if (request.getPreview()) {
      return new messages.UpdateResponse().setProperties(write(instance.planned(token, news, olds)));
    }
    const { state } = await instance.update(
      token,
      request.getUrn(),
      request.getId(),
      olds,
      news,
      request.getIgnorechangesList(),
    );
    return new messages.UpdateResponse().setProperties(write(state));
  }

  async #delete(request: messages.DeleteRequest, peer: string): Promise<Empty> {
    const { token } = parseUrn(request.getUrn());
    await this.#instance(peer).delete(token, request.getUrn(), request.getId(), read(request.getProperties()));
    return new Empty();
  }

  async #invoke(request: messages.InvokeRequest, peer: string): Promise<messages.InvokeResponse> {
    const { result, failures } = await this.#instance(peer).invoke(request.getTok(), read(request.getArgs()));
    return new messages.InvokeResponse()
      .setReturn(write(result ?? {}))
      .setFailuresList(failures.map(({ reason }) => new messages.CheckFailure().setReason(reason)));
  }
}

function diffReply({ changes, stables, deleteBeforeReplace }: DiffResult): messages.DiffResponse {
  const reply = new DiffResponse()
    .setChanges(changes.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE)
    .setHasdetaileddiff(changes.length > 0)
    .setStablesList([...stables])
    .setDiffsList(changes.map(({ name }) => name))
    .setReplacesList(changes.filter(({ replaces }) => replaces).map(({ name }) => name))
    .setDeletebeforereplace(deleteBeforeReplace);
  for (const { name, kind, replaces } of changes) {
    reply.getDetaileddiffMap().set(name, new PropertyDiff().setKind(kinds[kind][replaces ? 1 : 0]));
  }
  return reply;
}

/** Errors of our own go out as they are; an initialization error carries its details as gRPC's richer error model wants them. */
function asServiceError(error: unknown): Partial<grpc.ServiceError> {
  const message = error instanceof Error ? error.message : String(error);
  const metadata = new grpc.Metadata();
  if (error instanceof InitializationFailed) {
    const detail = new messages.ErrorResourceInitFailed()
      .setId(error.id)
      .setProperties(write(error.state))
      .setInputs(write(error.inputs))
      .setReasonsList([...error.reasons]);
    const any = new Any();
    any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status().setCode(grpc.status.UNKNOWN).setMessage(message).setDetailsList([any]);
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  }
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}
