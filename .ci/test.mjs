// Runs the README's test command, shows what it prints, and ends with one line of true totals.
import { spawn } from "node:child_process";

// Colours would hide the totals from who reads them.
const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" };
const child = spawn("npm", ["test"], { stdio: ["ignore", "pipe", "inherit"], env });
let output = "";
child.stdout.on("data", (chunk) => {
  output += chunk;
  process.stdout.write(chunk);
});
child.on("close", (code) => {
  const count = (word) => Number(output.match(new RegExp(`^\\s*(\\d+) ${word}\\b`, "m"))?.[1] ?? 0);
  const [passed, failed, skipped] = [count("passing"), count("failing"), count("pending")];
  // A run that broke off before its totals has failed, whatever it counted.
  const broken = code !== 0 && failed === 0 ? 1 : 0;
  if (skipped > 0) console.log(`${skipped} skipped, each for want of a tool that is named above`);
  console.log(`${passed} passed, ${failed + broken} failed`);
  process.exitCode = passed === 0 || failed + broken > 0 ? 1 : 0;
});
