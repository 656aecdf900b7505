import { createHash } from "node:crypto";

/** Colours by meaning, once for light and once for dark. Each pair of text and ground has a contrast of 4.5 or more (WCAG 2.2, 1.4.3). */
const palette = {
  light: {
    ground: "#ffffff",
    raised: "#f5f6f8",
    line: "#d5d9e0",
    text: "#1b1f27",
    faint: "#565e6c",
    link: "#0b57c2",
    good: "#12692f",
    goodGround: "#e3f4e8",
    bad: "#a8130f",
    badGround: "#fde7e5",
    quiet: "#515967",
    quietGround: "#eceef2",
    tag: "#7a2a8c",
    name: "#8a4b00",
    value: "#0e6245",
  },
  dark: {
    ground: "#14171c",
    raised: "#1c2027",
    line: "#363c47",
    text: "#e6e9ee",
    faint: "#a3abb9",
    link: "#8ab8ff",
    good: "#7fdc9b",
    goodGround: "#17311f",
    bad: "#ffaaa3",
    badGround: "#471a18",
    quiet: "#b4bcc9",
    quietGround: "#2a2f38",
    tag: "#dfa3f0",
    name: "#f0bd7d",
    value: "#8fdcb9",
  },
} as const;

const variables = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour};`)
    .join("");

const xmlStyle = ".x-t{color:var(--tag)}.x-n{color:var(--name)}.x-v{color:var(--value)}.x-c{color:var(--faint)}";

/** One style sheet for the page, for the walk's bar on emulated pages, and for the report. */
export const style = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;${variables(palette.light)}}
@media (prefers-color-scheme:dark){:root{${variables(palette.dark)}}}
*{box-sizing:border-box}
body.sandbox{margin:0;background:var(--ground);color:var(--text)}
.sandbox a{color:var(--link)}
.sandbox :focus-visible,.walk :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--ground);padding:.3rem .6rem}
.top{background:var(--raised);border-bottom:1px solid var(--line)}
.top>*{margin:0 auto;padding:.6rem 1.5rem 0}
.top .brand{display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:baseline}
.top .brand strong{font-size:1.05rem}.top .brand span{color:var(--faint);font-size:.9rem}
.top ul{display:flex;flex-wrap:wrap;gap:.2rem .3rem;list-style:none;margin:0;padding:0}
.top nav{padding:.2rem .8rem 0}
.top nav a{display:block;padding:.4rem .7rem;text-decoration:none;border-bottom:3px solid transparent}
.top nav a:hover{text-decoration:underline}
.top nav a[aria-current]{color:var(--text);font-weight:600;border-bottom-color:var(--link)}
.sandbox main{max-width:88rem;margin:0 auto;padding:1rem 1.5rem 4rem}
.sandbox main:focus{outline:none}
.sandbox footer{max-width:88rem;margin:0 auto;padding:1rem 1.5rem 2rem;color:var(--faint);font-size:.875rem;border-top:1px solid var(--line)}
.sandbox h1{font-size:1.6rem;line-height:1.25;margin:.8rem 0 .6rem}
.sandbox h2{font-size:1.2rem;margin:2.2rem 0 .6rem}
.sandbox h3{font-size:1rem;margin:1.4rem 0 .4rem}
.sandbox main p,.sandbox main ul{max-width:60rem}
.top>*,.sandbox main,.sandbox footer{max-width:88rem}
.faint{color:var(--faint)}
.verdict{display:flex;flex-wrap:wrap;gap:.5rem 1.2rem;align-items:center;padding:.8rem 1rem;border-radius:.5rem;border:1px solid var(--line);background:var(--raised)}
.verdict p{margin:0}.verdict form{margin:0 0 0 auto}
.verdict.good{border-color:var(--good)}.verdict.bad{border-color:var(--bad)}
.badge{display:inline-block;white-space:nowrap;font-weight:600;font-size:.85rem;padding:.05rem .5rem;border-radius:1rem;border:1px solid currentColor}
.badge.good{color:var(--good);background:var(--goodGround)}
.badge.bad{color:var(--bad);background:var(--badGround)}
.badge.quiet{color:var(--quiet);background:var(--quietGround)}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.5rem;margin:.5rem 0 1rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;padding:.5rem .75rem;color:var(--faint);background:var(--raised);border-bottom:1px solid var(--line)}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
thead th{background:var(--raised);font-weight:600;white-space:nowrap}
tbody th{font-weight:500}
tr:target>*,.sign-on:target{background:var(--quietGround)}
tr.bad>*{background:var(--badGround)}
td ul{margin:0;padding-left:1.1rem}
td,th,dd,dt,summary{overflow-wrap:break-word}dd,p code,li code,.address{overflow-wrap:anywhere}
.nowrap,time{white-space:nowrap}
.matrix td{min-width:8rem}.matrix tbody th{position:sticky;left:0;background:var(--ground);min-width:9rem;max-width:15rem}
.matrix a{text-decoration:none}.matrix a:hover{text-decoration:underline}
.matrix .what{display:block;margin-top:.15rem}
dl.facts{display:grid;grid-template-columns:fit-content(16rem) 1fr;gap:.25rem 1.2rem;margin:.5rem 0}
dl.facts dt{color:var(--faint)}
@media (max-width:44rem){dl.facts{grid-template-columns:minmax(0,1fr);gap:0}dl.facts dd{margin-bottom:.5rem}.sandbox main,.sandbox footer{padding-left:1rem;padding-right:1rem}}
dl.facts dd{margin:0}
details{margin:.4rem 0}
summary{cursor:pointer;padding:.15rem 0}
summary h3,summary h4{display:inline;margin:0;font-size:1rem}
.record{border:1px solid var(--line);border-radius:.5rem;padding:.4rem 1rem;margin:.8rem 0}
.record.bad{border-color:var(--bad)}
.refusal{border-left:4px solid var(--bad);padding:.1rem 0 .1rem .9rem;margin:.3rem 0}
pre{overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;background:var(--raised);color:var(--text);border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;font:.82rem/1.5 ui-monospace,monospace;tab-size:2}
code{font:.9em ui-monospace,monospace}
${xmlStyle}
.sandbox button,.walk button,.sandbox select,.sandbox input{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--faint);border-radius:.35rem;padding:.4rem .9rem}
.sandbox button.main{background:var(--link);border-color:var(--link);color:var(--ground);font-weight:600;cursor:pointer}
.sandbox form.ask{display:grid;grid-template-columns:minmax(0,1fr);gap:.9rem;max-width:44rem;padding:1rem;border:1px solid var(--line);border-radius:.5rem;background:var(--raised)}
.sandbox form.ask label{font-weight:600}.sandbox form.ask select{display:block;font-weight:400;width:100%;margin-top:.2rem}
.sandbox form.ask button{justify-self:start}
.notice{border-left:4px solid var(--link);background:var(--raised);padding:.5rem 1rem;margin:1rem 0}
.notice.bad{border-color:var(--bad)}
.named{font-size:.9rem}
@media print{.top nav,.skip,.verdict form{display:none}}
`;

/** What pages of the emulated clouds get on top of their own style while somebody walks through them. */
export const walkStyle = `
:root{${variables(palette.light)}}
@media (prefers-color-scheme:dark){:root{${variables(palette.dark)}}}
html{background:var(--ground);color:var(--text)}a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.walk{font-size:.9rem;border:1px solid var(--line);background:var(--raised);border-radius:.5rem;padding:.6rem 1rem;margin:0 0 2rem}
.walk p{margin:0}.walk .address{margin:0 0 .3rem;overflow-wrap:anywhere;font:.85rem/1.5 ui-monospace,monospace}
.walk ul{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;margin:.3rem 0 0;padding:0}
body{max-width:60rem}
main form button{background:var(--link);color:var(--ground);border:1px solid var(--link);border-radius:.35rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--raised);border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;font:.8rem/1.5 ui-monospace,monospace}
main button{cursor:pointer}main form button{margin-left:.4rem}
${xmlStyle}
`;

/** For a Content-Security-Policy that lets in this one style sheet (CSP 3, 2.3.1). */
export const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
