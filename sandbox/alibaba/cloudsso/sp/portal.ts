import { runChecks, type Verdict } from "../../../core/checks";
import type { SandboxContext } from "../../../core/context";
import { cookiesOf } from "../../../core/cookies";
import type { Cloud } from "../../model/cloud";
import { directoriesOf } from "../model/directories";
import { reservedNames } from "../model/provisioning";
import { formOf, note, noteVerdict, redirect, type Call } from "./call";
import { accessChecks, assignedChoices, type RoleLogOn } from "./checks/access";
import { consoleChecks } from "./checks/console";
import { visitChecks, type Visit } from "./checks/visit";
import { code } from "./codes";
import { consoleCookie, portalCookie, setConsole } from "./cookies";
import { directoryWithId } from "./directories";
import { consolePage, portalPage, refusalPage } from "./pages";
import { consoleUrl, landingPage, party } from "./places";
import { entryOf, openMemberSession } from "./sessions";

/** Who opens a page of the portal, and whether that is allowed. */
function visit({ context, directory, request }: Call): { readonly verdict: Verdict; readonly visit: Visit } {
  const session = entryOf(directory.signOn.sessions, cookiesOf(request).get(portalCookie));
  const visit: Visit = { now: context.clock.now(), directory, session };
  return { verdict: runChecks(visitChecks, visit, context.behaviour.checksOff), visit };
}

/** The user portal, for somebody who is in; nothing for others. */
export function showPortal(call: Call): Promise<Response> | undefined {
  const { verdict, visit: by } = visit(call);
  if (verdict.refused || !by.session || !by.user) return undefined;
  const { cloud, directory, context } = call;
  const user = by.user;
  const offered = assignedChoices(directory, user.userId).filter(
    (value) => runChecks(accessChecks, { cloud, directory, user, value }, context.behaviour.checksOff).accepted,
  );
  note(call, "ok", { offered }, user.userName);
  return portalPage(directory, user, by.session, offered);
}

/** Any page of CloudSSO that is nothing else: the portal of whoever is in. */
export function showAnyPage(context: SandboxContext, cloud: Cloud, request: Request): Promise<Response> {
  const token = cookiesOf(request).get(portalCookie);
  const directory = directoriesOf(cloud).find(({ signOn }) => entryOf(signOn.sessions, token));
  const shown = directory && showPortal({ context, cloud, directory, request });
  if (shown) return shown;
  note({ context, request }, code.notSignedIn);
  return refusalPage(code.notSignedIn);
}

/** The button "Log On" of the portal. */
export async function logOnAsRole(call: Call): Promise<Response> {
  const form = await formOf(call.request);
  const { verdict, visit: by } = visit(call);
  if (verdict.accepted) return takeRole(call, by, form.get("access") ?? "");
  call.context.signOns.add({ party, step: "refuse a visitor of the user portal", verdict });
  noteVerdict(call, verdict);
  return refusalPage(code.notSignedIn);
}

/**
 * A direct access link: the logon URL with `quickLogin=true`, `accountId`, `accessConfigurationName` and perhaps `landingPage`
 * (alibabacloud.com/help/en/cloudsso, Access resources through the CloudSSO user portal). Nothing for any other address, and
 * nothing for somebody who is not in yet: sign-on leads back here.
 */
export function quickLogOn(call: Call): Promise<Response> | undefined {
  const { searchParams } = new URL(call.request.url);
  if (searchParams.get("quickLogin") !== "true") return undefined;
  const { verdict, visit: by } = visit(call);
  if (verdict.refused) return undefined;
  const value = `${searchParams.get("accountId") ?? ""}/${searchParams.get("accessConfigurationName") ?? ""}`;
  return takeRole(call, by, value, searchParams.get("landingPage") ?? undefined);
}

function takeRole(call: Call, { user }: Visit, value: string, wish?: string): Promise<Response> {
  const { context, cloud, directory } = call;
  const logOn: RoleLogOn = { cloud, directory, user: user ?? { userId: "", userName: "" }, value };
  const verdict = runChecks(accessChecks, logOn, context.behaviour.checksOff);
  const { configuration, target, role } = logOn;
  const { userName } = logOn.user;
  const roleName = configuration && reservedNames(configuration, directory).role;
  const what = roleName !== undefined && target ? `the role ${roleName} in account ${target.targetId}` : value;
  context.signOns.add({ party, step: `${verdict.accepted ? "give" : "refuse"} ${userName} ${what}`, verdict });
  noteVerdict(call, verdict);
  if (verdict.refused || !configuration || !target) return refusalPage(verdict.refused?.code ?? code.noAccess);
  const bounds = [configuration.sessionDuration, role?.maxSessionDuration ?? Infinity];
  const token = openMemberSession(context, directory, bounds, {
    accessConfigurationName: configuration.accessConfigurationName,
    targetId: target.targetId,
    roleId: role?.roleId ?? "",
    roleName: reservedNames(configuration, directory).role,
    sessionName: userName,
    landing: landingPage(directory, wish ?? configuration.relayState),
  });
  return Promise.resolve(redirect(consoleUrl(directory), setConsole(token)));
}

/** The console of a member account: who is in, or a refusal where nobody is. */
export function showConsole(
  context: SandboxContext,
  cloud: Cloud,
  request: Request,
  directoryId: string,
): Promise<Response> {
  const directory = directoryWithId(cloud, directoryId);
  const session = entryOf(directory?.signOn.consoles, cookiesOf(request).get(consoleCookie));
  const visit = { now: context.clock.now(), cloud, session };
  const verdict = runChecks(consoleChecks, visit, context.behaviour.checksOff);
  if (!directory || !session || verdict.refused) {
    note({ context, request, directory }, code.notSignedIn, { ...verdict.refused });
    return refusalPage(code.notSignedIn);
  }
  note({ context, request, directory }, "ok", undefined, session.sessionName);
  return consolePage(directory, session);
}
