import assert from "node:assert/strict";
import { domainOf, federationOf, isMicrosofts, newDomain, newDomains } from "../../../../sandbox/entra/model/domains";
import type { DomainFederation } from "../../../../sandbox/entra/model/domainTypes";

describe("Domains of a tenant", () => {
  it("are told from principal names, guests' too", () => {
    assert.equal(domainOf("Amelia@Adatum.com"), "adatum.com");
    assert.equal(domainOf("a_b.com#EXT#@contoso.onmicrosoft.com"), "contoso.onmicrosoft.com");
    assert.equal(domainOf("adatum.com"), "adatum.com");
  });

  const microsofts: readonly [name: string, isInitial: boolean, isMicrosofts: boolean][] = [
    ["contoso.onmicrosoft.com", true, true],
    ["contoso.partner.onmschina.cn", true, true],
    ["contoso.mail.onmicrosoft.com", false, true],
    ["contoso.com", false, false],
    ["notonmicrosoft.com", false, false],
    ["onmicrosoft.com.example", false, false],
  ];
  for (const [name, initial, given] of microsofts) {
    it(`${name} is ${initial ? "" : "not "}initial, ${given ? "" : "not "}Microsoft's`, () => {
      assert.deepEqual([newDomain(name, []).isInitial, isMicrosofts(name)], [initial, given]);
    });
  }

  it("have one default, and no subdomain among the roots", () => {
    const domains = newDomains(["contoso.com", "Mail.Contoso.com", "notcontoso.com"]);
    assert.deepEqual(
      domains.map(({ id, isDefault, isRoot, isVerified }) => [id, isDefault, isRoot, isVerified]),
      [
        ["contoso.com", true, true, true],
        ["mail.contoso.com", false, false, true],
        ["notcontoso.com", false, true, true],
      ],
    );
  });

  it("inherit a federation from their root, and from nothing else", () => {
    const domains = [
      ...newDomains(["contoso.com", "adatum.com", "mail.adatum.com", "notadatum.com"]),
      // A subdomain that was promoted to a root of its own.
      newDomain("own.adatum.com", ["adatum.com"], { isRoot: true }),
      newDomain("below.own.adatum.com", ["adatum.com"]),
    ];
    const federation = { domain: "adatum.com" } as DomainFederation;
    const federated = domains.filter(({ id }) => federationOf({ domains, domainFederations: [federation] }, id));
    assert.deepEqual(
      federated.map(({ id }) => id),
      ["adatum.com", "mail.adatum.com"],
    );
    assert.equal(federationOf({ domains, domainFederations: [federation] }, "elsewhere.adatum.com"), undefined);
  });
});
