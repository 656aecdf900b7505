import type { Evidence } from "../page/report";
import { stateOf } from "../page/stateOf";
import { proveAccess } from "../proof/proveAccess";
import { invent } from "../proof/invent";
import { readStackFile } from "../proof/stackFile";
import { deploy, explained } from "./deploy";
import { projectFolder, sandboxFolder } from "./folder";
import { keepProof } from "./keptProof";
import { openWorkbench, type Workbench } from "./open";
import type { Options } from "./options";
import { proofText } from "./proofText";
import { resourcesOf } from "./resources";
import { statusLine } from "./statusLine";
import { beginReport, writeReport } from "./writeReport";
import { UserError } from "../core/userError";
import { behaviourWith, faults } from "../faults/faults";

/**
 * The main job: `pulumi up` of the stack against empty clouds, `up` again to see that nothing changes, then everybody of the
 * directory signs on. Exit code 0 only if all of it is as the stack's configuration promises.
 */
export async function prove(options: Options): Promise<number> {
  const { stack } = options;
  const promised = readStackFile(projectFolder, stack);
  await beginReport(options.report, stack);
  const say = (line: string) => (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  say(`entra-alibaba-sso · stack ${stack} · sandbox, nothing leaves this machine\n`);

  const workbench = await openWorkbench({
    ...options,
    fresh: !options.keep,
    behaviour: behaviourWith(options.faults),
    entraCloud: promised.entraCloud,
    progress: (line) => say(`  ${line}`),
    onProgress: statusLine(),
  });
  try {
    say(`  engine     pulumi ${workbench.engine.version} (${workbench.engine.origin})`);
    say(`  providers  ${workbench.plugins.descriptions.join(" · ")}`);
    for (const name of options.faults) say(`  fault      ${name}: ${faults[name].what}`);
    const { invented, trouble } = invent(promised, workbench.sandbox);
    for (const line of invented) say(`  INVENTED   ${line}: the configuration names it, the sandbox lacked it`);
    if (invented.length > 0 && process.env.CI && !options.allowInvented) {
      throw new UserError(
        "in CI nothing is invented: a mistyped name would prove itself. Describe your directory in Sandbox.yaml (see the README), use names of the sample, or --allow-invented.",
      );
    }
    const writes = (more: Pick<Evidence, "proof" | "failure" | "refusals">) =>
      writeReport(options.report, { ...evidenceOf(workbench, stack, invented), ...more }, say);
    const bench = { ...workbench, resources: () => resourcesOf(stack) };
    if (!(await deploy(bench, { stack, triesAgain: options.faults.length > 0, say }))) {
      await writes({ failure: notDeployed, refusals: explained(workbench.sandbox) });
      return 1;
    }
    if (trouble) throw trouble;

    const outputs = workbench.workspace.outputs(stack);
    const proof = await proveAccess(promised, workbench.sandbox, outputs);
    const state = stateOf(workbench.sandbox, outputs);
    keepProof(sandboxFolder, stack, { at: new Date().toISOString(), proof, state });
    if (options.json) process.stdout.write(`${JSON.stringify(proof, undefined, 2)}\n`);
    else for (const line of proofText(proof, stack)) say(line);
    await writes({ proof });
    return proof.holds ? 0 : 1;
  } finally {
    await workbench.close();
  }
}

const notDeployed = "pulumi up failed, or had something to change the second time. So nobody signed on.";

const evidenceOf = ({ engine, plugins }: Workbench, stack: string, invented: readonly string[]) => ({
  ...{ stack, invented, at: new Date() },
  tools: [`pulumi ${engine.version} (${engine.origin})`, ...plugins.descriptions],
});
