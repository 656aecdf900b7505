import { writeFileSync } from "node:fs";
import { UserError } from "../core/userError";
import { reportDocument, type Evidence } from "../page/report";

/**
 * Says at once, not after everything was done, that a file can't be written. And whatever an earlier run has left in it must not pass
 * for this one's, should this one come to no end.
 */
export async function beginReport(file: string | undefined, stack: string): Promise<void> {
  if (file === undefined) return;
  const failure = "The run came to no end: what it printed says why.";
  const document = await reportDocument({ stack, at: new Date(), tools: [], invented: [], failure });
  try {
    writeFileSync(file, document);
  } catch (error) {
    throw new UserError(`--report ${file}: can't be written: ${(error as Error).message}`);
  }
}

/** Writes the report, if one is wanted. */
export async function writeReport(
  file: string | undefined,
  evidence: Evidence,
  say: (line: string) => void,
): Promise<void> {
  if (file === undefined) return;
  writeFileSync(file, await reportDocument(evidence));
  say(`  report     ${file}`);
}
