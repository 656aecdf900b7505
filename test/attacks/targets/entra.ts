import type { PageView } from "../../../sandbox/browser/browser";
import { responseChecks } from "../../../sandbox/entra/federation/accept";
import {
  formOf,
  amelia,
  bruno,
  encoded,
  Stage,
  type Begun,
  type Signers,
} from "../../sandbox/entra/federation/support";
import type { Keys } from "../keys";
import type { Landing, ServiceProvider, Target } from "../target";

/** The other domain and the next certificate play no part here. */
const signersOf = ({ trusted, attacker }: Keys): Signers => ({
  current: trusted,
  next: trusted,
  other: trusted,
  stranger: attacker,
  expired: attacker,
});

/** Entra ID as the service provider of a federated domain's identity provider. */
export const entra: ServiceProvider = {
  name: "Entra ID for a federated domain",
  codes: {
    invalid: "AADSTS50008",
    expired: "AADSTS500133",
    unknownIssuer: "AADSTS50107",
    unknownKey: "AADSTS5000811",
    of: {
      signature: "AADSTS50006",
      "one-assertion": "AADSTS500082",
      ...Object.fromEntries(
        ["destination", "recipient", "audience", "subject-confirmation", "assertion-shape"].map((check) => [
          check,
          "AADSTS500089",
        ]),
      ),
    },
  },
  checks: responseChecks.map(({ name }) => name),
  asks: true,
  knowsIssuer: true,
  async open(keys, checksOff = []) {
    const stage = new Stage(signersOf(keys), { off: checksOff });
    return targetOf(keys, stage, await stage.begin(amelia.upn));
  },
};

function targetOf(keys: Keys, stage: Stage, begun: Begun): Target {
  const { clock, context, tenant } = stage.lab;
  return {
    ...{ provider: entra, keys, clock, context, acs: stage.acs, entityId: tenant.cloud.federationEntityId },
    self: amelia.upn,
    victim: {
      name: bruno.upn,
      parts: { nameId: encoded(bruno.immutableId), attributes: { IDPEmail: [bruno.upn] } },
    },
    parts: (own = {}) => stage.parts(begun, own),
    post: async (field) => landingOf(await post(stage, begun, field)),
    again: async () => targetOf(keys, stage, await stage.begin(amelia.upn)),
  };
}

async function post({ acs }: Stage, { browser, relayState }: Begun, field: string): Promise<PageView> {
  const fields = { SAMLResponse: field, RelayState: relayState };
  const page = await browser.submit({ action: acs, method: "post", fields, buttons: [] });
  return page.kind === "relay" ? browser.submit(formOf(page)) : page;
}

const landingOf = ({ kind, facts }: PageView): Landing =>
  kind === "session" ? { in: facts["session-name"] ?? "" } : { refused: facts["error-code"] };
