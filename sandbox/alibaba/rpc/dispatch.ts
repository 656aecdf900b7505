import { CloudError } from "../../core/cloudError";
import type { SandboxContext } from "../../core/context";
import type { Handler } from "../../core/world";
import type { Cloud } from "../model/cloud";
import { authorize, callerArn, type Caller } from "../model/identities";
import { authenticate } from "./authenticate";
import { encodeError, encodeReply } from "./errors";
import { ReplyLost, RpcFaults } from "./faults";
import { Parameters } from "./parameters";
import type { Action, Product, Reply } from "./product";
import { readRequest, type RpcRequest } from "./request";
import { readCredential } from "./signature";

/** The handler of a product's endpoints: the one error boundary, and where every call is journalled. */
export function serveProduct(context: SandboxContext, cloud: Cloud, product: Product): Handler {
  const faults = new RpcFaults(context, product.name, cloud);
  return async (incoming) => {
    const requestId = context.ids.uuid().toUpperCase();
    const request = await readRequest(incoming);
    const note = { service: product.name, action: request.action ?? `${request.method} ${request.path}` };
    const who: Who = { accessKeyId: "anonymous" };
    try {
      const reply = await faults.run(request, (seen) => answer(seen, product, request, who));
      context.journal.add({ ...note, caller: who.accessKeyId, outcome: "ok", ...detailOf(who) });
      return encodeReply(reply, requestId);
    } catch (error) {
      if (error instanceof ReplyLost) {
        context.journal.add({ ...note, caller: who.accessKeyId, outcome: "ok", ...detailOf(who) });
        return error.response;
      }
      // A fault of the sandbox itself is no permanent 500: the clients would repeat it for five minutes.
      const refusal =
        error instanceof CloudError
          ? error
          : new CloudError("SandboxFault", error instanceof Error ? error.message : String(error));
      context.journal.add({ ...note, caller: who.accessKeyId, outcome: refusal.code, ...detailOf(who, refusal) });
      return encodeError(refusal, requestId, request.host);
    }
  };
}

/** Filled in as it becomes known, so that a refusal can be journalled with whatever was known by then. */
interface Who {
  accessKeyId: string;
  caller?: Caller;
}

async function answer(cloud: Cloud, product: Product, request: RpcRequest, who: Who): Promise<Reply> {
  const [repeated] = request.repeated;
  if (repeated !== undefined) {
    // The code is unverified. Better a refusal than a call that is signed as one thing and executed as another.
    throw new CloudError("InvalidParameter", `The parameter ${repeated} is given more than once.`);
  }
  const action = findAction(product, request);
  const parameters = new Parameters(request.parameters);
  if (action.access === "anonymous") return action.run({ cloud, parameters });
  const credential = readCredential(request);
  if (!credential) throw new CloudError("MissingAccessKeyId", "AccessKeyId is mandatory for this action.");
  who.accessKeyId = credential.accessKeyId;
  const caller = authenticate(cloud, credential);
  who.caller = caller;
  const call = { cloud, parameters, caller };
  if ("resources" in action) authorize(caller, action.access, action.resources(call));
  return action.run(call);
}

function findAction(product: Product, { method, path, action, version }: RpcRequest): Action {
  if (path !== "/" || (method !== "POST" && method !== "GET")) {
    throw new CloudError("InvalidAction.NotFound", "Specified api is not found, please check your url and method.");
  }
  if (!action) throw new CloudError("MissingAction", "Action is mandatory for this action.");
  if (version !== product.version) {
    throw new CloudError("InvalidVersion", "Specified parameter Version is not valid.", {
      expected: product.version,
      version,
    });
  }
  const found = Object.hasOwn(product.actions, action) ? product.actions[action] : undefined;
  if (!found) {
    throw new CloudError(
      "InvalidAction.NotFound",
      `Specified api is not found, please check your url and method. (${action})`,
      {
        lacking: `the sandbox does not answer ${product.name} ${action}`,
      },
    );
  }
  return found;
}

function detailOf({ caller }: Who, refusal?: CloudError): { detail?: Record<string, unknown> } {
  const detail = {
    ...(caller && { account: caller.account.accountId, arn: callerArn(caller) }),
    ...(refusal && { message: refusal.message, ...refusal.detail }),
  };
  return Object.keys(detail).length > 0 ? { detail } : {};
}
