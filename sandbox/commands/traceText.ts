import type { SignOnTrace } from "../browser/signOn";
import type { CheckResult } from "../core/checks";
import type { SignOnRecord } from "../core/signOnLog";

const mark = { pass: "ok  ", fail: "FAIL", off: "off ", "not reached": "-   " } as const;

/** A sign-on for people: the pages, then what each party checked, with the rule's words and what to change. */
export function traceText({ intent, outcome, facts, offered, steps, records }: SignOnTrace): string[] {
  return [
    `${intent.username} opens ${intent.start}`,
    "",
    ...steps.map(({ method, url, status, title }) => `  ${method.padEnd(4)} ${status}  ${shortened(url)}  ${title}`),
    ...(offered.length > 0 ? ["", "  offered:", ...offered.map((value) => `    ${value}`)] : []),
    ...records.flatMap(recordText),
    "",
    `  ${outcome}: ${Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(" · ")}`,
  ];
}

const recordText = ({ party, step, verdict }: SignOnRecord): string[] => [
  "",
  `  ${party}: ${step}`,
  ...verdictText(verdict.results),
];

/** Each rule, and of those that failed, what to change. */
export const verdictText = (results: readonly CheckResult[]): string[] =>
  results.flatMap(({ check, rule, outcome, refusal, source }) => [
    `    ${mark[outcome]}  ${check.padEnd(24)} ${rule}`,
    ...(refusal
      ? [
          `          expected  ${refusal.expected}`,
          `          found     ${refusal.found}`,
          `          change    ${refusal.remedy}`,
          `          source    ${source}`,
        ]
      : []),
  ]);

const shortened = (url: string) => (url.length > 110 ? `${url.slice(0, 107)}...` : url);
