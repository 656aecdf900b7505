import { myAppsUrl } from "../entra/federation/myApps";
import type { EntraCloud } from "../entra/clouds";
import type { Outputs } from "../proof/givenOut";

/** A place where somebody can begin. */
export interface Start {
  readonly name: string;
  readonly url: string;
}

const record = (value: unknown): Outputs =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Outputs) : {};

/** From both sides of each application that the stack gives out, Alibaba Cloud's first, and Entra itself. */
export function startsOf({ roleSso, ...others }: Outputs, cloud: EntraCloud): Start[] {
  const starts = Object.entries({ roleSso, ...others }).flatMap(([system, applications]) =>
    Object.entries(record(applications)).flatMap(([key, application]) => {
      const { signOnUrl, userAccessUrl } = record(application);
      return [
        { name: `${system}.${key}, from the service`, url: signOnUrl },
        { name: `${system}.${key}, from My Apps`, url: userAccessUrl },
      ].filter((start): start is Start => typeof start.url === "string" && /^https:/.test(start.url));
    }),
  );
  return [...starts, { name: "Microsoft Entra ID itself (My Apps)", url: myAppsUrl(cloud) }];
}
