/** One thing that a person does, with the values that it needs. */
export interface HandOffStep {
  readonly step: string;
  /** By the name that the other console gives the field. */
  readonly values?: Readonly<Record<string, string>>;
}

/** Steps as numbered text: it is read in a terminal, a ticket or an e-mail. */
export function handOffText(title: string, steps: readonly HandOffStep[]): string {
  const lines = steps.flatMap(({ step, values = {} }, index) => {
    const width = Math.max(0, ...Object.keys(values).map((name) => name.length));
    return [
      `${index + 1}. ${step}`,
      ...Object.entries(values).map(([name, value]) => `     ${name.padEnd(width)}  ${value}`),
    ];
  });
  return [title, "", ...lines, ""].join("\n");
}
