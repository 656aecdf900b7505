import type { Verdict } from "../../core/checks";
import { CloudError } from "../../core/cloudError";
import type { SandboxContext } from "../../core/context";
import { assertionOf } from "../../saml/checks/exchange";
import { openSession } from "../model/identities";
import type { Parameters } from "../rpc/parameters";
import type { Call, Reply } from "../rpc/product";
import { acceptAssertion, acceptRole } from "../sp/accept";
import { editions, type Edition } from "../sp/editions";
import type { RoleExchange, RoleTaking } from "../sp/exchange";
import { apiMessage } from "../sp/messages";
import { rememberAssertion } from "../sp/session";
import { encodeSession, refuseSessionPolicy, requireDuration } from "./assumeRole";

const party = "Alibaba Cloud STS";

/**
 * Trades a SAML response for credentials, without a signature (STS API reference, AssumeRoleWithSAML), through the same checks
 * as the console. The claim SessionDuration does not count here, only DurationSeconds.
 */
export function assumeRoleWithSamlAction(context: SandboxContext, { cloud, parameters }: Omit<Call, "caller">): Reply {
  const roleArn = required(parameters, "RoleArn");
  const providerArn = required(parameters, "SAMLProviderArn");
  refuseSessionPolicy(parameters);
  const { verdict, exchange } = firstFit(context, { cloud, parameters }, required(parameters, "SAMLAssertion"));
  record(context, "the assertion", verdict, exchange);
  if (exchange.signature?.weak) warn(context);
  const assertion = assertionOf(exchange);
  const taking: RoleTaking = {
    cloud,
    edition: exchange.edition,
    issuer: assertion.issuer ?? "",
    certificate: exchange.signature?.certificate,
    recipient: assertion.subjectConfirmations[0]?.recipient ?? "",
    offered: exchange.roleValues ?? [],
    value: offeredValue(exchange, roleArn, providerArn),
  };
  record(context, `the role ${roleArn}`, acceptRole(context, taking), exchange);
  const { account, role } = taking;
  if (!account || !role) throw new CloudError("EntityNotExist.RoleArn", "The specified Role does not exists.");
  const session = openSession(cloud, account, role, exchange.sessionName ?? "", requireDuration(parameters, role));
  rememberAssertion(cloud, assertion.id ?? "", assertion.conditions?.notOnOrAfter ?? session.expires);
  return { ...encodeSession(session), SAMLAssertionInfo: assertionInfo(exchange) };
}

function required(parameters: Parameters, name: string): string {
  const value = parameters.text(name);
  if (value === undefined) throw new CloudError(`MissingParameter.${name}`, `Parameter ${name} is required.`);
  return value;
}

/** Which edition an assertion is for is said only by the assertion itself: it must pass the checks of one of them. */
function firstFit(
  context: SandboxContext,
  { cloud }: Omit<Call, "caller">,
  encoded: string,
): ReturnType<typeof acceptAssertion> {
  const attempts = editions.map((edition: Edition) => acceptAssertion(context, cloud, edition, encoded));
  const reached = ({ verdict }: (typeof attempts)[number]) =>
    verdict.results.filter(({ outcome }) => outcome === "pass").length;
  return attempts.reduce((best, attempt) => (reached(attempt) > reached(best) ? attempt : best));
}

/** The pair as the assertion spells it, in either order and with the role in any case; else as it was asked for. */
function offeredValue({ roleValues = [] }: RoleExchange, roleArn: string, providerArn: string): string {
  const key = (parts: readonly string[]) =>
    parts
      .map((part) => (part.includes(":role/") ? part.toLowerCase() : part))
      .sort()
      .join();
  const wanted = key([roleArn, providerArn]);
  return roleValues.find((value) => key(value.split(",")) === wanted) ?? `${roleArn},${providerArn}`;
}

function record(context: SandboxContext, what: string, verdict: Verdict, exchange: RoleExchange): void {
  const step = `${verdict.accepted ? "accept" : "refuse"} ${what}`;
  context.signOns.add({ party, step, verdict, saml: exchange.xml });
  if (verdict.refused) throw new CloudError(verdict.refused.code, apiMessage(verdict.refused), { ...verdict.refused });
}

/** As the sign-in page does: SHA-1 is taken, and noted. */
function warn({ journal }: SandboxContext): void {
  const detail = { warning: "signed with SHA-1" };
  journal.add({ service: "sts", action: "AssumeRoleWithSAML", caller: "anonymous", outcome: "ok", detail });
}

/** The prefix of SAML 2.0 is cut from the format, as the reference says. */
function assertionInfo(exchange: RoleExchange): Record<string, unknown> {
  const { nameIds, subjectConfirmations, issuer } = assertionOf(exchange);
  return {
    SubjectType: nameIds[0]?.format?.replace("urn:oasis:names:tc:SAML:2.0:nameid-format:", ""),
    Subject: nameIds[0]?.value,
    Recipient: subjectConfirmations[0]?.recipient,
    Issuer: issuer,
  };
}
