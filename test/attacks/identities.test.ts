import assert from "node:assert/strict";
import { attributeName } from "../../sandbox/alibaba/sp/editions";
import { attributes } from "../sandbox/alibaba/support/roleSso";
import { sha1Message } from "./cases/signatures";
import { Keys } from "./keys";
import { base64, replaced, signed } from "./messages";
import { refusedBy, type Target } from "./target";
import { roleProviders, serviceProviders } from "./targets";

/**
 * What cuts a value in two for a careless reader. Comments are no part of what is signed, so an attacker may put one into a value of
 * his own (Ludwig, Duo Labs 2018: CVE-2017-11427 and others): `admin@contoso.com<!-- -->.evil.example` is read as `admin@contoso.com`
 * by whoever takes the first text node.
 */
const cuts: readonly [what: string, cut: string][] = [
  ["a comment", "<!---->"],
  ["a comment with a tag in it", "<!-- </NameID> -->"],
];

/** What comes before and behind the cut: the victim's name as the message has it, and what makes it the attacker's own. */
const suffix = "x1";

describe("A value that is cut in two after it was signed", () => {
  let keys: Keys;
  before(async () => {
    keys = await Keys.create();
  });

  /** The value is the same with and without the cut, whatever the service makes of it; and it is not the victim's. */
  async function proveWhole(open: () => Promise<Target>, value: (target: Target) => string, cut: string) {
    const [plain, other] = [await open(), await open()];
    const name = value(plain);
    const xml = signed(plain, own(plain, name + suffix));
    const landing = await plain.post(base64(xml));
    const withCut = await other.post(base64(replaced(xml, name + suffix, name + cut + suffix)));
    assert.deepEqual(withCut, landing);
    assert.deepEqual(refusedBy(other)?.found, refusedBy(plain)?.found);
    assert.notDeepEqual(withCut, { in: other.victim.name });
    assert.deepEqual(await (await open()).post(base64(signed(plain, own(plain, name)))), { in: plain.victim.name });
  }

  /** The victim's parts, with this as the identity. */
  const own = ({ victim: { parts } }: Target, value: string) =>
    parts.nameId === undefined
      ? { attributes: attributes({ [attributeName.roleSessionName]: [value] }) }
      : { ...parts, nameId: value };

  for (const provider of serviceProviders) {
    for (const [what, cut] of cuts) {
      // From the signed bytes, which have no comments; and by the reader itself, which is given the raw text without the check.
      for (const checksOff of [[], ["signature"]]) {
        const how = checksOff.length === 0 ? "" : ", unsigned";
        it(`by ${what} is read as a whole at ${provider.name}${how}`, () =>
          proveWhole(
            () => provider.open(keys, checksOff),
            ({ victim: { parts, name } }) => parts.nameId ?? name,
            cut,
          ));
      }
    }
  }

  it("is whole in CDATA as well, which is signed as the text in it", async () => {
    for (const provider of serviceProviders) {
      const target = await provider.open(keys);
      const xml = signed(target);
      const name = target.parts().nameId;
      const cdata = `>${name.slice(0, 3)}<![CDATA[${name.slice(3)}]]></NameID>`;
      assert.deepEqual(
        await target.post(base64(replaced(xml, `>${name}</NameID>`, cdata))),
        { in: target.self },
        provider.name,
      );
    }
  });

  it("is a pair of ARNs like any other: roles can't be cut off either", async () => {
    for (const provider of roleProviders) {
      const target = await provider.open(keys);
      const landing = await target.post(base64(replaced(signed(target), ":role/aadrole,", ":role/aad<!---->role,")));
      // STS is asked for what the command line read, which has the comment in it.
      if (provider.name !== "AssumeRoleWithSAML") assert.deepEqual(landing, { in: target.self });
    }
  });
});

describe("A SHA-1 signature", () => {
  it("by the right key is accepted everywhere, with a warning in the journal", async () => {
    const keys = await Keys.create();
    for (const provider of serviceProviders) {
      const target = await provider.open(keys);
      assert.deepEqual(await target.post(sha1Message(target)), { in: target.self }, provider.name);
      const warnings = target.context.journal.entries.filter(({ detail }) => /SHA/.test(String(detail?.["warning"])));
      assert.equal(warnings.length > 0, true, `${provider.name} says nothing`);
    }
  });
});
