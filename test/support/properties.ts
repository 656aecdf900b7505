import fc from "fast-check";

/** A text somebody got at: spans cut out, doubled, moved, replaced; snippets of that kind of text put in. */
export const mutated = (original: string, snippets: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(mutation(original.length, snippets), { minLength: 1, maxLength: 3 })
    .map((mutations) => mutations.reduce((text, change) => change(text), original))
    .filter((text) => text !== original);

type Change = (text: string) => string;

function mutation(length: number, snippets: readonly string[]): fc.Arbitrary<Change> {
  const place = fc.nat(length);
  const span = fc.nat(80);
  const cut = fc.tuple(place, span).map(
    ([at, size]): Change =>
      (text) =>
        text.slice(0, at) + text.slice(at + size),
  );
  const insert = fc
    .tuple(place, fc.oneof(fc.constantFrom(...snippets), fc.string({ maxLength: 8, unit: "binary" })))
    .map(
      ([at, more]): Change =>
        (text) =>
          text.slice(0, at) + more + text.slice(at),
    );
  const double = fc.tuple(place, span, place).map(
    ([at, size, to]): Change =>
      (text) =>
        text.slice(0, to) + text.slice(at, at + size) + text.slice(to),
  );
  const replace = fc.tuple(place, fc.string({ minLength: 1, maxLength: 1, unit: "grapheme" })).map(
    ([at, other]): Change =>
      (text) =>
        text.slice(0, at) + other + text.slice(at + 1),
  );
  return fc.oneof(cut, insert, double, replace);
}

/** Runs `read`; what it throws must be of that class. Gives nothing where it threw. */
export function readOrRefuse<T>(read: () => T, refusal: abstract new (...args: never[]) => Error): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof refusal) return undefined;
    throw error;
  }
}
