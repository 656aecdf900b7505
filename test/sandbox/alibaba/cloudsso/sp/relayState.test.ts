import assert from "node:assert/strict";
import { readPage } from "../../support/roleSso";
import { createSigner, type Signer } from "../../../saml/support/signer";
import { cookieOf, logon, offeredIn, origin, simonWithViewer, viewer } from "./support";

describe("After a sign-on to CloudSSO, a RelayState", () => {
  let signer: Signer;

  before(async () => {
    signer = await createSigner("entra");
  });

  const posted = async (relayState: string, checksOff: readonly string[] = []) => {
    const test = simonWithViewer(signer, checksOff);
    const response = await test.respond(test.message(), { relayState });
    return { test, cookie: cookieOf(response), location: response.headers.get("location") ?? "" };
  };

  for (const relayState of [
    `${logon}?from=entra`,
    `${origin}/contoso/somewhere#tab`,
    "https://signin-us-west-1.alibabacloudsso.com/",
  ]) {
    it(`of ${relayState} is honoured, and the portal is there`, async () => {
      const { test, cookie, location } = await posted(relayState);
      assert.equal(location, relayState);
      const page = await readPage(await test.get(location, cookie));
      assert.equal(page.kind, "choose");
      assert.deepEqual(offeredIn(page), [viewer]);
      assert.equal(page.facts["relay-state"], relayState);
    });
  }

  for (const relayState of [
    "https://home.console.aliyun.com/",
    "https://evil.example/",
    "https://alibabacloudsso.com.evil.example/",
    "https://evilalibabacloudsso.com/",
    "https://alibabacloudsso.com/",
    `http://signin-cn-shanghai.alibabacloudsso.com/contoso/login`,
    "https://signin-cn-shanghai.alibabacloudsso.com:8443/",
    "https://signin-cn-shanghai.alibabacloudsso.com@evil.example/",
    "https://me@signin-cn-shanghai.alibabacloudsso.com/",
    "javascript://signin-cn-shanghai.alibabacloudsso.com/%0aalert(1)",
    "/contoso/login",
    "not a URL",
  ]) {
    it(`of ${relayState} has no effect, unless relay-state-scope is switched off`, async () => {
      const { test, cookie, location } = await posted(relayState);
      assert.equal(location, logon);
      assert.equal((await readPage(await test.get(location, cookie))).facts["relay-state"], `no effect: ${relayState}`);
      assert.equal((await posted(relayState, ["relay-state-scope"])).location, relayState);
    });
  }

  it("with a line break in it has no effect", async () => {
    assert.equal((await posted(`${logon}\r\nSet-Cookie: a=b`)).location, logon);
  });

  it("that is empty has none", async () => {
    const { location, test, cookie } = await posted("");
    assert.equal(location, logon);
    assert.equal((await readPage(await test.get(location, cookie))).facts["relay-state"], "none");
  });

  it("lets nobody in who has not signed on", async () => {
    const test = simonWithViewer(signer);
    const page = await readPage(await test.get(`${origin}/contoso/somewhere`));
    assert.deepEqual([page.kind, page.facts["error-code"]], ["refused", "NotSignedIn"]);
  });
});
