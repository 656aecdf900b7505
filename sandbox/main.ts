import { bench } from "./commands/bench";
import { checkResponse } from "./commands/checkResponse";
import { exec } from "./commands/exec";
import { readOptions, usage, type Options } from "./commands/options";
import { UserError } from "./core/userError";
import { prove } from "./commands/prove";
import { reset } from "./commands/reset";
import { serve } from "./commands/serve";
import { signOnCommand } from "./commands/signOnCommand";

/** A command returns its exit code. */
type Command = (options: Options, args: readonly string[]) => Promise<number>;

const commands: Readonly<Record<string, Command>> = {
  prove,
  serve,
  exec,
  "sign-on": signOnCommand,
  "check-response": checkResponse,
  reset,
  bench,
};

async function main([first = "serve", ...others]: readonly string[]): Promise<number> {
  const [name, args] = first.startsWith("-") ? ["serve", [first, ...others]] : [first, others];
  const command = commands[name];
  if (!command) throw new UserError(`there is no command ${name}\n\n${usage}`);
  if (args.includes("--help") && name !== "exec") {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  // What follows `exec` belongs to the command that is to be run.
  return command(readOptions(name === "exec" ? [] : args, name === "check-response"), args);
}

// Who reads our output may go away, as `head` does.
process.stdout.on("error", () => process.exit(1));
/** Only once everything that was written has arrived: a pipe takes its time. */
const exit = (code: number) => process.stdout.write("", () => process.exit(code));

main(process.argv.slice(2)).then(exit, (error: unknown) => {
  process.stderr.write(
    `${error instanceof UserError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  exit(1);
});
