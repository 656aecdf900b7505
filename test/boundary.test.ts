import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

const root = resolve(__dirname, "..");

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

/** Folder at the top of the tree that each relative import of a file leads to. */
function importedFolders(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const imports = [...text.matchAll(/(?:from|import|require)\s*\(?\s*["'](\.[^"']*)["']/g)].map(
    ([, path]) => path ?? "",
  );
  return imports.map((path) => relative(root, resolve(root, file, "..", path)).split("/")[0] ?? "");
}

describe("The border between the stack and its judge", () => {
  for (const [folder, others] of [
    ["components", ["sandbox", "test"]],
    ["sandbox", ["components", "test", "index"]],
  ] as const) {
    it(`${folder}/ imports nothing from ${others.join(", ")}`, () => {
      const files = sources(folder);
      assert.ok(files.length > 10, `only ${files.length} files found`);
      const crossing = files.filter((file) =>
        importedFolders(file).some((name) => (others as readonly string[]).includes(name)),
      );
      assert.deepEqual(crossing, []);
    });
  }

  it("is not crossed by the program either", () => {
    assert.ok(!importedFolders("index.ts").includes("sandbox"));
  });

  it("sees an import that crosses it", () => {
    assert.deepEqual(importedFolders("test/boundary.test.ts"), []);
    assert.ok(importedFolders("test/components/config/settings.test.ts").includes("components"));
  });
});
