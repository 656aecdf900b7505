import { findEngine } from "../sandbox/engine/findEngine";

/**
 * Before all tests: a real engine, which may have to be built first. That takes minutes, and no test's time limit should have to
 * allow for it. Where there is none, nothing is skipped: the run fails, with the ways to get one.
 */
export async function mochaGlobalSetup(): Promise<void> {
  const environment = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const { version, origin } = await findEngine({ environment, progress: (line) => console.log(line) });
  console.log(`pulumi ${version} (${origin})`);
}
