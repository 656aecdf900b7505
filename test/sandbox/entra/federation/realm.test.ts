import assert from "node:assert/strict";
import { clouds } from "../../../../sandbox/entra/clouds";
import { federationMetadataUrl } from "../../../../sandbox/entra/federation/metadata";
import { binding, nameIdFormat } from "../../../../sandbox/saml/constants";
import { readRelyingParty, readSpMetadata } from "../../../../sandbox/saml/metadata";
import { sampleIdentityProvider } from "../../../../sandbox/samples/identityProviders";
import { Company } from "../../identityProviders/support";
import { Lab } from "../support";

const login = "https://login.microsoftonline.com";

describe("What anybody may ask about a federated domain", () => {
  const company = () => new Company({ federation: { activeSignInUri: "https://idp.adatum.com/ecp" } });
  const json = async (url: string, of = company()) => (await of.world.handle(new Request(url))).json();

  it("is the realm of a user name, as client libraries ask", async () => {
    assert.deepEqual(await json(`${login}/common/userrealm/nobody@adatum.com?api-version=1.0`), {
      ver: "1.0",
      account_type: "Federated",
      domain_name: "adatum.com",
      cloud_instance_name: "microsoftonline.com",
      cloud_audience_urn: "urn:federation:MicrosoftOnline",
      federation_protocol: "SAMLP",
      federation_metadata_url: "",
      federation_active_auth_url: "https://idp.adatum.com/ecp",
    });
    assert.deepEqual(await json(`${login}/common/userrealm/carol@contoso.com?api-version=1.0`), {
      ver: "1.0",
      account_type: "Managed",
      domain_name: "contoso.com",
      cloud_instance_name: "microsoftonline.com",
      cloud_audience_urn: "urn:federation:MicrosoftOnline",
    });
    const unknown = (await json(`${login}/common/userrealm/x@example.org?api-version=1.0`)) as Record<string, string>;
    assert.equal(unknown["account_type"], "Unknown");
  });

  it("is the same for people, in JSON and in XML", async () => {
    assert.deepEqual(await json(`${login}/getuserrealm.srf?login=x@adatum.com`), {
      State: 3,
      UserState: 2,
      Login: "x@adatum.com",
      NameSpaceType: "Federated",
      DomainName: "adatum.com",
      FederationBrandName: sampleIdentityProvider.name,
      AuthURL: sampleIdentityProvider.signInUrl,
      STSAuthURL: "https://idp.adatum.com/ecp",
      CloudInstanceName: "microsoftonline.com",
      CloudInstanceIssuerUri: "urn:federation:MicrosoftOnline",
    });
    const url = `${login}/GetUserRealm.srf?login=${encodeURIComponent("<x>@contoso.com")}&xml=1`;
    const answer = await company().world.handle(new Request(url));
    assert.equal(
      await answer.text(),
      '<RealmInfo Success="true"><State>4</State><UserState>1</UserState><Login>&#60;x&#62;@contoso.com</Login>' +
        "<NameSpaceType>Managed</NameSpaceType><DomainName>contoso.com</DomainName><IsFederatedNS>false</IsFederatedNS>" +
        "<FederationBrandName>Contoso</FederationBrandName><CloudInstanceName>microsoftonline.com</CloudInstanceName>" +
        "<CloudInstanceIssuerUri>urn:federation:MicrosoftOnline</CloudInstanceIssuerUri></RealmInfo>",
    );
    const unknown = await json(`${login}/getuserrealm.srf?login=x@example.org`);
    assert.deepEqual(unknown, { State: 4, UserState: 1, Login: "x@example.org", NameSpaceType: "Unknown" });
  });
});

describe("The metadata of Entra ID as service provider", () => {
  for (const [cloud, url, entityId, acs] of [
    [
      "global",
      "https://nexus.microsoftonline-p.com/federationmetadata/saml20/federationmetadata.xml",
      "urn:federation:MicrosoftOnline",
      "https://login.microsoftonline.com/login.srf",
    ],
    [
      "china",
      "https://nexus.partner.microsoftonline-p.cn/federationmetadata/saml20/federationmetadata.xml",
      "urn:federation:partner.microsoftonline.cn",
      "https://login.partner.microsoftonline.cn/login.srf",
    ],
  ] as const) {
    it(`is published for the cloud ${cloud}`, async () => {
      assert.equal(federationMetadataUrl(clouds[cloud]), url);
      const lab = new Lab({ cloud });
      const xml = await (await lab.get(url)).text();
      const { wantAssertionsSigned, nameIdFormats } = readSpMetadata(xml);
      assert.ok(wantAssertionsSigned && nameIdFormats.includes(nameIdFormat.persistent));
      const party = readRelyingParty(xml);
      assert.equal(party.entityId, entityId);
      assert.deepEqual(party.assertionConsumerServices[0], {
        binding: binding.post,
        location: acs,
        index: 0,
        isDefault: true,
      });
      assert.deepEqual(party.singleLogoutServices, [{ binding: binding.post, location: acs }]);
      assert.equal((await lab.get(`${url}?x`)).status, 404);
    });
  }
});
