import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { issueToken } from "../../../sandbox/entra/login/accessToken";
import type { Sandbox } from "../../../sandbox/sandbox";
import type { Graph } from "./api";

const unauthorized = [401, "InvalidAuthenticationToken"] as const;

/** Tokens: with a secret, with a trusted issuer's token, none, another audience's, an expired one. */
export function accessCalls(graph: () => Graph, sandbox: () => Sandbox): void {
  const says = async (expected: RegExp, options: Parameters<Graph["call"]>[2]) => {
    assert.match(await graph().refused(unauthorized, "GET /users", undefined, options), expected);
  };

  describe("tokens", () => {
    it("is let in with a secret, and refused with another: AADSTS7000215, 401", async () => {
      await graph().ok("GET /users");
      const credential = { kind: "secret", clientSecret: "wrong" } as const;
      await assert.rejects(graph().call("GET /users", undefined, { credential }), /AADSTS7000215/);
    });

    it("is refused for another application and another tenant", async () => {
      const none = "00000000-0000-4000-8000-000000000000";
      await assert.rejects(graph().call("GET /users", undefined, { clientId: none }), /AADSTS700016/);
      await assert.rejects(graph().call("GET /users", undefined, { tenantId: none }), /AADSTS90002/);
    });

    it("is let in with a token of an issuer whom the application trusts, and of nobody else", async () => {
      const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const issuer = "https://token.actions.githubusercontent.com";
      const trusted = { issuer, subject: "repo:contoso/platform", audience: "api://AzureADTokenExchange" };
      const { deployer } = sandbox().entra.tenant.data;
      const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
      deployer.federatedIdentityCredentials = [{ ...trusted, publicKey: pem }];
      const assertion = (sub: string) => {
        const claims = { iss: issuer, sub, aud: trusted.audience, exp: Math.floor(Date.now() / 1000) + 600 };
        const parts = [{ alg: "RS256", typ: "JWT" }, claims];
        const body = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
        return `${body}.${createSign("sha256").update(body).sign(privateKey).toString("base64url")}`;
      };
      const present = (sub: string) => ({ credential: { kind: "assertion", assertion: assertion(sub) } as const });
      await graph().ok("GET /users", undefined, present(trusted.subject));
      await assert.rejects(graph().call("GET /users", undefined, present("repo:fabrikam/platform")), /AADSTS700213/);
    });

    it("is refused without a token: 401", () =>
      says(/Access token is empty/, { credential: { kind: "token", token: "" } }));

    it("is refused with a token for Azure: 401", () =>
      says(/Invalid audience/, { scope: "https://management.azure.com/.default" }));

    it("is refused with what is no token: 401", () =>
      says(/JWT is not well formed/, { credential: { kind: "token", token: "abc" } }));

    for (const [what, minutes, expected] of [
      ["let in with a token of 59 minutes ago", 59, undefined],
      ["refused with a token of an hour ago: 401", 60, /the token is expired/],
    ] as const) {
      it(`is ${what}`, async () => {
        const { tenant } = sandbox().entra;
        const then = { now: () => new Date(Date.now() - minutes * 60_000), sleep: () => Promise.resolve() };
        const past = Object.create(tenant, { context: { value: { ...tenant.context, clock: then } } }) as typeof tenant;
        const { token } = issueToken(past, "https://graph.microsoft.com");
        const options = { credential: { kind: "token", token } } as const;
        if (expected) await says(expected, options);
        else await graph().ok("GET /users", undefined, options);
      });
    }
  });

  describe("permissions", () => {
    let permissions: readonly string[];
    before(() => {
      ({ permissions } = sandbox().entra);
    });
    afterEach(() => {
      sandbox().entra.permissions = permissions;
    });

    it("are missing in Graph's words, 403, and named in the journal; with one of them it works", async () => {
      const { entra, context } = sandbox();
      entra.permissions = ["User.Read.All"];
      const said = await graph().refused([403, "Authorization_RequestDenied"], "GET /applications");
      assert.equal(said, "Insufficient privileges to complete the operation.");
      assert.match(String(context.journal.refusals.at(-1)?.detail?.["missing"]), /Application\.Read\.All/);
      entra.permissions = ["Application.Read.All"];
      await graph().ok("GET /applications");
    });
  });
}
