import assert from "node:assert/strict";
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { entraClouds } from "../../components/entra/cloud";
import { readMetadata } from "../../components/entra/metadata";
import { published } from "../../components/entra/metadataSource";
import { federationMetadata } from "../../sandbox/entra/idp/federationMetadata";
import {
  activeThumbprint,
  applicationNamed,
  found,
  makeApplication,
  newCertificate,
  samlProvider,
  signOnAs,
  thumbprintOf,
} from "../support/clouds";
import { describeSandbox } from "../support/describeSandbox";
import { RunFailed } from "../support/runtime";
import { changedConfig, up, type Deployment } from "../support/stack";

const account = "1871250227220000";

describeSandbox("A second certificate, while the first one signs", {}, (sandbox) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await up(
      sandbox(),
      changedConfig("dev", {
        certificates: { "2026": { active: true }, "2027": { displayName: "CN=Contoso 2027", endDate: inTwoYears() } },
      }),
    );
  });
  const outputs = () => found(deployment.outputs.roleSso["alibaba"], "outputs");
  const thumbprint = (key: string) => found(outputs().certificates[key], `certificate ${key}`).thumbprint;

  it("is a certificate of its own, with its own name and end", () => {
    const { principal } = applicationNamed(sandbox(), "Alibaba Cloud (dev)");
    const names = principal.keyCredentials.filter(({ usage }) => usage === "Verify").map((key) => key.displayName);
    assert.deepEqual(names.sort(), ["CN=Contoso 2027", "CN=Microsoft Azure Federated SSO Certificate"]);
    assert.notEqual(thumbprint("2026"), thumbprint("2027"));
    assert.equal(Date.parse(outputs().certificates["2027"]?.expires ?? ""), Date.parse(inTwoYears()));
  });
  it("is trusted by RAM already", () => {
    const both = [thumbprint("2026"), thumbprint("2027")];
    const trusted = samlProvider(sandbox(), account, "AAD").metadata.certificates.map(thumbprintOf);
    assert.deepEqual([...trusted].sort(), [...both].sort());
    assert.deepEqual(readMetadata(outputs().metadata).certificates.map(thumbprintOf), both);
  });
  it("doesn't sign yet", async () => {
    assert.equal(activeThumbprint(applicationNamed(sandbox(), "Alibaba Cloud (dev)")), thumbprint("2026"));
    const { outcome, records } = await signOnAs(sandbox(), "u2@contoso.com", outputs().userAccessUrl);
    assert.equal(outcome, "in");
    const signed = found(
      records.find(({ saml }) => saml?.includes("X509Certificate")),
      "a signed message",
    );
    const certificate = /<(?:\w+:)?X509Certificate>([^<]+)</.exec(signed.saml ?? "")?.[1] ?? "";
    assert.equal(thumbprintOf(certificate), thumbprint("2026"));
  });
});

describe("Metadata", () => {
  describeSandbox("as Entra publishes it", {}, (sandbox) => {
    it("reaches RAM with the signing certificate alone, without Entra's own signature", async () => {
      const { outputs } = await up(sandbox(), changedConfig("dev", { metadata: "published" }));
      const { metadata, certificates } = found(outputs.roleSso["alibaba"], "outputs");
      const { encodedMetadata } = samlProvider(sandbox(), account, "AAD");
      assert.equal(Buffer.from(encodedMetadata, "base64").toString(), metadata);
      assert.doesNotMatch(metadata, /Signature|RoleDescriptor/);
      assert.deepEqual(readMetadata(metadata), {
        entityId: `https://sts.windows.net/${sandbox().entra.tenant.id}/`,
        loginUrl: `https://login.microsoftonline.com/${sandbox().entra.tenant.id}/saml2`,
        certificates: readMetadata(metadata).certificates,
      });
      assert.deepEqual(readMetadata(metadata).certificates.map(thumbprintOf), [certificates["primary"]?.thumbprint]);
    });
  });

  const lag = 45_000;
  describeSandbox("that Entra publishes late", { behaviour: { metadataLag: lag } }, (sandbox) => {
    it("is waited for until it lists the certificate, past the tenant's own one", async () => {
      const { entra, context } = sandbox();
      const { application, principal } = makeApplication(sandbox(), "Late");
      const { certificate } = await newCertificate(sandbox(), { principal });
      const content = {
        cloud: entraClouds.public,
        tenantId: entra.tenant.id,
        clientId: application.appId,
        certificates: [certificate],
      };
      const listed: boolean[] = [];
      let pauses = 0;
      const xml = await published(
        content,
        async () => {
          const document = await federationMetadata(entra.tenant, application.appId);
          listed.push(document.includes(certificate));
          return document;
        },
        (seconds) => {
          pauses += 1;
          return context.clock.sleep(seconds * 1000);
        },
      );
      assert.deepEqual(listed, [false, false, false, false, false, true]);
      assert.equal(pauses, 5);
      assert.deepEqual(readMetadata(xml).certificates, [certificate]);
    });
  });

  describeSandbox("from a file", { fresh: "test" }, (sandbox) => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "metadata-"));
    });
    after(() => rmSync(folder, { recursive: true }));

    it("that lacks the configured certificate ends the run before RAM gets it", async () => {
      const file = join(folder, "other.xml");
      const { application, principal } = makeApplication(sandbox(), "Other");
      await newCertificate(sandbox(), { principal });
      writeFileSync(file, await federationMetadata(sandbox().entra.tenant, application.appId));
      assert.ok(readFileSync(file, "utf8").includes("IDPSSODescriptor"));
      await assert.rejects(
        up(sandbox(), changedConfig("dev", { metadata: { file: relative(process.cwd(), file) } })),
        (error) => {
          assert.ok(error instanceof RunFailed);
          assert.match(error.message, /the metadata document lacks the configured certificate [0-9A-F]{40}/);
          return true;
        },
      );
      assert.deepEqual(sandbox().alibaba.inventory(), []);
    });
  });
});

function inTwoYears(): string {
  const date = new Date();
  return `${date.getUTCFullYear() + 2}-01-01T00:00:00Z`;
}
