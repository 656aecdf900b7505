import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { Lab } from "../support";

describe("Login: token endpoint", () => {
  it("answers a token of three parts with the claims that clients read", async () => {
    const lab = new Lab();
    const { status, body } = await lab.token();
    assert.equal(status, 200);
    assert.deepEqual([body["token_type"], body["expires_in"]], ["Bearer", 3599]);
    const [, payload = "", signature = ""] = String(body["access_token"]).split(".");
    assert.ok(signature.length > 20);
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    const { clientId: appid, objectId: oid, tenantId: tid } = lab.entra.deployer;
    assert.deepEqual(
      { appid, oid, tid, aud: "https://graph.microsoft.com", roles: lab.entra.permissions },
      { appid: claims["appid"], oid: claims["oid"], tid: claims["tid"], aud: claims["aud"], roles: claims["roles"] },
    );
    assert.equal(claims["exp"], 1768464000 + 3599);
  });

  it("takes the scope of Azure's CLI, and puts no Graph permissions into a token for Azure", async () => {
    const lab = new Lab();
    for (const [scope, roles] of [
      ["https://graph.microsoft.com//.default", true],
      ["https://management.core.windows.net//.default", false],
    ] as const) {
      const { body } = await lab.token({ scope });
      const claims = Buffer.from(String(body["access_token"]).split(".")[1] ?? "", "base64url").toString();
      assert.equal(claims.includes('"roles"'), roles, scope);
    }
  });

  const refusals: readonly [
    name: string,
    fields: Record<string, string | undefined>,
    tenant: string | undefined,
    expected: unknown[],
  ][] = [
    [
      "a wrong secret",
      { client_secret: "wrong" },
      undefined,
      [401, "invalid_client", 7000215, /Invalid client secret provided/],
    ],
    [
      "an unknown client",
      { client_id: "nobody" },
      undefined,
      [400, "unauthorized_client", 700016, /'nobody' was not found in the directory/],
    ],
    ["an unknown tenant", {}, "fabrikam.com", [400, "invalid_request", 90002, /Tenant 'fabrikam.com' not found/]],
    ["no scope", { scope: undefined }, undefined, [400, "invalid_request", 900144, /'scope'/]],
    ["no secret", { client_secret: undefined }, undefined, [401, "invalid_client", 7000216, /client_assertion/]],
    ["another grant", { grant_type: "password" }, undefined, [400, "unsupported_grant_type", 70003, /password/]],
    [
      "an unknown resource",
      { scope: "https://vault.azure.net/.default" },
      undefined,
      [400, "invalid_resource", 500011, /vault/],
    ],
  ];
  for (const [name, fields, tenant, [status, error, code, says]] of refusals) {
    it(`refuses ${name}`, async () => {
      const lab = new Lab();
      const result = await lab.token(fields, tenant);
      const { body } = result;
      assert.deepEqual(
        [result.status, body["error"], body["error_codes"]],
        [status, error, [code]],
        JSON.stringify(body),
      );
      assert.match(
        String(body["error_description"]),
        new RegExp(`^AADSTS${String(code)}: .*Trace ID: .*Timestamp: 2026-01-15`),
      );
      assert.match(String(body["error_description"]), says as RegExp);
      assert.equal(body["error_uri"], `https://login.microsoftonline.com/error?code=${String(code)}`);
      assert.equal(lab.context.journal.refusals[0]?.outcome, `AADSTS${String(code)}`);
    });
  }

  it("gives none to a deployer whose service principal is disabled", async () => {
    const lab = new Lab();
    const enable = (accountEnabled: boolean) =>
      lab.ok(`PATCH /servicePrincipals/${lab.entra.deployer.objectId}`, { accountEnabled });
    await enable(false);
    const { status, body } = await lab.token();
    assert.deepEqual([status, body["error"], body["error_codes"]], [400, "unauthorized_client", [7000112]]);
    await enable(true);
    assert.equal((await lab.token()).status, 200);
  });

  describe("federated credentials", () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const trusted = {
      issuer: "https://token.actions.githubusercontent.com",
      subject: "repo:c/p",
      audience: "api://AzureADTokenExchange",
    };
    const good = { iss: trusted.issuer, sub: trusted.subject, aud: trusted.audience, exp: 1768464060 };
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

    function assertion(claims: object, tamper = ""): string {
      const body = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
      return `${body}.${createSign("sha256")
        .update(body + tamper)
        .sign(privateKey)
        .toString("base64url")}`;
    }
    const attempt = (client_assertion: string) => {
      const lab = new Lab();
      lab.tenant.data.deployer.federatedIdentityCredentials = [
        { ...trusted, publicKey: publicKey.export({ type: "spki", format: "pem" }).toString() },
      ];
      const client_assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
      return lab.token({ client_secret: undefined, client_assertion, client_assertion_type });
    };

    const cases: readonly [name: string, assertion: string, code: number | undefined][] = [
      ["takes a token of the trusted issuer", assertion(good), undefined],
      ["refuses another subject", assertion({ ...good, sub: "repo:c/q" }), 700213],
      ["refuses another audience", assertion({ ...good, aud: "api://other" }), 700213],
      ["refuses another issuer", assertion({ ...good, iss: "https://evil.example" }), 700213],
      ["refuses an expired one", assertion({ ...good, exp: 1768464000 }), 700024],
      ["refuses another signature", assertion(good, "!"), 700027],
      ["refuses what is no token", "a.b.c", 700213],
    ];
    for (const [name, presented, code] of cases) {
      it(name, async () => {
        const { status, body } = await attempt(presented);
        assert.deepEqual([status, body["error_codes"]], code === undefined ? [200, undefined] : [401, [code]]);
      });
    }
  });

  it("has the discovery documents of Microsoft's libraries", async () => {
    const lab = new Lab();
    const host = "https://login.microsoftonline.com";
    for (const name of [lab.tenant.id, "organizations"]) {
      const document = (await (
        await lab.get(`${host}/${name}/v2.0/.well-known/openid-configuration`)
      ).json()) as Record<string, unknown>;
      assert.equal(document["token_endpoint"], `${host}/${name}/oauth2/v2.0/token`);
    }
    const instance = (await (await lab.get(`${host}/common/discovery/instance?api-version=1.1`)).json()) as Record<
      string,
      unknown
    >;
    assert.match(String(instance["tenant_discovery_endpoint"]), /openid-configuration$/);
    assert.equal((await lab.get(`${host}/${lab.tenant.id}/kerberos`)).status, 501);
  });

  it("has an empty list of subscriptions", async () => {
    const response = await new Lab().get("https://management.azure.com/subscriptions?api-version=2022-12-01");
    assert.deepEqual(await response.json(), { value: [] });
  });
});
