import assert from "node:assert/strict";
import { pages, type Api, type Refusal } from "./api";
import { list } from "./calls";
import { metadata } from "./documents";

const EncodedSAMLMetadataDocument = metadata();

/** `@alicloud/ims20190815`: SAML providers. */
export function imsCalls(title: string, ims: () => Api): void {
  describe(`@alicloud/ims20190815, ${title}`, () => {
    const provider = { SAMLProviderName: "Entra.ID-1" };

    it("makes, reads, changes, lists page by page and deletes a SAML provider", async () => {
      const api = ims();
      const made = await api.ok("CreateSAMLProvider", {
        ...provider,
        EncodedSAMLMetadataDocument,
        Description: "a b+c*d~e%2F'()!é",
      });
      assert.match(String(made["SAMLProvider"]?.["Arn"]), /^acs:ram::\d{16}:saml-provider\/Entra\.ID-1$/);
      const read = (await api.ok("GetSAMLProvider", provider))["SAMLProvider"];
      assert.equal(read?.["Description"], "a b+c*d~e%2F'()!é");
      assert.equal(String(read["EncodedSAMLMetadataDocument"]).replaceAll("\n", ""), EncodedSAMLMetadataDocument);

      const next = metadata("https://sts.example/next");
      await api.ok("UpdateSAMLProvider", {
        ...provider,
        NewDescription: "next",
        NewEncodedSAMLMetadataDocument: next,
        AuthnSignAlgo: "rsa-sha1",
      });
      const changed = (await api.ok("GetSAMLProvider", provider))["SAMLProvider"];
      assert.deepEqual([changed?.["Description"], changed?.["AuthnSignAlgo"]], ["next", "rsa-sha1"]);
      assert.equal(String(changed?.["EncodedSAMLMetadataDocument"]).replaceAll("\n", ""), next);

      const more = ["b", "c"];
      for (const SAMLProviderName of more)
        await api.ok("CreateSAMLProvider", { SAMLProviderName, EncodedSAMLMetadataDocument });
      const { items, count } = await pages(api, "ListSAMLProviders", {
        size: { MaxItems: 2 },
        token: ["Marker", "Marker"],
        read: (page) => list(page["SAMLProviders"]?.["SAMLProvider"]),
      });
      assert.deepEqual(
        [items.map((item) => item["SAMLProviderName"]), count],
        [[provider.SAMLProviderName, ...more], 2],
      );
      for (const { SAMLProviderName } of [provider, ...more.map((name) => ({ SAMLProviderName: name }))])
        await api.ok("DeleteSAMLProvider", { SAMLProviderName });
      await api.refused("EntityNotExist.SAMLProvider", 404, "GetSAMLProvider", provider);
    });

    it("sends a document of 48 kB in the request line", async () => {
      const document = metadata(undefined, 36_000);
      assert.ok(document.length > 48_000);
      await ims().ok("CreateSAMLProvider", { ...provider, EncodedSAMLMetadataDocument: document });
      await ims().ok("DeleteSAMLProvider", provider);
    });

    const own = { SAMLProviderName: "new", EncodedSAMLMetadataDocument };
    const invalid = "InvalidParameter.EncodedSAMLMetadataDocument";
    const refusals: Refusal[] = [
      ["a provider that is not there", "GetSAMLProvider", provider, "EntityNotExist.SAMLProvider", 404],
      ["the change of one", "UpdateSAMLProvider", provider, "EntityNotExist.SAMLProvider", 404],
      ["the deletion of one", "DeleteSAMLProvider", provider, "EntityNotExist.SAMLProvider", 404],
      ["no name", "GetSAMLProvider", {}, "MissingSAMLProviderName", 400],
      [
        "a name that is there",
        "CreateSAMLProvider",
        { ...own, SAMLProviderName: "taken" },
        "EntityAlreadyExists.SAMLProvider",
        409,
      ],
      [
        "a name with a blank",
        "CreateSAMLProvider",
        { ...own, SAMLProviderName: "a b" },
        "InvalidParameter.SAMLProviderName.InvalidChars",
        400,
      ],
      [
        "a name of 129 characters",
        "CreateSAMLProvider",
        { ...own, SAMLProviderName: "a".repeat(129) },
        "InvalidParameter.SAMLProviderName.Length",
        400,
      ],
      [
        "a document that is no XML",
        "CreateSAMLProvider",
        { ...own, EncodedSAMLMetadataDocument: "AAAA" },
        invalid,
        400,
      ],
      [
        "another algorithm",
        "CreateSAMLProvider",
        { ...own, AuthnSignAlgo: "md5" },
        "InvalidParameter.AuthnSignAlgo",
        400,
      ],
      ["a page of no items", "ListSAMLProviders", { MaxItems: 0 }, "InvalidParameter.MaxItems", 400],
      ["another list's marker", "ListSAMLProviders", { Marker: "x" }, "InvalidParameter.Marker", 400],
    ];
    describe("is refused", () => {
      before(async () => {
        await ims().ok("CreateSAMLProvider", { ...own, SAMLProviderName: "taken" });
      });
      after(async () => {
        await ims().ok("DeleteSAMLProvider", { SAMLProviderName: "taken" });
      });
      for (const [what, action, parameters, code, status] of refusals) {
        it(`${what}: ${code}, ${status}`, () => ims().refused(code, status, action, parameters));
      }
    });
  });
}
