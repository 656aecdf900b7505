import type { Check, Refusal } from "../../../core/checks";
import { assertionOf } from "../../../saml/checks/exchange";
import { attributeName } from "../editions";
import { code, type RoleResponse } from "../exchange";

const source = "alibabacloud.com/help/en/ram/saml-response-for-role-based-sso";

/** All values of an attribute, however many elements carry them. Names are compared exactly. */
const valuesOf = (exchange: RoleResponse, name: string): string[] =>
  assertionOf(exchange)
    .attributes.filter((attribute) => attribute.name === name)
    .flatMap(({ values }) => values);

/** Says what is there instead, since a claim under a slightly different name is the usual cause. */
const found = (exchange: RoleResponse, values: readonly string[]): string =>
  values.length > 0
    ? values.join(" and ")
    : `no value; the attributes are ${
        assertionOf(exchange)
          .attributes.map(({ name }) => name)
          .join(", ") || "none"
      }`;

export const roleAttribute: Check<RoleResponse> = {
  name: "role-attribute",
  rule: "The attribute Role has at least one value",
  source,
  run(exchange): Refusal | undefined {
    exchange.roleValues = valuesOf(exchange, attributeName.role);
    if (exchange.roleValues.length > 0) return undefined;
    return {
      code: code.invalid,
      expected: `the attribute ${attributeName.role} with one or more values`,
      found: found(exchange, exchange.roleValues),
      remedy:
        "assign the user, or one of the user's groups, to an app role whose value is <role ARN>,<SAML provider ARN>, and map user.assignedroles to the claim Role",
    };
  },
};

/** 2 to 32 characters in every version of the page that was read; STS has 2 to 64 for AssumeRole today. */
const sessionNamePattern = /^[A-Za-z0-9_.@=,+-]{2,32}$/;

export const sessionName: Check<RoleResponse> = {
  name: "session-name",
  rule: "The attribute RoleSessionName has exactly one value: 2 to 32 letters, digits and -_.@=,+",
  source,
  run(exchange): Refusal | undefined {
    const values = valuesOf(exchange, attributeName.roleSessionName);
    exchange.sessionName = values[0];
    if (values.length === 1 && sessionNamePattern.test(values[0] ?? "")) return undefined;
    return {
      code: code.sessionName,
      expected: `the attribute ${attributeName.roleSessionName} with one value of 2 to 32 letters, digits and -_.@=,+`,
      found: found(exchange, values),
      remedy:
        "feed the claim RoleSessionName from an attribute that is short and plain for every user, such as user.mailnickname or user.employeeid; guests have # in their user principal name",
    };
  },
  without(exchange) {
    exchange.sessionName = valuesOf(exchange, attributeName.roleSessionName)[0] ?? "";
  },
};

export const sessionDurationAttribute: Check<RoleResponse> = {
  name: "session-duration-attribute",
  rule: "The attribute SessionDuration has at most one value: a whole number of seconds, 900 or more",
  source,
  run(exchange): Refusal | undefined {
    const values = valuesOf(exchange, attributeName.sessionDuration);
    const [value] = values;
    if (value === undefined) return undefined;
    if (values.length === 1 && /^\d{1,9}$/.test(value) && Number(value) >= 900) {
      exchange.requestedDuration = Number(value);
      return undefined;
    }
    return {
      code: code.duration,
      expected: "at most one value, a whole number of seconds from 900",
      found: values.join(" and "),
      remedy: "give the claim SessionDuration one constant between 900 and the maximum session duration of the role",
    };
  },
};
