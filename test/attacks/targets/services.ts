import assert from "node:assert/strict";
import { code } from "../../../sandbox/services/codes";
import { serviceTypes } from "../../../sandbox/services/handler";
import { messageParts } from "../../sandbox/saml/support/messages";
import {
  balenaKind,
  begin,
  cookieOf,
  genericKind,
  issuer,
  readPage,
  sso,
  tileKind,
  zillizKind,
  type Begun,
  type Kind,
  type Sso,
} from "../../sandbox/services/support";
import type { Keys } from "../keys";
import type { Landing, ServiceProvider, Target } from "../target";

const self = "b.simon@contoso.com";
const victim = "admin@contoso.com";

function service(kind: Kind, type: keyof typeof serviceTypes): ServiceProvider {
  const provider: ServiceProvider = {
    name: kind.name,
    codes: { invalid: code.invalid, expired: code.expired, unknownIssuer: code.unknownIssuer },
    checks: serviceTypes[type].checks.map(({ name }) => name),
    asks: kind.begins !== "there",
    knowsIssuer: kind !== zillizKind,
    ...(kind === balenaKind && { behind: { "name-id": ["name-id-email"] } }),
    async open(keys, checksOff = []) {
      const test = await sso(kind, keys.trusted, checksOff);
      return targetOf(provider, keys, test, test.begun);
    },
  };
  return provider;
}

function targetOf(provider: ServiceProvider, keys: Keys, test: Sso, begun: Begun | undefined): Target {
  const { clock, context, acs, kind } = test;
  const { entityId } = kind;
  const id = begun?.request.id;
  const target: Target = {
    ...{ provider, keys, clock, context, acs, entityId, self },
    victim: { name: victim, parts: { nameId: victim } },
    parts: (own = {}) =>
      messageParts({
        ...{ now: clock.now(), entityId, acs, issuer, inResponseTo: id, confirmationInResponseTo: id },
        ...own,
      }),
    post: (encoded) => post(test, encoded, begun),
    again: async () => (begun ? targetOf(provider, keys, test, await begin(test, test.service)) : target),
  };
  return target;
}

async function post(test: Sso, encoded: string, begun: Begun | undefined): Promise<Landing> {
  const fields = { SAMLResponse: encoded, ...(begun && { RelayState: begun.relayState }) };
  const response = await test.post(test.acs, fields, begun?.cookie);
  const cookie = cookieOf(response);
  if (response.status === 302) {
    const page = await readPage(await test.get(response.headers.get("location") ?? "", cookie));
    return { in: page.facts["session-name"] ?? "" };
  }
  const page = await readPage(response);
  assert.deepEqual([page.kind, cookie], ["refused", ""]);
  return { refused: page.facts["error-code"] };
}

export const zilliz = service(zillizKind, "zilliz");
export const balena = service(balenaKind, "balena");
/** Its users begin there. */
export const generic = service(genericKind, "saml");
/** Its users begin at Entra. */
export const tile = service(tileKind, "saml");
