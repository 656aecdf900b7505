import { cloudSsoApi } from "../../components/alibaba/cloudSso/service";
import { connectOpenApi, type OpenApi, type OpenApiTarget } from "../../components/alibaba/openApi";
import { createDirectory } from "../../sandbox/alibaba/cloudsso/model/directories";
import type { CloudSsoDirectory } from "../../sandbox/alibaba/cloudsso/model/state";
import type { Sandbox } from "../../sandbox/sandbox";
import { asClientOf } from "./asClientOf";

export const cloudSsoOfShanghai = cloudSsoApi("cn-shanghai");

/** The components' own connection to an OpenAPI, with the deployer's credentials, through the door. `pauses` are milliseconds. */
export function withOpenApi<T>(
  sandbox: Sandbox,
  work: (api: OpenApi, pauses: readonly number[]) => Promise<T>,
  target: OpenApiTarget = cloudSsoOfShanghai,
): Promise<T> {
  const pauses: number[] = [];
  const pause = (milliseconds: number) => {
    pauses.push(milliseconds);
    return Promise.resolve();
  };
  return asClientOf(sandbox, () => work(connectOpenApi(target, pause), pauses));
}

/** A directory of the deployer's account, as an administrator would have made it. */
export function makeDirectory({ alibaba }: Sandbox, directoryName = "theirs"): CloudSsoDirectory {
  const key = { certificate: "", privateKey: "" };
  return createDirectory(alibaba.cloud, alibaba.deployer.accountId, { region: "cn-shanghai", directoryName, key });
}
