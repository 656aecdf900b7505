import assert from "node:assert/strict";
import { codeFor, guardsOf, type Attack } from "./attack";
import { good } from "./messages";
import type { Keys } from "./keys";
import { refusedBy, type Landing, type ServiceProvider, type Target } from "./target";

/** A service provider whose targets an attack is made for. */
export interface Provider<T extends Target> extends ServiceProvider {
  open(keys: Keys, checksOff?: readonly string[]): Promise<T>;
}

interface Attempt<T extends Target> {
  readonly target: T;
  readonly landing: Landing;
}

async function attempt<T extends Target>(
  provider: Provider<T>,
  { prepare }: Attack<T>,
  keys: Keys,
  send: Attack<T>["send"],
  checksOff: readonly string[] = [],
): Promise<Attempt<T>> {
  const opened = await provider.open(keys, checksOff);
  const { target, kept = "" } = (await prepare?.(opened)) ?? { target: opened };
  return { target, landing: await target.post(send(target, kept)) };
}

/** It is refused by its first check, with the right code, and the log says what to do about it. */
function proveRefusal<T extends Target>(
  provider: Provider<T>,
  attack: Attack<T>,
  { target, landing }: Attempt<T>,
): void {
  const refused = refusedBy(target);
  assert.ok(refused, JSON.stringify(landing));
  assert.equal(refused.check, guardsOf(attack, provider)[0], JSON.stringify(refused));
  assert.deepEqual([landing, refused.code], [{ refused: codeFor(attack, provider) }, codeFor(attack, provider)]);
  for (const part of [refused.expected, refused.found, refused.remedy]) assert.notEqual(part, "");
}

/** Each of its checks stands in its way even if the others are off, and nothing does once all are. */
async function proveGuards<T extends Target>(provider: Provider<T>, attack: Attack<T>, keys: Keys): Promise<void> {
  const guards = guardsOf(attack, provider);
  for (const guard of guards.length > 1 ? guards : []) {
    const others = guards.filter((name) => name !== guard);
    const { target, landing } = await attempt(provider, attack, keys, attack.send, others);
    assert.ok("refused" in landing, `gets in past ${guard} with ${others.join(" and ")} off`);
    assert.equal(refusedBy(target)?.check, guard, JSON.stringify(refusedBy(target)));
  }
  const { admits = "self" } = attack;
  if (admits === "nobody") return;
  const { target, landing } = await attempt(provider, attack, keys, attack.send, guards);
  if (admits === "over") {
    assert.ok("in" in landing, JSON.stringify(refusedBy(target)));
    return;
  }
  const name = admits === "self" ? target.self : admits === "victim" ? target.victim.name : admits.name;
  assert.deepEqual(landing, { in: name }, JSON.stringify(refusedBy(target)));
}

/** One without a twin of its own is compared with the plain response, which is tested once for all of them. */
async function proveTwin<T extends Target>(provider: Provider<T>, attack: Attack<T>, keys: Keys): Promise<void> {
  if (!attack.twin && !attack.prepare) return;
  const { target, landing } = await attempt(provider, attack, keys, attack.twin ?? good);
  assert.deepEqual(landing, { in: attack.twinIs ?? target.self }, JSON.stringify(refusedBy(target)));
}

/**
 * One test for each attack that applies: refused, by these checks and nothing else, and accepted one thing apart. In the end the
 * response as the identity provider makes it is accepted, at the one sign-on on which all attacks were tried: they use nothing up.
 */
export function describeAttacks<T extends Target>(
  provider: Provider<T>,
  attacks: readonly Attack<T>[],
  keys: () => Keys,
): void {
  let target: T;
  before(async () => {
    target = await provider.open(keys());
  });
  for (const attack of applicable(attacks, provider)) {
    it(`${attack.name}: ${guardsOf(attack, provider).join(", then ")}`, async () => {
      const tried = attack.prepare
        ? await attempt(provider, attack, keys(), attack.send)
        : { target, landing: await target.post(attack.send(target, "")) };
      // Whoever got in has used the sign-on up: the next attack needs another one, or it would fail as well.
      if ("in" in tried.landing && !attack.prepare) target = await provider.open(keys());
      proveRefusal(provider, attack, tried);
      await proveGuards(provider, attack, keys());
      await proveTwin(provider, attack, keys());
    });
  }
  it("and accepts the response as the identity provider makes it, after all of these", async () => {
    assert.deepEqual(await target.post(good(target)), { in: target.self }, JSON.stringify(refusedBy(target)));
  });
}

export const applicable = <T extends Target>(attacks: readonly Attack<T>[], provider: ServiceProvider) =>
  attacks.filter(({ of = () => true }) => of(provider));

/** The first attack that each check stands against first, of those that need no preparation. */
export function oneForEachCheck<T extends Target>(
  attacks: readonly Attack<T>[],
  provider: ServiceProvider,
): Attack<T>[] {
  const found = new Map<string, Attack<T>>();
  for (const attack of applicable(attacks, provider).filter(({ prepare }) => !prepare)) {
    const [guard = ""] = guardsOf(attack, provider);
    if (!found.has(guard)) found.set(guard, attack);
  }
  return [...found.values()];
}

/** With a check off, only what it alone stood against gets in: all else is refused as before, one after the other. */
export async function proveIsolation<T extends Target>(
  provider: Provider<T>,
  attacks: readonly Attack<T>[],
  keys: Keys,
  off: string,
): Promise<void> {
  const target = await provider.open(keys, [off]);
  for (const attack of oneForEachCheck(attacks, provider)) {
    const [guard] = guardsOf(attack, provider);
    if (guard === off) continue;
    const landing = await target.post(attack.send(target, ""));
    assert.equal(refusedBy(target)?.check, guard, `${attack.name}: ${JSON.stringify(refusedBy(target) ?? landing)}`);
    assert.ok("refused" in landing, attack.name);
  }
}
