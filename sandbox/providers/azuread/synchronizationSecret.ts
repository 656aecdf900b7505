import type { ResourceType } from "../resourceType";
import { objects, type Properties, text } from "../values";
import { isResourceId } from "../validations";
import { consistencyWait, waitFor } from "../waits";
import { type GraphClient, isNotFound } from "./graphClient";
import { explained, idCheck, saying, segment } from "./resourceIds";
import { retrying, servicePrincipalLock } from "./synchronizationJobs";

const pathOf = (id: string): string => `/servicePrincipals/${segment(id, "servicePrincipals")}/synchronization/secrets`;

const list = async (client: GraphClient, id: string): Promise<Properties[]> =>
  objects(await retrying(client, { method: "GET", path: pathOf(id) }), "value");

/** Sends the pairs and waits until as many come back; which ones is not looked at. */
async function write(
  client: GraphClient,
  id: string,
  credentials: readonly Properties[],
  doing: string,
): Promise<void> {
  await saying(
    `${doing} synchronization secret for ${id}`,
    retrying(client, { method: "PUT", path: pathOf(id), body: { value: credentials } }),
  );
  const appeared = async () => {
    try {
      return (await list(client, id)).length === credentials.length;
    } catch {
      throw new Error("retrieving resource: retrieving synchronization secret");
    }
  };
  await saying(`Waiting for synchronization secrets for ${id}`, waitFor(client.clock, appeared, consistencyWait));
}

const pairs = (inputs: Properties): Properties[] =>
  objects(inputs, "credentials").map((pair) => ({ key: text(pair, "key"), value: text(pair, "value") }));

/** Address and credentials of the target system (synchronization_secret_resource.go). */
export const synchronizationSecret: ResourceType<GraphClient> = {
  token: "azuread:index/synchronizationSecret:SynchronizationSecret",
  fields: {
    servicePrincipalId: { type: "string", is: "required", forceNew: true, validate: isResourceId("servicePrincipals") },
    credentials: {
      type: "list",
      is: "optional",
      attribute: "credential",
      // `value` is sensitive; the state keeps the whole list encrypted.
      secret: true,
      of: {
        type: "object",
        is: "required",
        fields: { key: { type: "string", is: "required" }, value: { type: "string", is: "required" } },
      },
    },
  },
  checkId: idCheck("/servicePrincipals/{id}"),

  async create(client, inputs, keep) {
    const id = text(inputs, "servicePrincipalId");
    await client.locks.hold(servicePrincipalLock(segment(id, "servicePrincipals")), () =>
      write(client, id, pairs(inputs), "Creating"),
    );
    keep(id);
  },

  async read(client, id, { state }) {
    let found: Properties[];
    try {
      found = await list(client, id);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw explained(`Retrieving synchronization secrets for ${id}`, error);
    }
    const known = objects(state ?? {}, "credentials");
    const credentials = found.map((pair) => {
      const [key, value] = [text(pair, "key"), text(pair, "value")];
      // "Use value from state if API returns * indicating sensitive data".
      const before = value === "*" ? known.find((entry) => text(entry, "key") === key) : undefined;
      return { key, value: before ? text(before, "value") : value };
    });
    return { servicePrincipalId: `/servicePrincipals/${segment(id, "servicePrincipals")}`, credentials };
  },

  async update(client, id, news) {
    await client.locks.hold(servicePrincipalLock(segment(id, "servicePrincipals")), () =>
      write(client, id, pairs(news), "Updating"),
    );
  },

  async delete(client, id, state) {
    // "We delete secrets by setting values to empty strings."
    const emptied = pairs(state).map(({ key }) => ({ key, value: "" }));
    await client.locks.hold(servicePrincipalLock(segment(id, "servicePrincipals")), async () => {
      await saying(
        `Removing synchronization secrets for ${id}`,
        retrying(client, { method: "PUT", path: pathOf(id), body: { value: emptied } }),
      );
      const gone = async () => {
        try {
          const left = await list(client, id);
          return !left.some((pair) => emptied.some(({ key }) => key === text(pair, "key")));
        } catch (error) {
          if (isNotFound(error)) return true;
          throw error;
        }
      };
      await saying(
        `Waiting for deletion of synchronization secrets ${id}`,
        waitFor(client.clock, gone, consistencyWait),
      );
    });
  },
};
