/**
 * Who may assume a role: holders of an assertion of this SAML provider that was made for this edition's sign-in page.
 * Without the recipient any other service that receives an assertion of the same identity provider could trade it for the role.
 * The action is `sts:AssumeRole`, also for SAML. Source: RAM documentation, "Create a RAM role for a trusted IdP" (2025-12-18).
 *
 * The key order is fixed, so the text is the same at every run and no update is planned.
 */
export function trustPolicy(samlProviderArn: string, recipient: string): string {
  return JSON.stringify({
    Version: "1",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Federated: [samlProviderArn] },
        Condition: { StringEquals: { "saml:recipient": recipient } },
      },
    ],
  });
}
