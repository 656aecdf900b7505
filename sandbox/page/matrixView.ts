import { html, raw } from "hono/html";
import type { Markup } from "../core/page";
import type { Row } from "../proof/row";
import { badge, plural, scrollable, type Mood } from "./elements";

/** Where the trace of a row is, by the row's number. */
export type LinkTo = (index: number) => string;

/** A row and its place among all of them. */
interface Numbered extends Row {
  readonly index: number;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

const numbered = (rows: readonly Row[]): Numbered[] => rows.map((row, index) => ({ ...row, index }));

/** Who reaches what: users down, services across. */
export function matrixView(rows: readonly Row[]): Markup {
  const [users, services] = [unique(rows.map(({ user }) => user)), unique(rows.map(({ service }) => service))];
  const all = numbered(rows);
  return scrollable(
    "Who reaches what",
    html`<table class="matrix">
      <caption>
        ${plural(users.length, "user")}, ${plural(services.length, "service")}. Each cell leads to its sign-ons.
      </caption>
      <thead>
        <tr>
          <th scope="col">User</th>
          ${services.map((service) => html`<th scope="col">${service}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${users.map(
          (user) =>
            html`<tr>
              <th scope="row">${user}</th>
              ${services.map((service) => cell(all.filter((row) => row.user === user && row.service === service)))}
            </tr>`,
        )}
      </tbody>
    </table>`,
  );
}

function cell(rows: readonly Numbered[]): Markup {
  const [first] = rows;
  if (!first) return html`<td><span class="faint">not tried</span></td>`;
  const wrong = rows.filter(({ asItShouldBe }) => !asItShouldBe);
  const isIn = rows.some(({ trace }) => trace.outcome === "in");
  const [mood, word]: [Mood, string] =
    wrong.length > 0 ? ["bad", "WRONG"] : isIn ? ["good", "in"] : ["quiet", "refused"];
  const { index } = wrong[0] ?? first;
  return html`<td ${wrong.length > 0 ? raw('class="bad"') : ""}>
    <a href="#row-${index + 1}">${badge(mood, word)}</a>
    <span class="what">${unique((wrong.length > 0 ? wrong : rows).map(told)).join(", ")}</span>
  </td>`;
}

/** What a cell says of a sign-on: the role that was reached, or why nobody got in. */
const told = ({ role, result, asItShouldBe, trace, account }: Row): string => {
  if (!asItShouldBe) return result;
  if (trace.outcome !== "in") return /^refused: \S+, (.+) \(as it should be\)$/.exec(result)?.[1] ?? result;
  return role === "-" ? (account === "-" ? `as ${result}` : account) : role;
};

/** Every sign-on, service by service; each leads to its trace. */
export function signOnsView(rows: readonly Row[], linkTo: LinkTo): Markup {
  const all = numbered(rows);
  return html`${unique(rows.map(({ service }) => service)).map((service) => {
    const own = all.filter((row) => row.service === service);
    return html`<h3>${service}</h3>
      ${scrollable(`Sign-ons to ${service}`, serviceTable(own, linkTo))}`;
  })}`;
}

const serviceTable = (rows: readonly Numbered[], linkTo: LinkTo): Markup =>
  html`<table>
    <caption>
      ${counted(rows)}
    </caption>
    <thead>
      <tr>
        <th scope="col">User</th>
        <th scope="col">Account</th>
        <th scope="col">Role</th>
        <th scope="col">Began at</th>
        <th scope="col">Outcome</th>
        <th scope="col">Session or reason</th>
        <th scope="col">Trace</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr id="row-${row.index + 1}" ${row.asItShouldBe ? "" : raw('class="bad"')}>
            <th scope="row">${row.user}</th>
            <td>${row.account}</td>
            <td>${row.role}</td>
            <td class="nowrap">${row.began ?? "My Apps"}</td>
            <td class="nowrap">${outcomeOf(row)}</td>
            <td>${row.result}${row.via === undefined ? "" : ` via ${row.via}`}</td>
            <td class="nowrap">
              <a href="${linkTo(row.index)}" aria-label="Trace ${row.index + 1}: ${row.user}, ${row.service}"
                >trace ${row.index + 1}</a
              >
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;

export function outcomeOf({ asItShouldBe, trace }: Row): Markup {
  if (!asItShouldBe) return badge("bad", `${trace.outcome}, WRONG`);
  return trace.outcome === "in" ? badge("good", "in") : badge("quiet", `${trace.outcome}, rightly`);
}

function counted(rows: readonly Row[]): string {
  const wrong = rows.filter(({ asItShouldBe }) => !asItShouldBe).length;
  return `${plural(rows.length, "sign-on")}, ${wrong === 0 ? "all as they should be" : `${wrong} NOT as they should be`}`;
}
