import assert from "node:assert/strict";
import type { Settings } from "../../../components/config/settings";
import { endings } from "../../../components/state/endings";
import { State, type Properties } from "../../../components/state/state";

const resource = (type: string, name: string, outputs: Properties = {}) => ({ type, name, outputs, chain: type });
const state = new State([
  resource("entra-alibaba-sso:index:CloudSso", "corp"),
  resource("pulumi-nodejs:dynamic/entra:FederationConfiguration", "adatum.com-federation", {
    domain: "adatum.com",
    adopt: false,
  }),
  resource("pulumi-nodejs:dynamic/entra:FederationConfiguration", "theirs.com-federation", {
    domain: "theirs.com",
    adopt: true,
  }),
]);
const settings = (cloudSso: object, domainFederation: object) =>
  ({ cloudSso, domainFederation }) as unknown as Settings;

describe("What a preview says of entries that are no longer configured", () => {
  it("is what ends for people, unless it was adopted", () => {
    const [directory, domain, ...others] = endings(settings({}, {}), state);
    assert.match(directory ?? "", /^cloudSso\.corp is no longer configured: single sign-on and synchronization end/);
    assert.match(domain ?? "", /adatum\.com is no longer configured: .* every user then needs a new password$/);
    assert.deepEqual(others, []);
  });
  it("is nothing while they are configured, under whatever key a domain is", () => {
    assert.deepEqual(endings(settings({ corp: {} }, { other: { domain: "Adatum.com" } }), state), []);
    assert.deepEqual(endings(settings({}, {}), new State([])), []);
  });
});
