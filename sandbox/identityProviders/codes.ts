/** What people see who are not let in, or administrators whose settings are not taken: made up, each product has its own. */
export const code = {
  form: "InvalidForm",
  metadata: "InvalidMetadata",
  request: "InvalidAuthnRequest",
  relyingParty: "UnknownRelyingParty",
  person: "UnknownUser",
  logout: "InvalidLogoutRequest",
} as const;

const messages: Readonly<Record<string, string>> = {
  [code.form]: "The form is invalid.",
  [code.request]: "The sign-in request is invalid.",
  [code.relyingParty]: "The application is not known here.",
  [code.person]: "This user name is not known here.",
  [code.logout]: "The sign-out request is invalid.",
};

/** People are told no reasons: those are in the sign-on log. */
export const messageFor = (refusal: string): string => messages[refusal] ?? "Sign-in failed.";
