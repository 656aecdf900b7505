import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readStackFile } from "../proof/stackFile";
import { invent } from "../proof/invent";
import { projectFolder, sandboxFolder, stackNames } from "./folder";
import { openWorkbench } from "./open";
import type { Options } from "./options";

/** Keeps the clouds open until Ctrl-C, and says how to reach them. */
export async function serve(options: Options): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const promised = readStackFile(projectFolder, options.stack);
  const workbench = await openWorkbench({ ...options, entraCloud: promised.entraCloud, progress: say });
  for (const line of invent(promised, workbench.sandbox.entra, workbench.sandbox.alibaba)) say(`  INVENTED   ${line}`);
  for (const stack of stackNames()) await workbench.workspace.select(stack);
  const envFile = join(sandboxFolder, "env");
  writeFileSync(envFile, exportLines(workbench.workspace.environment), { mode: 0o600 });

  say(`the clouds are open at ${workbench.sandbox.door.proxyUrl} (an HTTPS proxy; nothing leaves this machine)\n`);
  for (const name of ["HTTPS_PROXY", "SSL_CERT_FILE", "ARM_TENANT_ID", "ARM_CLIENT_ID", "ALICLOUD_ACCESS_KEY"]) {
    say(`  ${name.padEnd(20)} ${workbench.workspace.environment[name] ?? ""}`);
  }
  say(
    `\nin another shell:\n  npm run sandbox -- exec pulumi up --stack ${options.stack}\n  npm run sandbox -- sign-on --user b.simon@contoso.com`,
  );
  say(`or: source .sandbox/env; cd .sandbox/project\n\nCtrl-C closes them; what they hold is kept in .sandbox`);

  // A killed process can't save; then at most these seconds are lost.
  const saving = setInterval(() => workbench.sandbox.save(), 5_000);
  await interrupted();
  clearInterval(saving);
  await workbench.close();
  return 0;
}

/** For `source`: a value in single quotes is taken as it is. */
export function exportLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join("");
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
