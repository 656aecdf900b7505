/** What to do where the clouds differ from the configuration; nothing where they don't. */
export const adviceFor = (differences: readonly string[]): string | undefined =>
  differences.some((line) => line.startsWith("deployed: "))
    ? 'What to do: "promised, but not so" is in the configuration and not in the clouds, "not promised" the other way round. ' +
      "pulumi up --refresh brings back what somebody changed by hand, what somebody added has to go by hand. " +
      "If that changes nothing, it is a mistake of this project."
    : undefined;
