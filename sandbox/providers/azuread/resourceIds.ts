/** The last segment of an id such as `/applications/<uuid>`; also of longer ids, by the collection's name. */
export function segment(id: string, collection: string): string {
  const parts = id.split("/");
  const value = parts[parts.findIndex((part) => part.toLowerCase() === collection.toLowerCase()) + 1];
  if (!parts.some((part) => part.toLowerCase() === collection.toLowerCase()) || !value) {
    throw new Error(`parsing "${id}": the segment "${collection}" was not found`);
  }
  return value;
}

/** Complains about an id that has not the form of `pattern`, such as "/applications/{id}/appRoles/{roleId}". */
export const idCheck =
  (pattern: string) =>
  (id: string): string | undefined => {
    const form = new RegExp(`^${pattern.replace(/\{[^}]+\}/g, "[^/]+")}$`);
    return form.test(id) ? undefined : `parsing "${id}": expected an id of the form ${pattern}`;
  };

/** The error behind a summary, as the real provider's diagnostics are. */
export const explained = (summary: string, error: unknown): Error =>
  new Error(`${summary}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });

/** Runs `work`; what it throws is put behind a summary. */
export async function saying<T>(summary: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw explained(summary, error);
  }
}

/** The two wordings of "it is already there" (internal/helpers/tf/errors.go): typed resources and older ones. */
export const requiresImport = (type: string, id: string): Error =>
  new Error(
    `a resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. ` +
      `Please see the resource documentation for "${type}" for more information`,
  );

export const existsAlready = (type: string, id: string): Error =>
  new Error(
    `A resource with the ID "${id}" already exists: To be managed via Terraform, this resource needs to be imported into the State. ` +
      `Please see the resource documentation for "${type}" for more information.`,
  );

export const sameId = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** Quotes doubled, as OData wants them. */
export const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
