import assert from "node:assert/strict";
import { instant } from "../../../sandbox/saml/checks/exchange";

describe("A time of SAML", () => {
  const fine = ["2026-01-15T08:00:00Z", "2026-01-15T08:00:00.1234567Z", "2028-02-29T23:59:59Z"];
  for (const text of fine) {
    it(`${text} is one`, () => assert.equal(instant(text), Date.parse(text)));
  }

  const none = [
    "2026-02-30T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2026-01-15T24:00:00Z",
    "2026-01-15T08:00:60Z",
    "2026-01-15T08:00:00",
    "2026-01-15T08:00:00+00:00",
    "",
  ];
  for (const text of none) {
    it(`${text || "nothing"} is none`, () => assert.equal(instant(text), undefined));
  }
});
