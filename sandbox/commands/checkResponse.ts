import { readFileSync } from "node:fs";
import { UserError } from "../core/userError";
import { outputsOf } from "../engine/workspace";
import type { Outputs } from "../proof/givenOut";
import { readStackFile } from "../proof/stackFile";
import { readCapture } from "../responseCheck/capture";
import { diagnose, type Diagnosis } from "../responseCheck/diagnose";
import { serviceProvidersOf } from "../responseCheck/serviceProviders";
import { keptStandIns } from "../sandbox";
import { projectFolder, sandboxFolder } from "./folder";
import { usage, type Options } from "./options";
import { verdictText } from "./traceText";

/**
 * Says of a SAML response that was captured somewhere, such as in a browser's network log, what its service provider would: every
 * rule, with what to change. Exit code 0 if all hold.
 */
export function checkResponse({ stack, file, app, at, outputs, json }: Options): Promise<number> {
  if (file === undefined) throw new UserError(`check-response needs a file\n\n${usage}`);
  const encoded = readCapture(read(file === "-" ? 0 : file));
  const promised = readStackFile(projectFolder, stack);
  // Those of the sandbox's own stack: none before it was up.
  const given =
    outputs === undefined ? outputsOf({ projectFolder, folder: sandboxFolder }, stack) : readOutputs(outputs);
  const diagnosis = diagnose(encoded, serviceProvidersOf(promised, given, keptStandIns(sandboxFolder)), { app, at });
  const lines = json ? [JSON.stringify(diagnosis, undefined, 2)] : diagnosisText(diagnosis, stack);
  process.stdout.write(`${lines.join("\n")}\n`);
  return Promise.resolve(diagnosis.good ? 0 : 1);
}

function read(file: string | 0): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`${file || "standard input"} can't be read: ${(error as Error).message}`);
  }
}

function readOutputs(file: string): Outputs {
  try {
    return JSON.parse(read(file)) as Outputs;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file} is no JSON: write it with pulumi stack output --json`);
  }
}

function diagnosisText({ serviceProvider: { path, name }, results, notes, good }: Diagnosis, stack: string): string[] {
  const count = (outcome: string) => results.filter((result) => result.outcome === outcome).length;
  const unjudged = count("not reached") > 0 ? `, ${count("not reached")} could not be judged` : "";
  return [
    path === "-" ? name : `${name} (${path} of the stack ${stack})`,
    "",
    ...verdictText(results),
    "",
    ...notes.map((note) => `  note: ${note}`),
    "",
    good
      ? `  ${results.length} rules, all hold`
      : `  ${count("fail")} of ${results.length} rules do not hold${unjudged}`,
  ];
}
