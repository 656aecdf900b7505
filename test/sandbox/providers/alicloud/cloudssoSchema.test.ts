import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cloudSsoFunctions, cloudSsoResources } from "../../../../sandbox/providers/alicloud/cloudsso/cloudSsoTypes";
import { directoryBlocks } from "../../../../sandbox/providers/alicloud/cloudsso/directorySchema";
import type { Fields } from "../../../../sandbox/providers/schema";

const sdk = dirname(require.resolve("@pulumi/alicloud/package.json"));
const inputTypes = readFileSync(join(sdk, "types/input.d.ts"), "utf8");

const namesIn = (fields: Fields, isInput: boolean): string[] =>
  Object.keys(fields)
    .filter((name) => (fields[name]?.is !== "computed") === isInput)
    .sort();

/** The node SDK is made from the real provider's schema: it says which properties there are, and which must be given. */
describe("alicloud stand-in: CloudSSO's schema is the node SDK's", () => {
  for (const { token, fields } of cloudSsoResources) {
    it(token, () => {
      const [, module = "", type = ""] = token.split(":");
      const source = readFileSync(join(sdk, `${module}.js`), "utf8");
      assert.match(source, new RegExp(`__pulumiType = '${token}'`));
      assert.ok(module.endsWith(`/${type.charAt(0).toLowerCase()}${type.slice(1)}`));
      const all = (pattern: RegExp) => [...source.matchAll(pattern)].map(([, name = ""]) => name).sort();
      assert.deepEqual(namesIn(fields, true), all(/resourceInputs\["(\w+)"\] = args\?/g));
      assert.deepEqual(namesIn(fields, false), all(/resourceInputs\["(\w+)"\] = undefined \/\*out/g));
      const required = Object.keys(fields).filter((name) => fields[name]?.is === "required");
      assert.deepEqual(required.sort(), all(/Missing required property '(\w+)'/g));
    });
  }

  const blocks = Object.entries(directoryBlocks).map(
    ([name, fields]) => [`Directory${name.charAt(0).toUpperCase()}${name.slice(1)}`, fields] as const,
  );
  const policy = cloudSsoResources.find(({ token }) => token.endsWith(":AccessConfiguration"))?.fields
    .permissionPolicies;
  for (const [name, fields] of [
    ...blocks,
    ["AccessConfigurationPermissionPolicy", policy?.of?.fields ?? {}] as const,
  ]) {
    it(name, () => {
      const namespace = inputTypes.slice(inputTypes.indexOf("namespace cloudsso {"));
      const from = namespace.indexOf(`interface ${name} {`);
      const body = namespace.slice(from, namespace.indexOf("\n    }", from));
      const found = [...body.matchAll(/^ {8}(\w+)\??:/gm)].map(([, member = ""]) => member);
      assert.deepEqual(Object.keys(fields).sort(), found.sort());
    });
  }

  for (const { token, fields } of cloudSsoFunctions) {
    it(token, () => {
      const [, module = "", name = ""] = token.split(":");
      const source = readFileSync(join(sdk, `${module}.js`), "utf8");
      const call = source.slice(source.indexOf(`invoke("${token}"`));
      const body = call.slice(0, call.indexOf("}"));
      const given = [...body.matchAll(/"(\w+)": args\.\1/g)].map(([, member = ""]) => member);
      assert.deepEqual(Object.keys(fields).sort(), given.sort());
      const types = readFileSync(join(sdk, `${module}.d.ts`), "utf8");
      const upper = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
      const from = types.indexOf(`interface ${upper}Args {`);
      const args = types.slice(from, types.indexOf("\n}", from));
      const required = [...args.matchAll(/^ {4}(\w+):/gm)].map(([, member = ""]) => member);
      const ours = Object.keys(fields).filter((member) => fields[member]?.is === "required");
      assert.deepEqual(ours, required);
    });
  }
});
