import assert from "node:assert/strict";
import type { Attack } from "../attack";
import { base64, saying, signed } from "../messages";
import type { ServiceProvider, Target } from "../target";

/** What was asked for, and what was accepted before. */

const answering = (id: string | undefined) => ({ inResponseTo: id, confirmationInResponseTo: id });

const asks = ({ asks: own }: ServiceProvider) => own;

/** Gets in with it, and signs on again. */
async function after(target: Target, kept: string): Promise<{ target: Target; kept: string }> {
  assert.deepEqual(await target.post(kept), { in: target.self });
  return { target: await target.again(), kept };
}

const requestOf = (target: Target): string => target.parts().inResponseTo ?? "_elsewhere";

export const exchangeAttacks: readonly Attack[] = [
  {
    name: "an assertion that was accepted before",
    // Where there was a request, it is closed now as well.
    guards: (provider) => (provider.asks ? ["in-response-to", "replay"] : ["replay"]),
    prepare: (target) => after(target, base64(signed(target))),
    send: (_target, kept) => kept,
    twin: saying({ assertionId: "_another" }),
  },
  {
    name: "a new assertion with the ID of one that was accepted before",
    guards: ["replay"],
    prepare: (target) => after(target, base64(signed(target))),
    send: (target) => base64(signed(target)),
    twin: saying({ assertionId: "_another" }),
  },
  ...["__proto__", "constructor"].map((assertionId): Attack => ({
    name: `an ID that every object has, twice: ${assertionId}`,
    guards: ["replay"],
    prepare: (target) => after(target, base64(signed(target, { assertionId }))),
    send: saying({ assertionId }),
    twin: saying({}),
  })),
  {
    name: "an answer to a request of nobody's",
    guards: ["in-response-to"],
    send: saying(answering("_nobody")),
  },
  {
    name: "an answer to what every object has",
    guards: ["in-response-to"],
    send: saying(answering("constructor")),
  },
  {
    name: "a response that nobody asked for",
    guards: ["in-response-to"],
    // balenaCloud asks, and takes it nevertheless.
    of: ({ asks: own, name }) => own && name !== "balenaCloud",
    send: saying(answering(undefined)),
  },
  {
    name: "an assertion that nobody asked for, in an answer",
    guards: ["in-response-to"],
    of: asks,
    send: saying({ confirmationInResponseTo: undefined }),
  },
  {
    name: "the answer to a request, passed off as one that nobody asked for",
    guards: ["in-response-to"],
    send: saying((target) => ({ inResponseTo: undefined, confirmationInResponseTo: requestOf(target) })),
  },
  {
    name: "an assertion for another request than the Response's",
    guards: ["in-response-to"],
    of: asks,
    prepare: async (target) => ({ target: await target.again(), kept: requestOf(target) }),
    send: (target, kept) => base64(signed(target, { confirmationInResponseTo: kept })),
  },
];
