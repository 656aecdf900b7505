import assert from "node:assert/strict";
import { entraClouds } from "../../../../components/entra/cloud";
import {
  entraServiceProvider,
  serviceProviderMetadata,
} from "../../../../components/entra/domainFederation/serviceProvider";
import { readServiceProviderMetadata } from "../../../../components/entra/serviceProviderMetadata";
import { parseMetadata } from "../../../../components/entra/xml";

describe("Entra as a service provider", () => {
  for (const [cloud, entityId, replyUrl] of [
    ["public", "urn:federation:MicrosoftOnline", "https://login.microsoftonline.com/login.srf"],
    ["china", "urn:federation:partner.microsoftonline.cn", "https://login.partner.microsoftonline.cn/login.srf"],
  ] as const) {
    it(`has the names of the document in the ${cloud} cloud, as values and as metadata`, () => {
      assert.deepEqual(entraServiceProvider(entraClouds[cloud]), {
        entityId,
        replyUrl,
        nameIdFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        attributes: ["IDPEmail"],
      });
      const xml = serviceProviderMetadata(entraClouds[cloud]);
      assert.deepEqual(readServiceProviderMetadata(xml), { entityId, replyUrls: [replyUrl] });
      assert.equal(serviceProviderMetadata(entraClouds[cloud]), xml);
    });
  }
  it("asks for signed assertions, a persistent NameID and the user principal name", () => {
    const root = parseMetadata(serviceProviderMetadata(entraClouds.public));
    const one = (name: string) => root.getElementsByTagNameNS("*", name).item(0);
    assert.equal(one("SPSSODescriptor")?.getAttribute("WantAssertionsSigned"), "true");
    assert.match(one("NameIDFormat")?.textContent ?? "", /:persistent$/);
    assert.equal(one("RequestedAttribute")?.getAttribute("Name"), "IDPEmail");
    assert.equal(one("RequestedAttribute")?.getAttribute("isRequired"), "true");
    assert.match(one("AssertionConsumerService")?.getAttribute("Binding") ?? "", /:HTTP-POST$/);
  });
});
