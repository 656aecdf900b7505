import { generateKeyPairSync, sign } from "node:crypto";
import { signOn } from "../browser/signOn";
import type { Sandbox } from "../sandbox";
import { benchUser } from "./projects";

/** Sign-ons per second, one after the other, in process: the scripted browser from the user access URL to the console. */
export async function signOnRate({ world, context }: Sandbox, start: string, count: number): Promise<number> {
  const access = {
    send: (request: Request) => world.handle(request),
    records: () => Promise.resolve(context.signOns.records),
  };
  const started = performance.now();
  for (let done = 0; done < count; done++) {
    const { outcome, facts } = await signOn(access, { start, username: benchUser });
    if (outcome !== "in") throw new Error(`sign-on ${done + 1} of ${benchUser}: ${outcome} ${JSON.stringify(facts)}`);
  }
  return (count / (performance.now() - started)) * 1000;
}

/** RSA-2048 signatures per second of this machine, on one core: each sign-on makes one, so this is the bound that nothing can pass. */
export function signingRate(milliseconds = 1000): number {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const message = Buffer.alloc(1024);
  const started = performance.now();
  let done = 0;
  while (performance.now() - started < milliseconds) {
    sign("sha256", message, privateKey);
    done++;
  }
  return (done / (performance.now() - started)) * 1000;
}
