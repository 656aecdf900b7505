import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

/** Name of both projects' only stack. */
export const benchStack = "bench";

/** The sample directory's user who gets every role: what grows is the number of roles and nothing else. */
export const benchUser = "b.simon@contoso.com";

/** One application, one account, `roles` roles with one system policy and one user each. */
export function roleSsoOf(roles: number): Record<string, unknown> {
  const entries = Array.from({ length: roles }, (_, index) => {
    const name = `bench-${index + 1}`;
    return [name, { name, systemPolicies: ["ReadOnlyAccess"], users: [benchUser] }] as const;
  });
  return {
    alibaba: {
      edition: "international",
      application: { name: "Alibaba Cloud (bench)" },
      samlProvider: { name: "AAD" },
      accounts: { main: { roles: Object.fromEntries(entries) } },
    },
  };
}

/** A copy of the repository's program with a stack file of its own: the repository is only read. */
export function writeStackProject(repository: string, target: string, roles: number): void {
  rmSync(target, { recursive: true, force: true });
  for (const name of ["Pulumi.yaml", "package.json", "tsconfig.json", "index.ts", "components"])
    cpSync(join(repository, name), join(target, name), { recursive: true });
  writeStackFile(target, { "entra-alibaba-sso:roleSso": roleSsoOf(roles) });
}

const floorProgram = `import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const count = new pulumi.Config().requireNumber("count");
for (let index = 1; index <= count; index++) new random.RandomUuid(\`plain-\${index}\`);
`;

/** The least that the same engine can do with `resources` resources: plain ones that call no API and depend on nothing. */
export function writeFloorProject(repository: string, target: string, resources: number): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "Pulumi.yaml"), stringify({ name: "floor", runtime: { name: "nodejs" } }));
  writeFileSync(join(target, "package.json"), JSON.stringify({ name: "floor", private: true, main: "index.ts" }));
  writeFileSync(join(target, "index.ts"), floorProgram);
  cpSync(join(repository, "tsconfig.json"), join(target, "tsconfig.json"));
  writeStackFile(target, { "floor:count": resources });
}

function writeStackFile(target: string, config: Readonly<Record<string, unknown>>): void {
  writeFileSync(join(target, `Pulumi.${benchStack}.yaml`), stringify({ config }));
}
