import { operations, programs, type Operation, type Size } from "./measure";
import { median, slopes, sum, type Slope } from "./statistics";

/** Everything that one run of the bench has measured. */
export interface BenchResult {
  readonly machine: string;
  readonly engine: string;
  readonly providers: readonly string[];
  /** In the order of their size. */
  readonly sizes: readonly Size[];
  /** RSA-2048 signatures per second on one core. */
  readonly signaturesPerSecond: number;
  readonly seconds: number;
}

/** What one more role costs. */
export interface PerRole {
  readonly resources: readonly Slope[];
  /** Milliseconds of the fastest runs, stack and floor. */
  readonly milliseconds: Readonly<
    Record<Operation, { readonly stack: readonly Slope[]; readonly floor: readonly Slope[] }>
  >;
  readonly calls: Readonly<Record<Operation, readonly Slope[]>>;
  /** Of the first `up`, by service. */
  readonly callsByService: Readonly<Record<string, readonly Slope[]>>;
}

const total = (calls: Readonly<Record<string, number>>) => sum(Object.values(calls));

/** The slopes between neighbouring sizes. */
export function perRole(sizes: readonly Size[]): PerRole {
  const slopesOf = (valueOf: (size: Size) => number) =>
    slopes(sizes.map((size) => ({ size: size.roles, value: valueOf(size) })));
  const byOperation = <T>(make: (operation: Operation) => T) =>
    Object.fromEntries(operations.map((operation) => [operation, make(operation)])) as Record<Operation, T>;
  const services = servicesOf(sizes, "first up");
  return {
    resources: slopesOf(({ resources }) => resources),
    milliseconds: byOperation((operation) => ({
      stack: slopesOf(({ times }) => Math.min(...times.stack[operation])),
      floor: slopesOf(({ times }) => Math.min(...times.floor[operation])),
    })),
    calls: byOperation((operation) => slopesOf(({ calls }) => total(calls[operation]))),
    callsByService: Object.fromEntries(
      services.map((service) => [service, slopesOf(({ calls }) => calls["first up"][service] ?? 0)]),
    ),
  };
}

const servicesOf = (sizes: readonly Size[], operation: Operation) =>
  [...new Set(sizes.flatMap(({ calls }) => Object.keys(calls[operation])))].sort();

/** For people. */
export function reportText(result: BenchResult): string[] {
  const { sizes, machine, engine, providers, seconds } = result;
  return [
    `machine    ${machine}`,
    `engine     pulumi ${engine}`,
    `providers  ${providers.join(" · ")}`,
    "",
    "time in seconds: the stack, and a program of as many plain resources",
    ...table(timeRows(sizes)),
    "",
    "API calls of the stack",
    ...table(callRows(sizes)),
    "",
    "peak memory in MB",
    ...table(memoryRows(sizes)),
    "",
    "sign-ons, and the RSA-2048 signatures that this machine can make (each sign-on makes one)",
    ...table(signOnRows(result)),
    "",
    `measured in ${Math.round(seconds)} s`,
  ];
}

function timeRows(sizes: readonly Size[]): string[][] {
  const slope = perRole(sizes);
  return [
    ["roles", "resources", "", "runs", "stack min", "median", "floor min", "median", "stack/floor"],
    ...sizes.flatMap(({ roles, resources, times }) =>
      operations.map((operation, index) => {
        const [stack, floor] = [times.stack[operation], times.floor[operation]];
        return [
          ...(index === 0 ? [String(roles), String(resources)] : ["", ""]),
          operation,
          String(stack.length),
          ...[stack, floor].flatMap((values) => [inSeconds(Math.min(...values)), inSeconds(median(values))]),
          (median(stack) / median(floor)).toFixed(2),
        ];
      }),
    ),
    ...slope.resources.flatMap(({ from, to, perOne }, index) =>
      operations.map((operation, row) => {
        const { stack, floor } = slope.milliseconds[operation];
        return [
          ...(row === 0 ? [`+1 (${from}-${to})`, `+${number(perOne)}`] : ["", ""]),
          operation,
          "",
          inSeconds(stack[index]?.perOne ?? NaN),
          "",
          inSeconds(floor[index]?.perOne ?? NaN),
          "",
          "",
        ];
      }),
    ),
  ];
}

function callRows(sizes: readonly Size[]): string[][] {
  const services = servicesOf(sizes, "first up");
  const slope = perRole(sizes);
  return [
    ["roles", ...operations, "of the first up:", ...services],
    ...sizes.map(({ roles, calls }) => [
      String(roles),
      ...operations.map((operation) => String(total(calls[operation]))),
      "",
      ...services.map((service) => String(calls["first up"][service] ?? 0)),
    ]),
    ...slope.resources.map(({ from, to }, index) => [
      `+1 (${from}-${to})`,
      ...operations.map((operation) => `+${number(slope.calls[operation][index]?.perOne ?? NaN)}`),
      "",
      ...services.map((service) => `+${number(slope.callsByService[service]?.[index]?.perOne ?? NaN)}`),
    ]),
  ];
}

function memoryRows(sizes: readonly Size[]): string[][] {
  const kinds = [
    ...new Set(sizes.flatMap(({ memory }) => programs.flatMap((program) => Object.keys(memory[program] ?? {})))),
  ].sort();
  if (kinds.length === 0) return [["not measured: this system has no /proc"]];
  return [
    ["roles", "", ...kinds],
    ...sizes.flatMap(({ roles, memory }) =>
      programs.map((program) => [
        program === "stack" ? String(roles) : "",
        program,
        ...kinds.map((kind) => {
          const bytes = memory[program]?.[kind];
          return bytes === undefined ? "-" : String(Math.round(bytes / 1e6));
        }),
      ]),
    ),
  ];
}

const signOnRows = ({ sizes, signaturesPerSecond }: BenchResult): string[][] => [
  ["roles of the user", "sign-ons per s", "ms each", "signatures per s", "ms each"],
  ...sizes.map(({ roles, signOnsPerSecond }) => [
    String(roles),
    signOnsPerSecond.toFixed(0),
    (1000 / signOnsPerSecond).toFixed(2),
    signaturesPerSecond.toFixed(0),
    (1000 / signaturesPerSecond).toFixed(2),
  ]),
];

const inSeconds = (milliseconds: number) => (milliseconds / 1000).toFixed(milliseconds < 100 ? 3 : 2);

/** Whole numbers stay whole. */
const number = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(2));

/** Columns of equal width; what begins with a digit or sign stands to the right, words to the left. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => (/^[+-]?[\d.]+$/.test(cell) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join("  ")}`.trimEnd(),
  );
}
