import type { AppRole } from "../model/types";
import { flag, list, orNull, text } from "./body";

/** An app role in a request. */
export const appRoleFields = {
  id: text,
  allowedMemberTypes: list(text),
  displayName: orNull(text),
  description: orNull(text),
  value: orNull(text),
  isEnabled: flag,
  origin: orNull(text),
};

/** Properties that a role lacks have their defaults. */
export const appRoleOf = (role: Partial<Omit<AppRole, "origin">>, origin: AppRole["origin"]): AppRole => ({
  id: role.id ?? "",
  allowedMemberTypes: role.allowedMemberTypes ?? [],
  displayName: role.displayName ?? null,
  description: role.description ?? null,
  value: role.value ?? null,
  isEnabled: role.isEnabled ?? true,
  origin,
});
