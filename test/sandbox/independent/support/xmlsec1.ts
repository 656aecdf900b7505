import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pem } from "./pem";

const assertion = "urn:oasis:names:tc:SAML:2.0:assertion:Assertion";
const descriptor = "urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor";

/** What is signed, for xmlsec1, which knows of no ID attributes by itself. */
export type Signed = typeof assertion | typeof descriptor;
export const signedBy = { assertion, descriptor } as const;

/** The version that is installed, or nothing. */
export function findXmlsec1(): string | undefined {
  const { status, stdout } = spawnSync("xmlsec1", ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** Skips the test where xmlsec1 is missing, and says so. */
export function requireXmlsec1(test: Mocha.Context): void {
  if (findXmlsec1() !== undefined) return;
  console.log(
    "      SKIPPED: xmlsec1 is not installed; `apt-get install xmlsec1` (Debian), `brew install libxmlsec1` (macOS)",
  );
  test.skip();
}

/**
 * Verifies the signature in each document with this certificate's key, in one run of xmlsec1. Certificates in KeyInfo are not read.
 * Returns what xmlsec1 said, if it did not say that all are good.
 */
export function verifyWithXmlsec1(
  documents: readonly string[],
  certificate: string,
  signed: Signed,
): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "xmlsec1-"));
  try {
    const write = (name: string, text: string): string => {
      const file = join(folder, name);
      writeFileSync(file, text);
      return file;
    };
    const key = write("key.pem", pem(certificate));
    const files = documents.map((xml, index) => write(`${index}.xml`, xml));
    // Key data "rsa" alone: the message's own X509Data is none.
    const options = ["--enabled-reference-uris", "same-doc", "--enabled-key-data", "rsa", "--pubkey-cert-pem", key];
    const { status, stdout, stderr } = spawnSync(
      "xmlsec1",
      ["--verify", ...options, "--id-attr:ID", signed, ...files],
      { encoding: "utf8" },
    );
    const good = `${stdout}${stderr}`.match(/^OK$/gm)?.length ?? 0;
    return status === 0 && good === documents.length ? undefined : `${good} of ${documents.length}: ${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
