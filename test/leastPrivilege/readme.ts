import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const readme = readFileSync(resolve(__dirname, "..", "..", "README.md"), "utf8");

/** What stands between two texts of the README; both have to be there. */
function between(start: string, end: string): string {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`README.md no longer has "${start}" … "${end}"`);
  return readme.slice(from + start.length, to);
}

const codeSpans = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

/** Application permissions of Microsoft Graph: the first column of the table. */
export const graphPermissions = (): string[] =>
  between("| permission | for |", "**Alibaba Cloud**")
    .split("\n")
    .flatMap((row) => codeSpans(row.split("|")[1] ?? ""))
    .sort();

/** RAM actions: "`ram:` `CreateRole GetRole`" and "`sts:AssumeRole`". */
export function ramActions(): string[] {
  const text = between("**Alibaba Cloud**: a RAM user", "The sandbox's deployer has exactly these permissions");
  let product = "";
  return codeSpans(text)
    .flatMap((code) => {
      if (/^\w+:$/.test(code)) {
        product = code;
        return [];
      }
      if (/^[a-z]+:\w+$/.test(code)) return [code];
      // A key of the configuration, such as `assumeRole`, begins with a small letter.
      return /^[A-Z]/.test(code) ? code.split(/\s+/).map((action) => `${product}${action}`) : [];
    })
    .sort();
}
