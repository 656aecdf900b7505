import { YAMLParseError } from "yaml";

/** Why a file is no YAML, for people: the file, the line, the fault and the lines around it. */
export function yamlFault(file: string, error: unknown): string {
  if (!(error instanceof YAMLParseError)) {
    return `${file} can't be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  const [start] = error.linePos ?? [];
  const where = start ? `, line ${String(start.line)}, column ${String(start.col)}` : "";
  // The library ends its first sentence with the place, and shows the lines after it.
  return `${file}${where}: not valid YAML: ${error.message.replace(/ at line \d+, column \d+/, "").trim()}`;
}
