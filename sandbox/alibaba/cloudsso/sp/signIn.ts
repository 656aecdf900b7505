import { Hono } from "hono";
import type { SandboxContext } from "../../../core/context";
import type { Hosts } from "../../../core/world";
import type { Cloud } from "../../model/cloud";
import { settleTasks } from "../model/assignments";
import type { CloudSsoDirectory } from "../model/state";
import { code } from "./codes";
import { directoryAt, directoryNamed } from "./directories";
import { note, type Call } from "./call";
import { logOnAsRole, quickLogOn, showAnyPage, showConsole, showPortal } from "./portal";
import { refusalPage } from "./pages";
import { domain, regionOf } from "./places";
import { acceptSamlResponse, askForPassword, askIdentityProvider, offerSignIn } from "./signOn";

/** The sign-in pages and the user portal of all directories. */
export function cloudSsoSignInHosts(context: SandboxContext, cloud: Cloud): Hosts {
  const app = signInApp(context, cloud);
  return { [`*.${domain}`]: (request: Request) => app.fetch(request) };
}

type Deed = (call: Call) => Promise<Response>;

function signInApp(context: SandboxContext, cloud: Cloud): Hono {
  const app = new Hono();
  // Who looks at a directory must see what has been done by now.
  app.use(async (_, next) => {
    settleTasks(cloud);
    await next();
  });

  /** One request to a page of one directory, or a page that says that there is none. */
  const serve = (request: Request, directory: CloudSsoDirectory | undefined, deed: Deed) => {
    if (directory) return deed({ context, cloud, directory, request });
    note({ context, request }, code.directory);
    return refusalPage(code.directory);
  };
  const named = (deed: Deed) => (c: { req: { raw: Request; param: (name: "directory") => string } }) => {
    const region = regionOf(new URL(c.req.raw.url).hostname);
    const directory = region === undefined ? undefined : directoryNamed(cloud, region, c.req.param("directory"));
    return serve(c.req.raw, directory, deed);
  };

  app.get(
    "/:directory/login",
    named(async (call) => (await quickLogOn(call)) ?? (await showPortal(call)) ?? offerSignIn(call)),
  );
  app.post("/:directory/login/sso", named(askIdentityProvider));
  app.post("/:directory/login/password", named(askForPassword));
  app.post("/:directory/login/role", named(logOnAsRole));
  app.post("/saml/acs/:id", (c) => {
    // The whole address, so that one with a query is another one.
    return serve(c.req.raw, directoryAt(cloud, c.req.url), acceptSamlResponse);
  });
  app.get("/.sandbox/:id/console", (c) => showConsole(context, cloud, c.req.raw, c.req.param("id")));
  // An honoured RelayState may lead to any page.
  app.get("*", (c) => showAnyPage(context, cloud, c.req.raw));
  app.notFound((c) => {
    note({ context, request: c.req.raw }, "NotFound");
    return c.text(`${new URL(c.req.url).host} has no ${c.req.path}\n`, 404);
  });
  return app;
}
