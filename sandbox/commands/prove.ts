import { hasChanges, sumOfChanges, type Update } from "../engine/workspace";
import { proveAccess, type Proof } from "../proof/proveAccess";
import { matrixText, summaryText } from "../proof/matrix";
import { invent } from "../proof/invent";
import { readStackFile } from "../proof/stackFile";
import { projectFolder } from "./folder";
import { openWorkbench, type Workbench } from "./open";
import type { Options } from "./options";
import { statusLine } from "./statusLine";
import { UserError } from "../core/userError";

/**
 * The main job: `pulumi up` of the stack against empty clouds, `up` again to see that nothing changes, then everybody of the
 * directory signs on. Exit code 0 only if all of it is as the stack's configuration promises.
 */
export async function prove(options: Options): Promise<number> {
  const { stack } = options;
  const promised = readStackFile(projectFolder, stack);
  const say = (line: string) => (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  say(`entra-alibaba-sso · stack ${stack} · sandbox, nothing leaves this machine\n`);

  const workbench = await openWorkbench({
    ...options,
    fresh: !options.keep,
    entraCloud: promised.entraCloud,
    progress: (line) => say(`  ${line}`),
    onProgress: statusLine(),
  });
  try {
    say(`  engine     pulumi ${workbench.engine.version} (${workbench.engine.origin})`);
    say(`  providers  ${workbench.plugins.descriptions.join(" · ")}`);
    const { invented, trouble } = invent(promised, workbench.sandbox);
    for (const line of invented) say(`  INVENTED   ${line}: the configuration names it, the sandbox lacked it`);
    if (invented.length > 0 && process.env.CI && !options.allowInvented) {
      throw new UserError(
        "in CI nothing is invented: a mistyped name would prove itself. Describe your directory in Sandbox.yaml (see the README), use names of the sample, or --allow-invented.",
      );
    }
    if (!(await deploy(workbench, stack, say))) return 1;
    if (trouble) throw trouble;

    const proof = await proveAccess(promised, workbench.sandbox, workbench.workspace.outputs(stack));
    if (options.json) process.stdout.write(`${JSON.stringify(proof, undefined, 2)}\n`);
    else report(proof, say, stack);
    return proof.holds ? 0 : 1;
  } finally {
    await workbench.close();
  }
}

/** `up`, and `up` again. Says what was done; on failure what the engine said and what the clouds refused. */
async function deploy({ workspace, sandbox }: Workbench, stack: string, say: (line: string) => void): Promise<boolean> {
  const secrets = await workspace.select(stack);
  for (const key of secrets) say(`  secret     ${key} is encrypted for another key; the sandbox uses a placeholder`);
  const first = await workspace.up(stack);
  if (!first.ok) return failed("up", first, sandbox, say);
  const again = await workspace.up(stack);
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
  const refusals = context.journal.refusals.filter(({ detail }) => detail && Object.keys(detail).length > 0);
  for (const { service, action, outcome, detail } of refusals)
    say(`  ${service} ${action}: ${outcome} ${JSON.stringify(detail)}`);
  return false;
}

function report(proof: Proof, say: (line: string) => void, stack: string): void {
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
    `  ${proof.holds ? `look at a sign-on: npm run sandbox -- sign-on${stack === "dev" ? "" : ` --stack ${stack}`}` : "NOT as it should be"}`,
  );
}

const seconds = ({ milliseconds }: Update) => `${(milliseconds / 1000).toFixed(1)} s`;
