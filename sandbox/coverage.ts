import { cloudSso } from "./alibaba/cloudsso/rpc/registry";
import { business } from "./alibaba/business/registry";
import { ims } from "./alibaba/ims/registry";
import { location } from "./alibaba/location/registry";
import { ram } from "./alibaba/ram/registry";
import { resourceManager } from "./alibaba/resourceManager/registry";
import { sts } from "./alibaba/sts/registry";
import type { SandboxContext } from "./core/context";
import { routes } from "./entra/graph/registry";

/** What of the clouds' APIs is emulated, as Markdown: read from the registries that answer the calls. */
export function coverageTable(context: SandboxContext): string {
  const nouns = [...new Set(routes.map(({ path }) => nounOf(path)))];
  const rows = [
    ...nouns.map((noun) => {
      const calls = routes.filter(({ path }) => nounOf(path) === noun);
      return [
        `Microsoft Graph \`/${noun}\``,
        calls.map(({ method, path }) => `${method} ${path.slice(noun.length + 1)}`),
      ] as const;
    }),
    ...[ram, ims, sts(context), cloudSso(context, "cn-shanghai"), location, business, resourceManager].map(
      ({ name, version, actions }) => [`Alibaba Cloud \`${name}\` ${version}`, Object.keys(actions)] as const,
    ),
  ];
  const lines = rows.map(([api, calls]) => `| ${api} | ${calls.map((call) => `\`${call.trim()}\``).join(", ")} |`);
  return ["| API | calls |", "|---|---|", ...lines].join("\n");
}

const nounOf = (path: string): string => path.split("/")[1] ?? "";
