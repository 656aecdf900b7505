import { adviceFor } from "../proof/deployed/advice";
import { matrixText, summaryText } from "../proof/matrix";
import type { Proof } from "../proof/proveAccess";

/** The result for a terminal: who got in, what differs and what to do about it, and what comes next. */
export function proofText(proof: Proof, stack: string): string[] {
  const { holds, rows, differences, untried, handOver, onlyFirstPhase } = proof;
  const named = stack === "dev" ? "" : ` -- --stack ${stack}`;
  const advice = adviceFor(differences);
  return [
    ...handOver.done.map((line) => `  hand-over  ${line}`),
    ...(handOver.done.length > 0 ? [""] : []),
    ...matrixText(rows).map((line) => `  ${line}`),
    ...differences.map((line) => `\n  ${line}`),
    ...(advice === undefined ? [] : [`\n  ${advice}`]),
    ...untried.map((role) => `\n  NOT TRIED  ${role}: promised to nobody who can sign on; only read and compared`),
    ...handOver.next.map((line) => `\n  next: ${line}`),
    `\n  ${summaryText(proof)}`,
    ...(rows.length === 0 ? ["  nobody is promised anything: there is nothing to prove"] : []),
    ...(onlyFirstPhase ? ["  everything is in phase 1 of 2: nobody can sign on yet, and nobody could"] : []),
    `  ${holds ? "" : "NOT as it should be      "}look at it: npm run sandbox${named}      keep it: npm start -- --report report.html${named.replace(" --", "")}`,
  ];
}
