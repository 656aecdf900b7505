import { spawn } from "node:child_process";

export interface CommandOptions {
  readonly cwd?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Each line of both streams as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface CommandResult {
  readonly exitCode: number;
  /** Both streams, in the order of arrival. */
  readonly output: string;
}

/** Runs a program to its end. A program that cannot be started counts as exit code 127, as in a shell. */
export function run(program: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const { cwd, environment, onLine } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let rest = "";
    const take = (text: string) => {
      output += text;
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine?.(line);
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    // Told to end, this process lets the engine end first: it then stops its plugins and releases its locks. Ctrl-C in a terminal
    // reaches the child by itself.
    const end = (signal: NodeJS.Signals) => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill("SIGINT");
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    for (const signal of signals) process.on(signal, end);
    child.on("exit", () => {
      for (const signal of signals) process.off(signal, end);
    });
    child.on("error", (error) => resolve({ exitCode: 127, output: `${output}${error.message}\n` }));
    child.on("close", (code) => {
      if (rest) onLine?.(rest);
      resolve({ exitCode: code ?? 1, output });
    });
  });
}
