import { badRequest } from "./errors";
import type { Json } from "./types";

/** Microsoft Entra, "Password policies that only apply to cloud user accounts": lower case, upper case, digits, symbols. */
const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/];

/** Refuses a password that is too short, too long or too plain. `policies` is the user's `passwordPolicies`. */
export function checkPassword(password: string, policies: Json | undefined): void {
  const isWeakAllowed = typeof policies === "string" && policies.includes("DisableStrongPassword");
  const kinds = classes.filter((kind) => kind.test(password)).length;
  if (password.length >= 8 && password.length <= 256 && (isWeakAllowed || kinds >= 3)) return;
  throw badRequest(
    "The specified password does not comply with password complexity requirements. Please provide a different password.",
  );
}
