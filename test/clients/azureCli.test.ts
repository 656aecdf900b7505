import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describeSandbox } from "../support/describeSandbox";
import type { Json } from "./graph/calls";

/** Where a program is on PATH. */
const find = (program: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

describeSandbox("Azure's command line", {}, (sandbox) => {
  describe("az", function () {
    this.timeout(180_000);
    const az = find("az");
    let config: string;

    before(function () {
      if (az === undefined) {
        console.log("      SKIPPED: az is not installed (pip install azure-cli); its requests are replayed below");
        this.skip();
      }
      config = mkdtempSync(join(tmpdir(), "azure-"));
    });
    after(() => {
      if (az !== undefined) rmSync(config, { recursive: true });
    });

    /** In the environment of the sandbox, as `npm run sandbox -- exec az` has it. */
    const run = (...args: readonly string[]) =>
      new Promise<string>((resolve, reject) => {
        const { PATH, HOME } = process.env;
        const own = { AZURE_CONFIG_DIR: config, AZURE_CORE_COLLECT_TELEMETRY: "no" };
        const env = { PATH, HOME, ...sandbox().environment, ...own };
        execFile(az ?? "", [...args, "--output", "json"], { env }, (error, stdout, stderr) => {
          if (error) reject(new Error(`az ${args.slice(0, 3).join(" ")}: ${stderr}`));
          else resolve(stdout);
        });
      });
    const read = async (...args: readonly string[]) => JSON.parse(await run(...args)) as Json;

    it("logs in as the deployer, and manages an application and its service principal", async () => {
      const { clientId, clientSecret, tenantId } = sandbox().entra.deployer;
      const as = ["--username", clientId, "--password", clientSecret, "--tenant", tenantId];
      await run("login", "--service-principal", ...as, "--allow-no-subscriptions");
      const id = String((await read("ad", "app", "create", "--display-name", "az"))["appId"]);
      await run("ad", "app", "update", "--id", id, "--identifier-uris", `api://${id}`);
      assert.equal((await read("ad", "app", "show", "--id", `api://${id}`))["displayName"], "az");
      await run("ad", "sp", "create", "--id", id);
      await run("ad", "sp", "update", "--id", id, "--set", "preferredSingleSignOnMode=saml");
      assert.equal((await read("ad", "sp", "show", "--id", id))["preferredSingleSignOnMode"], "saml");
      await run("ad", "sp", "delete", "--id", id);
      await run("ad", "app", "delete", "--id", id);
      await assert.rejects(run("ad", "app", "show", "--id", id), /does not exist/);
      await run("logout");
    });
  });

  describe("the requests that az makes (recorded with azure-cli 2.91.0)", () => {
    let token: string;
    const send = async (method: string, url: string, body?: string, headers: Record<string, string> = {}) => {
      const response = await sandbox().world.handle(
        new Request(url, { method, headers, ...(body !== undefined && { body }) }),
      );
      const text = await response.text();
      return { status: response.status, body: (text.startsWith("{") ? JSON.parse(text) : {}) as Json };
    };
    const graph = (method: string, path: string, body?: object) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      return send(method, `https://graph.microsoft.com/v1.0${path}`, text, headers);
    };
    const filter = (text: string) => `?$filter=${encodeURIComponent(text)}`;

    it("log in: discovery, two tokens for scopes with two slashes, no subscriptions", async () => {
      const { clientId, clientSecret, tenantId } = sandbox().entra.deployer;
      const login = "https://login.microsoftonline.com";
      assert.equal((await send("GET", `${login}/${tenantId}/v2.0/.well-known/openid-configuration`)).status, 200);
      for (const resource of ["https://management.core.windows.net/", "https://graph.microsoft.com/"]) {
        const form = new URLSearchParams({
          client_id: clientId,
          grant_type: "client_credentials",
          client_info: "1",
          client_secret: clientSecret,
          claims: '{"access_token": {"xms_cc": {"values": ["CP1"]}}}',
          scope: `${resource}/.default`,
        });
        const answer = await send("POST", `${login}/${tenantId}/oauth2/v2.0/token`, form.toString());
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        token = String(answer.body["access_token"]);
      }
      const { body } = await send("GET", "https://management.azure.com/subscriptions?api-version=2022-12-01");
      assert.deepEqual(body, { value: [] });
      for (const path of [
        "/organizations/v2.0/.well-known/openid-configuration",
        "/common/discovery/instance?api-version=1.1",
      ])
        assert.equal((await send("GET", `${login}${path}`)).status, 200, path);
      assert.equal((await send("GET", "https://azcliprod.blob.core.windows.net/")).status, 502);
    });

    it("manage an application and its service principal", async () => {
      const found = async (noun: string, text: string) => {
        const { status, body } = await graph("GET", `/${noun}${filter(text)}`);
        assert.equal(status, 200, JSON.stringify(body));
        return (body["value"] ?? []).map(({ id }) => String(id));
      };
      assert.deepEqual(await found("applications", "startswith(displayName,'az')"), []);
      const made = await graph("POST", "/applications", { displayName: "az", keyCredentials: [] });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const [id, appId] = [String(made.body["id"]), String(made.body["appId"])];
      assert.deepEqual(made.body["passwordCredentials"], [], "az lists them");
      assert.deepEqual(await found("applications", `appId eq '${appId}'`), [id]);
      assert.equal((await graph("PATCH", `/applications/${id}`, { identifierUris: [`api://${appId}`] })).status, 204);
      assert.deepEqual(await found("applications", `identifierUris/any(s:s eq 'api://${appId}')`), [id]);
      assert.equal((await graph("GET", `/applications/${id}`)).status, 200);
      const principal = await graph("POST", "/servicePrincipals", { appId, accountEnabled: true });
      assert.equal(principal.status, 201, JSON.stringify(principal.body));
      const [own = ""] = await found("servicePrincipals", `servicePrincipalNames/any(c:c eq '${appId}')`);
      assert.equal(own, principal.body["id"]);
      assert.equal(
        (await graph("PATCH", `/servicePrincipals/${own}`, { preferredSingleSignOnMode: "saml" })).status,
        204,
      );
      assert.equal((await graph("DELETE", `/servicePrincipals/${own}`)).status, 204);
      assert.equal((await graph("DELETE", `/applications/${id}`)).status, 204);
      assert.deepEqual(await found("applications", `appId eq '${appId}'`), []);
      assert.equal((await graph("GET", `/applications/${appId}`)).status, 404);
    });

    it("may have two slashes where one belongs, as those of Microsoft's SDK for Python do", async () => {
      const { status, body } = await graph("GET", `//applications${filter("displayName eq 'az'")}`);
      assert.deepEqual([status, body["value"]], [200, []]);
    });

    it("are refused a key for an application, which is not here: 501", async () => {
      const keyCredentials = [{ type: "AsymmetricX509Cert", usage: "Verify", key: "AAAA" }];
      assert.equal((await graph("POST", "/applications", { displayName: "az", keyCredentials })).status, 501);
    });
  });
});
