import { entraClouds } from "../../components/entra/cloud";
import { connectGraph, type Graph } from "../../components/entra/graph";
import type { Sandbox } from "../../sandbox/sandbox";
import { asClientOf } from "./asClientOf";

/** The components' own connection to Microsoft Graph, with the deployer's credentials, through the door. */
export const withGraph = <T>(sandbox: Sandbox, work: (graph: Graph) => Promise<T>): Promise<T> =>
  asClientOf(sandbox, () => work(connectGraph(entraClouds.public)));

/** A pause that passes on the sandbox's clock; `pauses` says how long each one was, in seconds. */
export function pausesOf({ context: { clock } }: Sandbox) {
  const pauses: number[] = [];
  const pause = (seconds: number) => {
    pauses.push(seconds);
    return clock.sleep(seconds * 1000);
  };
  return { pauses, pause };
}
