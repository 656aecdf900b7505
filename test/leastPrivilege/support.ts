import assert from "node:assert/strict";
import type { Sandbox } from "../../sandbox/sandbox";

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string;
}

function deployerOf({ alibaba: { state } }: Sandbox) {
  const user = state.accounts[state.deployer.accountId]?.users[state.deployer.userName];
  assert.ok(user, "there is no deployer");
  return user;
}

/** The actions that the deployer's RAM policy allows. */
export const ramActionsOf = (sandbox: Sandbox): string[] =>
  (JSON.parse(deployerOf(sandbox).policyDocument) as { Statement: readonly Statement[] }).Statement.flatMap(
    ({ Action }) => Action,
  ).sort();

/** Lets the deployer do these things, and nothing else. */
export function allow(sandbox: Sandbox, actions: readonly string[]): void {
  const Statement = [{ Effect: "Allow", Action: actions, Resource: "*" }];
  deployerOf(sandbox).policyDocument = JSON.stringify({ Version: "1", Statement });
}

/** What was refused since then for want of a permission, as the proof prints it. */
export const missingSince = ({ context: { journal } }: Sandbox, start: number): string[] => [
  ...new Set(
    journal.entries
      .slice(start)
      .filter(({ outcome }) => outcome !== "ok")
      .flatMap(({ detail }) => (typeof detail?.missing === "string" ? [detail.missing] : [])),
  ),
];
