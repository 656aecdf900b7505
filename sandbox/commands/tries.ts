/** What a failed `up` came to. */
export interface Try {
  /** How many resources the stack has now. */
  readonly resources: number;
  /** What went wrong: see `failureOf`. */
  readonly failure: string;
}

/** How often somebody would run `up` on a bad day before they ask why. */
export const leastTries = 4;

/** Each of them got further, and still there is no end to it. */
export const mostTries = 10;

/** Whether the last try got further than those before it: more is there, or something else went wrong. */
function gotFurther(tries: readonly Try[]): boolean {
  const [last, before] = [tries.at(-1), tries.at(-2)];
  if (!last || !before) return true;
  const most = Math.max(...tries.slice(0, -1).map(({ resources }) => resources));
  return last.resources > most || last.failure !== before.failure;
}

/** Whether it is worth another try after these have failed. */
export const isWorthATry = (tries: readonly Try[]): boolean =>
  tries.length < leastTries || (tries.length < mostTries && gotFurther(tries));

/**
 * The errors of the engine's closing diagnostics, each with its resource, in a form to compare: without what is another in each run,
 * such as the ids of requests. What is there may come in any order.
 */
export function failureOf(output: string): string {
  const errors: string[] = [];
  let [resource, isError] = ["", false];
  for (const line of output.slice(Math.max(0, output.lastIndexOf("\nDiagnostics:"))).split("\n")) {
    const text = line.trim();
    // A line that begins at the margin, or an empty one, closes a message.
    if (/^ {2}\S.*\):$/.test(line)) [resource, isError] = [text, false];
    else if (/^(error|warning|info|debug): /.test(text)) isError = text.startsWith("error: ");
    else if (text === "" || !line.startsWith(" ")) isError = false;
    if (isError) errors.push(`${resource} ${text.replace(/[0-9a-f]*\d[0-9a-f-]*/gi, "#")}`);
  }
  return [...new Set(errors)].sort().join("\n");
}
