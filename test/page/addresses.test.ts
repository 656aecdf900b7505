import assert from "node:assert/strict";
import { addressOf, placeOf, placeOfLink } from "../../sandbox/page/addresses";

const walk = { id: "0a1b" };
const page = "http://127.0.0.1:4711";

describe("Addresses of a walk", () => {
  for (const [url, place] of [
    ["https://signin.aliyun.com/saml-role/sso", "/walks/0a1b/at/signin.aliyun.com/saml-role/sso"],
    ["https://myapps.microsoft.com", "/walks/0a1b/at/myapps.microsoft.com/"],
    ["https://a.example:8443/x?y=1&z=%2F", "/walks/0a1b/at/a.example:8443/x?y=1&z=%2F"],
    ["https://a.example//double//slashes/", "/walks/0a1b/at/a.example//double//slashes/"],
    ["https://a.example/%2e%2e%2fb?SAMLRequest=a%2Bb+c", "/walks/0a1b/at/a.example/%2e%2e%2fb?SAMLRequest=a%2Bb+c"],
    ["https://a.example/.sandbox/wiki/session", "/walks/0a1b/at/a.example/.sandbox/wiki/session"],
  ] as const) {
    it(`${url} has its place, and is found there`, () => {
      assert.equal(placeOf(walk, url), place);
      assert.deepEqual(addressOf(`${page}${place}`), { id: "0a1b", url: new URL(url).href });
    });
  }

  for (const path of [
    "/walks/0a1b",
    "/walks/0a1b/at/",
    "/walks/0a1b/at//etc/passwd",
    "/walks/0A1B!/at/a.example/",
    "/walks/0a1b/at/user@a.example/",
    "/walks/0a1b/at/a.example:port/",
    "/walks/0a1b/at/a.example:99999/",
    "/walks/0a1b/at/a%00.example/",
    // Hosts for scripts do what they are told, whoever tells them.
    "/walks/0a1b/at/services.sandbox.internal/ready",
    "/walks/0a1b/at/sign-ons.sandbox.internal/",
    "/walks/0a1b/at/sandbox.internal/",
  ]) {
    it(`${path} is no place`, () => assert.equal(addressOf(`${page}${path}`), undefined));
  }

  for (const [link, place] of [
    ["next?x=1", "/walks/0a1b/at/a.example/folder/next?x=1"],
    ["/top", "/walks/0a1b/at/a.example/top"],
    ["//b.example/", "/walks/0a1b/at/b.example/"],
    ["https://b.example/x#y", "/walks/0a1b/at/b.example/x#y"],
    ["javascript:alert(1)", undefined],
    ["data:text/html,x", undefined],
    ["http://b.example/", undefined],
    ["https://user:secret@b.example/", undefined],
    ["https://", undefined],
  ] as const) {
    it(`a link to ${link} leads ${place === undefined ? "nowhere" : `to ${place}`}`, () => {
      assert.equal(placeOfLink(walk, link, "https://a.example/folder/page"), place);
    });
  }
});
