import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeptProof } from "../page/source";

/** Beside the clouds that it is about; forgotten with them. */
export const proofsFolder = "proofs";

const fileOf = (folder: string, stack: string) => join(folder, proofsFolder, `${stack}.json`);

/** So that the local page has something to show after `npm start`. Its messages are nobody else's business. */
export function keepProof(folder: string, stack: string, proof: KeptProof): void {
  mkdirSync(join(folder, proofsFolder), { recursive: true });
  writeFileSync(fileOf(folder, stack), JSON.stringify(proof), { mode: 0o600 });
}

/** The last proof of a stack; nothing if there was none, or none that this version can read. */
export function keptProof(folder: string, stack: string): KeptProof | undefined {
  try {
    const kept = JSON.parse(readFileSync(fileOf(folder, stack), "utf8")) as Partial<KeptProof>;
    return Array.isArray(kept.proof?.rows) ? (kept as KeptProof) : undefined;
  } catch {
    return undefined;
  }
}
