import assert from "node:assert/strict";
import type { World } from "../../../sandbox/core/world";
import { capture, resend, type Captured } from "../support/capture";
import type { Api } from "./api";
import type { AccessKey, Signature } from "./calls";
import { trustInRam } from "./documents";

interface Signing {
  readonly ram: () => Api;
  readonly key: () => AccessKey;
  readonly world: () => World;
}

/** What somebody changes about a request on its way, and what comes of it. */
type Change = readonly [what: string, change: (request: Captured) => Captured, code: string];

const withHeaders =
  (headers: Record<string, string>) =>
  (request: Captured): Captured => ({
    ...request,
    headers: { ...request.headers, ...headers },
  });

const withQuery =
  (change: (query: URLSearchParams) => void) =>
  (request: Captured): Captured => {
    const url = new URL(request.url);
    change(url.searchParams);
    return { ...request, url: url.toString() };
  };

const form = { "content-type": "application/x-www-form-urlencoded" };

const changesOf: Readonly<Record<Signature, readonly Change[]>> = {
  "ACS3-HMAC-SHA256": [
    ["the same again", (request) => request, "SignatureNonceUsed"],
    ["another nonce", withHeaders({ "x-acs-signature-nonce": "another" }), "SignatureDoesNotMatch"],
    ["another action", withHeaders({ "x-acs-action": "DeleteRole" }), "SignatureDoesNotMatch"],
    [
      "another time",
      withHeaders({ "x-acs-date": new Date().toISOString().replace(/\.\d+/, ".001") }),
      "SignatureDoesNotMatch",
    ],
    ["another parameter", withQuery((query) => query.set("RoleName", "other")), "SignatureDoesNotMatch"],
    ["one more parameter", withQuery((query) => query.set("Marker", "m1")), "SignatureDoesNotMatch"],
    ["a parameter twice", withQuery((query) => query.append("RoleName", "other")), "InvalidParameter"],
    ["another method", (request) => ({ ...request, method: "GET" }), "SignatureDoesNotMatch"],
    ["another host", withHeaders({ host: "ims.aliyuncs.com" }), "SignatureDoesNotMatch"],
    ["a form", (request) => ({ ...withHeaders(form)(request), body: "Marker=m1" }), "IncompleteSignature"],
    ["one more header", withHeaders({ "x-acs-security-token": "another" }), "IncompleteSignature"],
    ["a hash of another body", withHeaders({ "x-acs-content-sha256": "0".repeat(64) }), "SignatureDoesNotMatch"],
    [
      "an action that is not signed",
      (request) =>
        withHeaders({ authorization: String(request.headers["authorization"]).replace("x-acs-action;", "") })(request),
      "IncompleteSignature",
    ],
    [
      "a signature of nothing",
      (request) =>
        withHeaders({ authorization: String(request.headers["authorization"]).replace(/Signature=.*/, "Signature=") })(
          request,
        ),
      "SignatureDoesNotMatch",
    ],
  ],
  v2: [
    ["the same again", (request) => request, "SignatureNonceUsed"],
    ["another nonce", withQuery((query) => query.set("SignatureNonce", "another")), "SignatureDoesNotMatch"],
    ["another action", withQuery((query) => query.set("Action", "DeleteRole")), "InvalidParameter"],
    [
      "another action in both places",
      (request) =>
        withHeaders({ "x-acs-action": "DeleteRole" })(withQuery((query) => query.set("Action", "DeleteRole"))(request)),
      "SignatureDoesNotMatch",
    ],
    ["another parameter", withQuery((query) => query.set("RoleName", "other")), "SignatureDoesNotMatch"],
    ["one more parameter", withQuery((query) => query.set("Marker", "m1")), "SignatureDoesNotMatch"],
    ["a parameter twice", withQuery((query) => query.append("RoleName", "other")), "InvalidParameter"],
    ["another method", (request) => ({ ...request, method: "GET" }), "SignatureDoesNotMatch"],
    ["a form", (request) => ({ ...withHeaders(form)(request), body: "Marker=m1" }), "SignatureDoesNotMatch"],
    [
      "another algorithm",
      withQuery((query) => query.set("SignatureMethod", "HMAC-MD5")),
      "InvalidParameter.SignatureMethod",
    ],
    ["no signature", withQuery((query) => query.delete("Signature")), "MissingSignature"],
  ],
};

/** Who signed, when, and what: as the official clients sign, and with one thing changed. */
export function signatureCalls(signature: Signature, { ram, key, world }: Signing): void {
  describe(`${signature} of the official clients`, () => {
    const role = { RoleName: "signed" };
    before(async () => {
      await ram().ok("CreateRole", { ...role, AssumeRolePolicyDocument: trustInRam("acs:ram::1871250227220000:root") });
    });
    after(async () => {
      await ram().ok("DeleteRole", role);
    });

    it("is refused with another secret: SignatureDoesNotMatch, 400", async () => {
      await ram()
        .as({ ...key(), accessKeySecret: "wrong" })
        .refused("SignatureDoesNotMatch", 400, "GetRole", role);
      await ram().as(key()).ok("GetRole", role);
    });

    it("is refused with another key: InvalidAccessKeyId.NotFound, 404", () =>
      ram()
        .as({ ...key(), accessKeyId: "LTAInobody" })
        .refused("InvalidAccessKeyId.NotFound", 404, "GetRole", role));

    for (const [ahead, code] of [
      [-14, undefined],
      [-16, "InvalidTimeStamp.Expired"],
      [14, undefined],
      [16, "InvalidTimeStamp.Expired"],
    ] as const) {
      it(`is ${code ? `refused (${code}, 400)` : "taken"} from a machine that is ${ahead} minutes ahead`, async () => {
        if (code) await ram().ahead(ahead).refused(code, 400, "GetRole", role);
        else await ram().ahead(ahead).ok("GetRole", role);
      });
    }

    describe("is taken as the client sends it, and refused with", () => {
      for (const [what, change, code] of changesOf[signature]) {
        it(`${what}: ${code}`, async () => {
          const [sent, ...more] = await capture(world(), () => ram().ok("GetRole", role));
          assert.ok(sent && more.length === 0);
          const { status, body } = await resend(world(), change(sent));
          assert.deepEqual([body["Code"], status], [code, 400], JSON.stringify(body));
          await ram().ok("GetRole", role);
        });
      }
    });

    it("is made over what the client sends: nothing in a body, everything else in headers or the query", async () => {
      const [sent] = await capture(world(), () => ram().ok("GetRole", role));
      const { searchParams } = new URL(sent?.url ?? "");
      assert.deepEqual([sent?.method, sent?.body, searchParams.get("RoleName")], ["POST", "", role.RoleName]);
      const inHeaders = signature === "ACS3-HMAC-SHA256";
      assert.deepEqual([searchParams.has("Action"), "authorization" in (sent?.headers ?? {})], [!inHeaders, inHeaders]);
    });
  });
}
