import type { SandboxContext } from "../../core/context";
import { selfSigned, type KeyPair } from "../../saml/selfSigned";

/** With what a directory of this region signs its SAML requests. Ten years [unverified]. */
export function signingKey({ clock, ids }: Pick<SandboxContext, "clock" | "ids">, region: string): Promise<KeyPair> {
  const notBefore = clock.now();
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + 10);
  const commonName = `signin-${region}.alibabacloudsso.com`;
  return selfSigned({ commonName, serial: `00${ids.hex(16)}`, notBefore, notAfter });
}
