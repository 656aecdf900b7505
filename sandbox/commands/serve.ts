import { writeFileSync } from "node:fs";
import { openPage, type LocalPage } from "../page/openPage";
import { readStackFile } from "../proof/stackFile";
import { invent } from "../proof/invent";
import { envFile, projectFolder, sandboxFolder } from "./folder";
import { somebody } from "./keptFixture";
import { keepProof, keptProof } from "./keptProof";
import { openWorkbench, selectStacks, type Workbench } from "./open";
import type { Options } from "./options";
import { resourcesOf } from "./resources";

/** Keeps the clouds open until Ctrl-C, and says how to reach them. */
export async function serve(options: Options): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const promised = readStackFile(projectFolder, options.stack);
  const workbench = await openWorkbench({ ...options, entraCloud: promised.entraCloud, progress: say });
  let page: LocalPage | undefined;
  try {
    const { invented, trouble } = invent(promised, workbench.sandbox);
    for (const line of invented) say(`  INVENTED   ${line}`);
    if (trouble) say(`  NOT READY  ${trouble.message}`);
    await selectStacks(workbench.workspace, options.stack, say);
    const { environment } = workbench.workspace;
    page = await pageOf(workbench, options);
    const lines = exportLines({ ...environment, SANDBOX_PAGE: page.url });
    writeFileSync(envFile(sandboxFolder), lines, { mode: 0o600 });
    for (const line of welcome(workbench, options.stack, page)) say(line);

    // A killed process can't save; then at most these seconds are lost.
    const saving = setInterval(() => workbench.sandbox.save(), 5_000);
    await interrupted();
    clearInterval(saving);
  } finally {
    await page?.stop();
    await workbench.close();
  }
  return 0;
}

/** For people with a plain browser. */
const pageOf = ({ sandbox, workspace }: Workbench, { stack, port }: Options): Promise<LocalPage> =>
  openPage(
    {
      ...{ stack, sandbox },
      promised: () => readStackFile(projectFolder, stack),
      outputs: () => workspace.outputs(stack),
      resources: () => resourcesOf(stack),
      lastProof: keptProof(sandboxFolder, stack),
      onProof: (proof) => keepProof(sandboxFolder, stack, proof),
    },
    port,
  );

function welcome({ sandbox, workspace: { environment } }: Workbench, stack: string, page: LocalPage): string[] {
  const shown = ["HTTPS_PROXY", "SSL_CERT_FILE", "ARM_TENANT_ID", "ARM_CLIENT_ID", "ALICLOUD_ACCESS_KEY"];
  return [
    `look at them: ${page.url} (any browser on this machine, no proxy)`,
    `the clouds are open at ${sandbox.door.proxyUrl} (an HTTPS proxy; nothing leaves this machine)`,
    "",
    ...shown.map((name) => `  ${name.padEnd(20)} ${environment[name] ?? ""}`),
    "",
    "in another shell:",
    `  npm run sandbox -- exec pulumi up --stack ${stack}`,
    `  npm run sandbox -- sign-on --stack ${stack} --user ${somebody(projectFolder, stack)}`,
    "or: source .sandbox/env; cd .sandbox/project",
    "",
    "Ctrl-C closes them; what they hold is kept in .sandbox",
  ];
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
    process.once("SIGHUP", () => resolve());
  });
}
