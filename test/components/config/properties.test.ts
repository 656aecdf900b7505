import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { roleValue, roleValueLength } from "../../../components/alibaba/roleValue";
import { sessionNameFault } from "../../../components/alibaba/limits";
import { faultReport } from "../../../components/config/fault";
import { checkSettings } from "../../../components/config/settings";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Path = readonly (string | number)[];

/** The configuration of a stack of this project, without the prefix of its keys. */
function stackSettings(stack: string): Record<string, Json> {
  const text = readFileSync(join(__dirname, `../../../Pulumi.${stack}.yaml`), "utf8");
  const { config } = parse(text) as { config: Record<string, Json> };
  const prefix = "entra-alibaba-sso:";
  const own = Object.entries(config).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** Everywhere in it. */
function pathsIn(value: Json, path: Path = []): Path[] {
  if (value === null || typeof value !== "object") return [path];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    pathsIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? inner : [path, ...inner];
}

/** With that in place of what is at the path. */
function withValue(value: Json, [part, ...rest]: Path, other: Json): Json {
  if (part === undefined) return other;
  const copy = structuredClone(value) as Record<string | number, Json>;
  copy[part] = withValue(copy[part] ?? {}, rest, other);
  return copy;
}

const json = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
  fc.constantFrom<Json>(null, "", " ", 0, -1, true, [], {}, [null], { "": null }, "__proto__", "constructor"),
);

function assertChecked(raw: Json): void {
  const checked = checkSettings(raw as Record<string, unknown>);
  if ("settings" in checked) return;
  assert.ok(checked.faults.length > 0);
  for (const { path, remedy } of checked.faults) {
    assert.notEqual(remedy, "", path);
    assert.equal(typeof path, "string");
  }
  assert.ok(faultReport(checked.faults).length > 0);
}

describe("A configuration", () => {
  for (const stack of ["dev", "prod"]) {
    it(`of ${stack} is checked, whatever stands in one of its places`, () => {
      const settings = stackSettings(stack);
      assert.ok("settings" in checkSettings(settings));
      fc.assert(
        fc.property(fc.constantFrom(...pathsIn(settings)), json, (path, other) => {
          assertChecked(withValue(settings, path, other));
        }),
        { numRuns: 500 },
      );
    });
  }

  it("of anything at all is checked", () => {
    const systems = fc.constantFrom(
      "roleSso",
      "cloudSso",
      "zillizSso",
      "balenaSso",
      "samlApps",
      "domainFederation",
      "__proto__",
      "roleSSO",
    );
    const raw = fc.oneof(fc.dictionary(systems, json), fc.dictionary(systems, fc.dictionary(fc.string(), json)));
    fc.assert(fc.property(raw, assertChecked), { numRuns: 1000 });
  });
});

describe("Names", () => {
  const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);

  it("of a role and a provider are as long in the value of an app role as was said before", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{16}$/), name, name, (account, role, provider) => {
        const value = roleValue(
          `acs:ram::${account}:role/${role.toLowerCase()}`,
          `acs:ram::${account}:saml-provider/${provider}`,
        );
        assert.equal(value.length, roleValueLength(role, provider));
      }),
    );
  });

  it("of sessions are plain: 2 to 32 characters of a few", () => {
    const near = fc.string({ unit: fc.constantFrom(...Array.from("aZ9-_.@=,+# /\nä")), maxLength: 34 });
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (text) => {
        const plain = Array.from(text).every((one) => "-_.@=,+".includes(one) || /^[A-Za-z0-9]$/.test(one));
        assert.equal(sessionNameFault(text) === undefined, plain && text.length >= 2 && text.length <= 32, text);
      }),
      { numRuns: 1000 },
    );
  });
});
