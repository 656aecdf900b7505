import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** A Chromium on PATH, if there is one. */
export function findChromium(path = process.env.PATH ?? ""): string | undefined {
  const candidates = path.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What whoever reads the log has to know. */
export const noChromium =
  "SKIPPED: the local page was not tried in a real browser, as no Chromium is on PATH (Debian: apt-get install chromium)";

/** Without a network: every name but the loopback address is unknown to it. */
export const launch = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      // Chromium's own sandbox does not work for root, as which containers run.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
