import { createHash, randomBytes } from "node:crypto";

/** Where every identifier of the sandbox comes from, so that a test can have the same ones again. */
export interface Ids {
  uuid(): string;
  /** `length` hexadecimal digits, lower case. */
  hex(length: number): string;
  /** `length` decimal digits, the first one not zero. */
  digits(length: number): string;
}

function fromBytes(bytes: (count: number) => Buffer): Ids {
  const hex = (length: number) =>
    bytes(Math.ceil(length / 2))
      .toString("hex")
      .slice(0, length);
  return {
    hex,
    uuid() {
      const raw = bytes(16);
      raw.writeUInt8((raw.readUInt8(6) & 0x0f) | 0x40, 6);
      raw.writeUInt8((raw.readUInt8(8) & 0x3f) | 0x80, 8);
      return raw.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    },
    digits(length) {
      const raw = bytes(length);
      return Array.from(raw, (byte, index) => (index === 0 ? 1 + (byte % 9) : byte % 10)).join("");
    },
  };
}

export const randomIds = (): Ids => fromBytes(randomBytes);

/** The same sequence for the same seed. */
export function seededIds(seed: string): Ids {
  let counter = 0;
  return fromBytes((count) => {
    const blocks: Buffer[] = [];
    for (let size = 0; size < count; size += 32) {
      blocks.push(
        createHash("sha256")
          .update(`${seed}/${String(counter++)}`)
          .digest(),
      );
    }
    return Buffer.concat(blocks).subarray(0, count);
  });
}
