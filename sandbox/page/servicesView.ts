import { html } from "hono/html";
import type { Markup } from "../core/page";
import type { IdentityProviderRecord } from "../identityProviders/model/state";
import { thumbprint } from "../saml/selfSigned";
import type { ServiceRecord } from "../services/model/state";
import { badge, code, facts, list, table } from "./elements";

export function servicesView(
  services: readonly ServiceRecord[],
  identityProviders: readonly IdentityProviderRecord[],
): Markup {
  return html`<h2>Services</h2>
    ${services.length === 0 ? html`<p>The configuration has none.</p>` : ""} ${services.map(serviceView)}
    <h2>Identity providers of companies</h2>
    ${identityProviders.length === 0 ? html`<p>There is none.</p>` : ""} ${identityProviders.map(identityProviderView)}`;
}

const print = (certificate: string) => code(thumbprint(certificate).toString("hex").toUpperCase());

function serviceView(service: ServiceRecord): Markup {
  const { party, organization, entityId, identityProvider, members } = service;
  return html`<section aria-label="${party} ${service.id}">
    <h3>${party}${organization === undefined ? "" : `, ${organization}`}</h3>
    ${facts([
      [
        "Status",
        identityProvider ? badge("good", "knows Entra") : badge("quiet", "nobody has told it about Entra yet"),
      ],
      ["Entity ID", entityId === undefined ? "not entered yet" : code(entityId)],
      ["Assertion consumer URL", list(service.assertionConsumerServices.map(code))],
      ["Users begin at", service.signOnUrl === undefined ? "the identity provider" : code(service.signOnUrl)],
      ["Settings page", code(service.settingsUrl)],
      ["Takes unasked responses", service.unsolicited ? "yes" : "no"],
      ["Sends people to", identityProvider ? code(identityProvider.singleSignOnUrl) : ""],
      ["Trusts the certificates", identityProvider ? list(identityProvider.certificates.map(print)) : ""],
    ])}
    ${
      Object.keys(members).length === 0
        ? ""
        : table({
            caption: "Members",
            columns: ["Name", "Role", "Since"],
            rows: Object.values(members).map(({ name, role, since }) => [name, role, since]),
          })
    }
  </section>`;
}

function identityProviderView(provider: IdentityProviderRecord): Markup {
  const { name, issuer, signInUrl, signOutUrl = "", certificates, relyingParty, users, invented } = provider;
  return html`<section aria-label="Identity provider ${name}">
    <h3>${name}</h3>
    ${facts([
      ["Issuer", code(issuer)],
      ["Sign-in URL", code(signInUrl)],
      ["Sign-out URL", signOutUrl],
      ["Relying party", relyingParty ? code(relyingParty.entityId) : badge("quiet", "none yet")],
      ["Certificates, the first one signs", list(certificates.map(print))],
      ["Known from", invented ? "the configuration alone" : "the sample or Sandbox.yaml"],
    ])}
    ${table({
      caption: `Whom ${name} knows`,
      columns: ["User", "ImmutableID"],
      rows: users.map(({ userPrincipalName, immutableId }) => [userPrincipalName, code(immutableId)]),
    })}
  </section>`;
}
