import assert from "node:assert/strict";
import { UserError } from "../../../sandbox/core/userError";
import { adviceFor } from "../../../sandbox/proof/deployed/advice";
import { notUp, requireUp } from "../../../sandbox/proof/notUp";

describe("A stack that somebody needs", () => {
  const refused = (resources: number, message: RegExp) =>
    assert.throws(
      () => requireUp("prod", {}, resources),
      (error) => error instanceof UserError && message.test(error.message),
    );

  it("is up if it gives something out", () => {
    assert.equal(notUp("dev", { roleSso: {} }, 64), undefined);
    requireUp("dev", { roleSso: {} }, 64);
  });
  it("may not be there at all", () => {
    refused(0, /has no stack prod yet. Go on with npm start -- --stack prod .*exec pulumi up --stack prod$/);
  });
  it("may be half up: then nobody is told to begin anew", () => {
    refused(
      64,
      /the stack prod is not up completely.* 64 resources.*npm run sandbox -- exec pulumi up --refresh --stack prod$/,
    );
    refused(1, /has made 1 resource\. Go on with npm start -- --keep --stack prod /);
  });
});

describe("Advice about differences", () => {
  it("is there for what is deployed otherwise than promised, and for nothing else", () => {
    for (const line of ["deployed: promised, but not so: x", "deployed: not promised: x"]) {
      assert.match(adviceFor(["outputs: y", line]) ?? "", /pulumi up --refresh .* a mistake of this project/);
    }
    assert.equal(adviceFor(["outputs: the stack gives no userAccessUrl and clientId for x"]), undefined);
    assert.equal(adviceFor([]), undefined);
  });
});
