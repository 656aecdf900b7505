import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { JournalEntry } from "../../sandbox/core/journal";
import type { Behaviour, Strikes } from "../../sandbox/core/settings";
import { hasChanges, type Update } from "../../sandbox/engine/workspace";
import { assertHolds, assertOk, Lab } from "../e2e/support";

/** Ids are different in each life of a stack. */
const withoutIds = (line: string) =>
  line.replace(/ \([\w-]+\)$/, "").replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "…");

/** A lab with one small stack in it, whose clouds can be made to misbehave while they are open. */
export class FaultLab {
  private constructor(
    readonly lab: Lab,
    private readonly strikes: Strikes[],
  ) {}

  static async open(system: keyof typeof stackOf, behaviour?: Partial<Behaviour>): Promise<FaultLab> {
    const strikes: Strikes[] = [];
    const lab = await Lab.open("global", { ...behaviour, strikes });
    lab.only(stackOf[system], system === "accounts" ? "roleSso" : system);
    // One role is enough, and nobody who is made by a system that is left out.
    if (system === "roleSso")
      lab.edit("dev", ({ accounts: { main } }) => {
        main.roles.admin.users = ["b.simon@contoso.com"];
        delete (main.roles as Partial<typeof main.roles>).auditor;
      });
    return new FaultLab(lab, strikes);
  }

  strike(...strikes: readonly Strikes[]): void {
    this.strikes.splice(0, this.strikes.length, ...strikes.map((one) => ({ ...one })));
  }

  get journal() {
    return this.lab.workbench.sandbox.context.journal;
  }

  /** What a deployer has made in both clouds, without ids. */
  inventory(): string[] {
    return this.lab.inventory().map(withoutIds).sort();
  }

  /** `up`, and as long as it fails `up --refresh`: all of them, the last one went well. */
  async converge(stack: string, most: number): Promise<Update[]> {
    const updates = [await this.lab.up(stack)];
    while (!updates.at(-1)?.ok && updates.length < most) updates.push(await this.lab.up(stack, "--refresh"));
    const last = updates.at(-1);
    assert.ok(last);
    assertOk(last);
    return updates;
  }

  /** As after an `up` on a good day: the proof holds, `up` again changes nothing, nothing is lost, doubled or orphaned. */
  async assertAsHealthy(stack: string, healthy: readonly string[]): Promise<void> {
    this.strike();
    assertHolds(await this.lab.prove(stack));
    assert.deepEqual(this.inventory(), healthy);
    const again = await this.lab.up(stack);
    assertOk(again);
    assert.ok(!hasChanges(again), again.output);
  }

  async empty(stack: string): Promise<void> {
    this.strike();
    assertOk(await this.lab.workbench.workspace.destroy(stack));
    assert.deepEqual(this.lab.inventory(), []);
  }

  /**
   * `up`, killed with everything that it has started, as soon as a cloud has done the call and before its answer goes out. True if it
   * came to that.
   */
  async upKilledAfter(stack: string, isCall: (entry: Omit<JournalEntry, "at">) => boolean): Promise<boolean> {
    const { workspace, engine } = this.lab.workbench;
    await workspace.select(stack);
    const args = ["up", "--stack", stack, "--yes", "--skip-preview", "--non-interactive", "--color", "never"];
    const child = spawn(join(engine.bin, "pulumi"), args, {
      cwd: workspace.projectFolder,
      env: { ...process.env, ...workspace.environment },
      stdio: "ignore",
      detached: true,
    });
    const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
    const { journal } = this;
    const add = journal.add.bind(journal);
    let killed = false;
    journal.add = (entry) => {
      add(entry);
      if (killed || !isCall(entry) || child.pid === undefined) return;
      killed = true;
      process.kill(-child.pid, "SIGKILL");
    };
    await ended;
    journal.add = add;
    return killed;
  }
}

/** `accounts` are several of `roleSso`. */
const stackOf = { roleSso: "dev", accounts: "prod", cloudSso: "dev", samlApps: "prod" } as const;
