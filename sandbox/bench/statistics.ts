/** The middle one; of an even number, halfway between the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** A quantity at one size. */
export interface Point {
  readonly size: number;
  readonly value: number;
}

/** What one more of `size` costs, between two sizes. */
export interface Slope {
  readonly from: number;
  readonly to: number;
  readonly perOne: number;
}

/** Between each size and the next larger one. Equal slopes: the quantity grows in a straight line. */
export function slopes(points: readonly Point[]): Slope[] {
  const sorted = [...points].sort((one, other) => one.size - other.size);
  return sorted.slice(1).flatMap((upper, index) => {
    const lower = sorted[index];
    if (!lower || lower.size === upper.size) return [];
    return [{ from: lower.size, to: upper.size, perOne: (upper.value - lower.value) / (upper.size - lower.size) }];
  });
}

/** How many there are of each. */
export function countBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1;
  return counts;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
