import type { OnProgress } from "../engine/workspace";

/**
 * One line that says how far the engine is, written over itself and wiped in the end. Undefined where nobody watches: pipes and
 * CI logs get nothing.
 */
export function statusLine(
  stream: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write"> = process.stderr,
): OnProgress | undefined {
  if (!stream.isTTY || process.env.CI) return undefined;
  return ({ command, done, last, milliseconds, finished }) => {
    const count = `${done} ${done === 1 ? "resource" : "resources"}`;
    const text = `  ${command.padEnd(10)} ${count} in ${Math.round(milliseconds / 1000)} s${last === undefined ? "" : ` · ${last}`}`;
    // Cut off: a line that wraps could not be written over.
    stream.write(`\r\x1b[2K${finished ? "" : text.slice(0, (stream.columns || 80) - 1)}`);
  };
}
