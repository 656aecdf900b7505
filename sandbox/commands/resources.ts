import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectName } from "../engine/projectCopy";
import { stackFile } from "../engine/stackState";
import { projectFolder, sandboxFolder } from "./folder";

interface State {
  readonly checkpoint?: { readonly latest?: { readonly resources?: readonly { readonly type: string }[] } };
}

/** How many resources a stack has in the sandbox. Itself and its providers don't count: they are there before anything is made. */
export function resourcesOf(stack: string, project = projectFolder, folder = sandboxFolder): number {
  const file = stackFile(join(folder, "state"), projectName(project), stack);
  if (!existsSync(file)) return 0;
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as State;
  return (checkpoint?.latest?.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:")).length;
}
