import tls from "node:tls";
import type { Sandbox } from "../../sandbox/sandbox";

/**
 * Runs `work` as a client of the sandbox: with the environment that any client gets, and with the door's authority trusted.
 * Node reads NODE_EXTRA_CA_CERTS at its start only, so in this process the authority is added to each new TLS context instead.
 */
export async function asClientOf<T>({ environment, door }: Sandbox, work: () => Promise<T>): Promise<T> {
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  const { createSecureContext } = tls;
  Object.assign(process.env, environment);
  tls.createSecureContext = (options) => {
    const secure = createSecureContext(options);
    (secure.context as { addCACert(pem: string): void }).addCACert(door.caPem);
    return secure;
  };
  try {
    return await work();
  } finally {
    tls.createSecureContext = createSecureContext;
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}
