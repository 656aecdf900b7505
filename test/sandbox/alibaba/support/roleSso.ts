import assert from "node:assert/strict";
import { parse } from "node-html-parser";
import { attributeName, editions, type Edition } from "../../../../sandbox/alibaba/sp/editions";
import {
  assertionXml,
  base64,
  idpMetadataXml,
  messageParts,
  responseXml,
  type MessageParts,
} from "../../saml/support/messages";
import { sign, type Signer } from "../../saml/support/signer";
import type { Client } from "./client";
import { testCloud, type TestCloud } from "./testCloud";

export const account = "1871250227220000";
export const issuer = "https://sts.windows.net/11111111-1111-4111-8111-111111111111/";
export const roleArn = (name: string, owner = account): string => `acs:ram::${owner}:role/${name}`;
export const providerArn = (name: string, owner = account): string => `acs:ram::${owner}:saml-provider/${name}`;
export const pair = (role: string, provider = "AAD"): string => `${roleArn(role)},${providerArn(provider)}`;

export const edition = (key: Edition["key"]): Edition => {
  const found = editions.find((candidate) => candidate.key === key);
  assert.ok(found);
  return found;
};

export const trustPolicy = (arn: string, recipient?: string): string =>
  JSON.stringify({
    Version: "1",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Federated: [arn] },
        ...(recipient !== undefined && { Condition: { StringEquals: { "saml:recipient": recipient } } }),
      },
    ],
  });

/** A cloud with the provider AAD and the role AADrole, as the deployer makes them, and somebody who signs on to it. */
export interface RoleSso extends TestCloud {
  readonly edition: Edition;
  readonly signer: Signer;
  /** A signed response in base64, with these parts changed. */
  message(parts?: Partial<MessageParts>): string;
  post(encoded: string, relayState?: string): Promise<Response>;
  createRole(name: string, trust?: string, duration?: number): Promise<void>;
  createProvider(name: string, certificates: readonly string[], entityId?: string): Promise<void>;
}

export const attributes = (own: Record<string, readonly string[]> = {}): Record<string, readonly string[]> => ({
  [attributeName.role]: [pair("aadrole")],
  [attributeName.roleSessionName]: ["b.simon@contoso.com"],
  ...own,
});

interface Options {
  readonly checksOff?: string[];
  readonly site?: Edition["key"];
}

export async function roleSso(signer: Signer, { checksOff, site = "china" }: Options = {}): Promise<RoleSso> {
  const cloud = testCloud({ checksOff });
  const { client, world, clock } = cloud;
  const own = edition(site);
  const createProvider = provider(client);
  const createRole = async (name: string, trust = trustPolicy(providerArn("AAD"), own.acs), duration = 3600) => {
    await client.ok("ram", "CreateRole", {
      RoleName: name,
      AssumeRolePolicyDocument: trust,
      MaxSessionDuration: String(duration),
    });
  };
  await createProvider("AAD", [signer.certificate]);
  await createRole("AADrole");
  return {
    ...cloud,
    edition: own,
    signer,
    createProvider,
    createRole,
    message(parts = {}) {
      const whole = messageParts({
        now: clock.now(),
        entityId: own.entityId,
        acs: own.acs,
        issuer,
        attributes: attributes(),
        ...parts,
      });
      const xml = responseXml(whole, assertionXml(whole));
      return base64(sign(xml, signer, { id: whole.assertionId }));
    },
    async post(encoded, relayState) {
      const body = new URLSearchParams({ SAMLResponse: encoded });
      if (relayState !== undefined) body.set("RelayState", relayState);
      return world.handle(new Request(own.acs, { method: "POST", body }));
    },
  };
}

const provider =
  (client: Client) =>
  async (name: string, certificates: readonly string[], entityId = issuer): Promise<void> => {
    await client.ok("ims", "CreateSAMLProvider", {
      SAMLProviderName: name,
      EncodedSAMLMetadataDocument: base64(idpMetadataXml(entityId, certificates)),
    });
  };

/** What a script reads from a page. */
export interface ReadPage {
  readonly kind: string | undefined;
  readonly facts: Readonly<Record<string, string>>;
  readonly forms: readonly { action: string; fields: Record<string, string>; button: [string, string]; text: string }[];
  readonly text: string;
}

export async function readPage(response: Response): Promise<ReadPage> {
  const text = await response.text();
  const root = parse(text);
  return {
    kind: root.querySelector("body")?.getAttribute("data-page"),
    facts: Object.fromEntries(
      root.querySelectorAll("dd[data-fact]").map((fact) => [fact.getAttribute("data-fact") ?? "", fact.textContent]),
    ),
    forms: root.querySelectorAll("form").map((form) => {
      const button = form.querySelector("button");
      const inputs = form
        .querySelectorAll("input")
        .map((input) => [input.getAttribute("name"), input.getAttribute("value")]);
      return {
        action: form.getAttribute("action") ?? "",
        fields: Object.fromEntries(inputs) as Record<string, string>,
        button: [button?.getAttribute("name") ?? "", button?.getAttribute("value") ?? ""],
        text: button?.textContent ?? "",
      };
    }),
    text,
  };
}

/** Follows the redirect that ends a sign-on to the console's page, with the cookie it sets. */
export async function follow({ world }: TestCloud, response: Response): Promise<ReadPage> {
  assert.equal(response.status, 302, response.status === 302 ? "" : await response.text());
  const [cookie = ""] = (response.headers.get("set-cookie") ?? "").split(";");
  return readPage(await world.handle(new Request(response.headers.get("location") ?? "", { headers: { cookie } })));
}
