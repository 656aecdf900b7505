import type { Journal, JournalEntry } from "../core/journal";
import { hasChanges, sumOfChanges, type Update, type Workspace } from "../engine/workspace";
import { failureOf, isWorthATry, type Try } from "./tries";

/** What a stack is brought up with. */
export interface Bench {
  readonly workspace: Pick<Workspace, "select" | "up" | "outputs">;
  readonly sandbox: { readonly context: { readonly journal: Pick<Journal, "refusals"> } };
  /** How many resources the stack has, be it up or not. */
  readonly resources: () => number;
}

export interface Deployment {
  readonly stack: string;
  /** The clouds may make an `up` fail that would come through the next time. */
  readonly triesAgain: boolean;
  readonly say: (line: string) => void;
}

/** `up`, and `up` again. Says what was done; on failure what the engine said, what the clouds refused, and how to go on. */
export async function deploy(bench: Bench, deployment: Deployment): Promise<boolean> {
  const { workspace } = bench;
  const { stack, triesAgain, say } = deployment;
  const secrets = await workspace.select(stack);
  for (const key of secrets) say(`  secret     ${key} is encrypted for another key; the sandbox uses a placeholder`);
  const first = await bringUp(bench, deployment);
  if (!first.ok) return failed("up", first, bench, deployment);
  let again = await workspace.up(stack);
  if (triesAgain && again.ok && hasChanges(again)) {
    say(`  up         mended in ${seconds(again)} what a fault had made it read wrongly`);
    again = await workspace.up(stack);
  }
  if (!again.ok) return failed("up again", again, bench, deployment);
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

/** With faults as often as it gets further. */
async function bringUp({ workspace, resources }: Bench, { stack, triesAgain, say }: Deployment): Promise<Update> {
  // What is left of an up that was killed may be otherwise than its state says.
  const isHalfUp = resources() > 0 && Object.keys(workspace.outputs(stack)).length === 0;
  let update = await workspace.up(stack, ...(isHalfUp ? ["--refresh"] : []));
  const tries: Try[] = [];
  while (triesAgain && !update.ok) {
    tries.push({ resources: resources(), failure: failureOf(update.output) });
    if (!isWorthATry(tries)) {
      say(`  up         failed after ${seconds(update)}: given up after ${tries.length} tries`);
      break;
    }
    say(`  up         failed after ${seconds(update)}, as a fault may make it; again with --refresh`);
    update = await workspace.up(stack, "--refresh");
  }
  return update;
}

function failed(
  what: string,
  { output }: Update,
  { sandbox, resources }: Bench,
  { stack, triesAgain, say }: Deployment,
): false {
  say(`\npulumi ${what} failed:\n\n${output.trim()}`);
  for (const { service, action, outcome, detail } of explained(sandbox))
    say(`  ${service} ${action}: ${outcome} ${JSON.stringify(detail)}`);
  if (resources() === 0) return false;
  const named = stack === "dev" ? "" : ` --stack ${stack}`;
  const how = triesAgain ? "without the faults, or with --faults again" : "once what is wrong is mended";
  say(`\n  npm start -- --keep${named} goes on from here, ${how}; without --keep it begins anew`);
  return false;
}

/** Refusals of which more is known than the wire says. */
export const explained = ({ context }: Bench["sandbox"]): readonly JournalEntry[] =>
  context.journal.refusals.filter(({ detail }) => detail && Object.keys(detail).length > 0);

const seconds = ({ milliseconds }: Update) => `${(milliseconds / 1000).toFixed(1)} s`;
