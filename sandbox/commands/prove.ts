import { hasChanges, sumOfChanges, type Update } from "../engine/workspace";
import type { Evidence } from "../page/report";
import { stateOf } from "../page/stateOf";
import { proveAccess, type Proof } from "../proof/proveAccess";
import { matrixText, summaryText } from "../proof/matrix";
import { invent } from "../proof/invent";
import { readStackFile } from "../proof/stackFile";
import { projectFolder, sandboxFolder } from "./folder";
import { keepProof } from "./keptProof";
import { openWorkbench, type Workbench } from "./open";
import type { Options } from "./options";
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
    if (!(await deploy(workbench, stack, say, options.faults.length > 0))) {
      await writes({ failure: notDeployed, refusals: explained(workbench.sandbox) });
      return 1;
    }
    if (trouble) throw trouble;

    const outputs = workbench.workspace.outputs(stack);
    const proof = await proveAccess(promised, workbench.sandbox, outputs);
    const state = stateOf(workbench.sandbox, outputs);
    keepProof(sandboxFolder, stack, { at: new Date().toISOString(), proof, state });
    if (options.json) process.stdout.write(`${JSON.stringify(proof, undefined, 2)}\n`);
    else report(proof, say, stack);
    await writes({ proof });
    return proof.holds ? 0 : 1;
  } finally {
    await workbench.close();
  }
}

/** How often somebody would run `up` on a bad day before they ask why. */
const mostTries = 4;

/** `up`, and `up` again. Says what was done; on failure what the engine said and what the clouds refused. */
async function deploy(
  { workspace, sandbox }: Workbench,
  stack: string,
  say: (line: string) => void,
  triesAgain: boolean,
): Promise<boolean> {
  const secrets = await workspace.select(stack);
  for (const key of secrets) say(`  secret     ${key} is encrypted for another key; the sandbox uses a placeholder`);
  let first = await workspace.up(stack);
  for (let tries = 2; triesAgain && !first.ok && tries <= mostTries; tries++) {
    say(`  up         failed after ${seconds(first)}, as a fault may make it; again with --refresh`);
    first = await workspace.up(stack, "--refresh");
  }
  if (!first.ok) return failed("up", first, sandbox, say);
  let again = await workspace.up(stack);
  if (triesAgain && again.ok && hasChanges(again)) {
    say(`  up         mended in ${seconds(again)} what a fault had made it read wrongly`);
    again = await workspace.up(stack);
  }
  if (!again.ok) return failed("up again", again, sandbox, say);
  const done = ["created", "updated", "replaced", "deleted"]
    .filter((word) => sumOfChanges(first, word) > 0)
    .map((word) => `${sumOfChanges(first, word)} ${word}`);
  say(
    `  up         ${done.join(", ") || "nothing to change"} in ${seconds(first)} · again: ${hasChanges(again) ? "CHANGES" : "nothing to change"} in ${seconds(again)}\n`,
  );
  if (!hasChanges(again)) return true;
  say(again.output.trim());
  say("\nup must change nothing the second time");
  return false;
}

function failed(
  what: string,
  { output }: Update,
  { context }: Workbench["sandbox"],
  say: (line: string) => void,
): false {
  say(`\npulumi ${what} failed:\n\n${output.trim()}`);
  for (const { service, action, outcome, detail } of explained({ context }))
    say(`  ${service} ${action}: ${outcome} ${JSON.stringify(detail)}`);
  return false;
}

/** Refusals of which more is known than the wire says. */
const explained = ({ context }: Pick<Workbench["sandbox"], "context">) =>
  context.journal.refusals.filter(({ detail }) => detail && Object.keys(detail).length > 0);

const notDeployed = "pulumi up failed, or had something to change the second time. So nobody signed on.";

const evidenceOf = ({ engine, plugins }: Workbench, stack: string, invented: readonly string[]) => ({
  ...{ stack, invented, at: new Date() },
  tools: [`pulumi ${engine.version} (${engine.origin})`, ...plugins.descriptions],
});

function report(proof: Proof, say: (line: string) => void, stack: string): void {
  const named = stack === "dev" ? "" : ` -- --stack ${stack}`;
  const { done, next } = proof.handOver;
  for (const line of done) say(`  hand-over  ${line}`);
  if (done.length > 0) say("");
  for (const line of matrixText(proof.rows)) say(`  ${line}`);
  for (const line of proof.differences) say(`\n  ${line}`);
  for (const role of proof.untried)
    say(`\n  NOT TRIED  ${role}: promised to nobody who can sign on; only read and compared`);
  for (const line of next) say(`\n  next: ${line}`);
  say(`\n  ${summaryText(proof)}`);
  if (proof.rows.length === 0) say("  nobody is promised anything: there is nothing to prove");
  if (proof.onlyFirstPhase) say("  everything is in phase 1 of 2: nobody can sign on yet, and nobody could");
  say(
    `  ${proof.holds ? "" : "NOT as it should be      "}look at it: npm run sandbox${named}      keep it: npm start -- --report report.html${named.replace(" --", "")}`,
  );
}

const seconds = ({ milliseconds }: Update) => `${(milliseconds / 1000).toFixed(1)} s`;
