import { bench } from "./commands/bench";
import { exec } from "./commands/exec";
import { readOptions, usage, type Options } from "./commands/options";
import { UserError } from "./core/userError";
import { prove } from "./commands/prove";
import { reset } from "./commands/reset";
import { serve } from "./commands/serve";
import { signOnCommand } from "./commands/signOnCommand";

/** A command returns its exit code. */
type Command = (options: Options, args: readonly string[]) => Promise<number>;

const commands: Readonly<Record<string, Command>> = { prove, serve, exec, "sign-on": signOnCommand, reset, bench };

async function main([first = "serve", ...others]: readonly string[]): Promise<number> {
  const [name, args] = first.startsWith("-") ? ["serve", [first, ...others]] : [first, others];
  const command = commands[name];
  if (!command) throw new UserError(`there is no command ${name}\n\n${usage}`);
  // What follows `exec` belongs to the command that is to be run.
  return command(readOptions(name === "exec" ? [] : args), args);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof UserError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  },
);
