import type { Fault } from "../fault";
import { applicationFaults, entriesOf, principalFaults } from "../rules";

/** Rules between several fields of `balenaSso`, as it was written. */
export const balenaSsoFaults = (balenaSso: unknown): Fault[] =>
  entriesOf(balenaSso).flatMap(([key, entry]) => {
    const path = ["balenaSso", key];
    return [...applicationFaults(path, entry), ...principalFaults(path, entry)];
  });
