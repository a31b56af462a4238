/**
 * The style sheet of the report. The surface and ink are those of the charts, so that both are one
 * page; every pair of ink and ground has a contrast of at least 4.5.
 */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --page: #f4f5f7; --surface: #ffffff; --sunk: #f7f8fa; --line: #dfe3e8; --strong: #c3cad3;
  --ink: #1c2128; --muted: #57606a; --link: #0057a0;
  --good: #0b6a4b; --good-ground: #e3f4ec; --caution: #7d4a00; --caution-ground: #fdf0d9;
  --bad: #a3221f; --bad-ground: #fbe6e5; --note: #57606a; --note-ground: #edf0f3;
  --sans: Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: "JetBrains Mono", ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1015; --surface: #14181f; --sunk: #1a1f28; --line: #2a313c; --strong: #465061;
    --ink: #e6e9ee; --muted: #a3acb8; --link: #7cc0ff;
    --good: #5fd0a0; --good-ground: #12302a; --caution: #eab765; --caution-ground: #35290f;
    --bad: #ff938c; --bad-ground: #3b1b1c; --note: #a3acb8; --note-ground: #222934;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--ink); font: 400 14px/1.45 var(--sans); font-variant-numeric: tabular-nums; }
h1, h2, h3, p, ul, ol, dl, dd, figure, table { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--link); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code, .mono, .change li { font-variant-ligatures: none; }
code, .mono { font-family: var(--mono); font-size: 0.92em; overflow-wrap: anywhere; }
.wide { max-width: 1360px; margin: 0 auto; padding-left: 40px; padding-right: 40px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 12px; top: -60px; background: var(--surface); padding: 8px 14px; border-radius: 6px; z-index: 2; }
.skip:focus { top: 8px; }

.simulated { background: repeating-linear-gradient(-45deg, var(--caution-ground) 0 14px, transparent 14px 28px), var(--surface); border-bottom: 1px solid var(--caution); color: var(--caution); text-align: center; padding: 4px 12px; }
.simulated p { display: inline-block; background: var(--caution-ground); padding: 1px 12px; border-radius: 99px; }
.simulated strong { letter-spacing: 0.08em; }

.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; padding-top: 13px; padding-bottom: 13px; }
.brand { font-weight: 700; letter-spacing: 0.02em; }
.brand span { color: var(--muted); font-weight: 400; letter-spacing: 0; }
.bar .run { color: var(--muted); font-size: 12.5px; }
.bar nav { margin-left: auto; }
.bar nav ul { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13px; }
.bar nav a { color: var(--muted); text-decoration: none; padding: 2px 0; display: inline-block; min-height: 24px; }
.bar nav a:hover { color: var(--ink); text-decoration: underline; }

.badge { display: inline-flex; align-items: center; gap: 6px; border-radius: 99px; padding: 1px 10px 1px 8px; font-size: 12.5px; font-weight: 600; color: var(--note); background: var(--note-ground); white-space: nowrap; }
.badge.good { color: var(--good); background: var(--good-ground); }
.badge.caution { color: var(--caution); background: var(--caution-ground); }
.badge.bad { color: var(--bad); background: var(--bad-ground); }

.card { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 14px 20px; min-width: 0; }
.grid { display: grid; gap: 14px; grid-template-columns: repeat(12, minmax(0, 1fr)); }
.ask { font-size: 12px; font-weight: 600; color: var(--muted); margin-bottom: 6px; }
.c3 { grid-column: span 3; } .c4 { grid-column: span 4; } .c5 { grid-column: span 5; }
.c6 { grid-column: span 6; } .c7 { grid-column: span 7; } .c8 { grid-column: span 8; } .c12 { grid-column: span 12; }

.proposal h1 { font-size: 34px; line-height: 1.1; letter-spacing: -0.02em; font-weight: 700; overflow-wrap: anywhere; }
.proposal .instead { color: var(--muted); font-size: 16px; margin-top: 4px; }
.knobs { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 16px; margin-top: 12px; font-size: 14px; }
.knobs dt { color: var(--muted); }
.knobs .same { color: var(--muted); }
.change { margin-top: 10px; display: grid; gap: 2px; }
.change li { font-family: var(--mono); font-size: 12.5px; line-height: 1.5; overflow-wrap: anywhere; }
.change .engine { color: var(--muted); }
del { color: var(--muted); text-decoration: none; }
.change del, .change ins { display: inline-block; }
ins { color: var(--ink); text-decoration: none; font-weight: 650; }
.asked { margin-top: 12px; padding-top: 10px; border-top: 1px solid var(--line); font-size: 13px; color: var(--muted); }
.asked strong { color: var(--ink); font-weight: 600; }

.figure { display: flex; align-items: baseline; flex-wrap: wrap; gap: 2px 10px; }
.figure .number { font-size: 46px; line-height: 1; font-weight: 700; letter-spacing: -0.03em; }
.figure .number.good { color: var(--good); } .figure .number.bad { color: var(--bad); } .figure .number.caution { color: var(--caution); }
.figure .unit { color: var(--muted); font-size: 15px; }
.figure .badge { margin-left: auto; align-self: center; font-size: 14px; padding: 3px 14px 3px 11px; }
.interval { display: block; width: 100%; height: auto; margin: 10px 0 6px; overflow: visible; }
.latencies { display: grid; grid-template-columns: 1fr auto; gap: 2px 14px; font-size: 13px; }
.latencies dd { text-align: right; }
.basis { color: var(--muted); font-size: 12.5px; margin-top: 8px; }
.good-ink { color: var(--good); } .bad-ink { color: var(--bad); } .caution-ink { color: var(--caution); } .note-ink { color: var(--muted); }

table { width: 100%; border-collapse: collapse; font-size: 13px; }
caption { text-align: left; }
th { text-align: left; font-weight: 600; color: var(--muted); font-size: 12px; padding: 0 12px 5px 0; vertical-align: bottom; }
td { border-top: 1px solid var(--line); padding: 5px 12px 5px 0; vertical-align: middle; }
tbody th { border-top: 1px solid var(--line); color: var(--ink); font-size: 13px; font-weight: 500; padding: 5px 12px 5px 0; vertical-align: middle; }
th.num, td.num { text-align: right; }
td:last-child, th:last-child { padding-right: 0; }
.soft { color: var(--muted); font-weight: 400; }
.small { font-size: 12px; }
.mark { display: inline-block; width: 1.3em; font-weight: 700; }
.strip { display: block; width: 100%; min-width: 120px; height: 18px; }
.scroll { overflow-x: auto; }

.lines { display: grid; gap: 4px; font-size: 13px; line-height: 1.4; }
.lines li { display: grid; grid-template-columns: 1.2em 1fr; overflow-wrap: anywhere; }
.lines .tone { font-weight: 700; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 14px; font-size: 13px; line-height: 1.4; }
.facts dt { color: var(--muted); }
.facts dd { overflow-wrap: anywhere; }

.section { margin-top: 36px; }
.section > h2 { font-size: 19px; letter-spacing: -0.01em; margin-bottom: 12px; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 14px; }
.pair .section { display: grid; grid-template-rows: auto 1fr; }
.lead { font-weight: 600; margin-bottom: 10px; }
.section .small { margin-bottom: 8px; }
.section h3 { font-size: 14px; margin-bottom: 8px; }
.prose { max-width: 76ch; display: grid; gap: 8px; }
.prose li { padding-left: 16px; position: relative; }
.prose li::before { content: ""; position: absolute; left: 0; top: 0.62em; width: 6px; height: 6px; border-radius: 50%; background: var(--strong); }
.charts { columns: 400px; column-gap: 14px; }
.charts figure { padding: 12px 14px; margin-bottom: 14px; break-inside: avoid; }
.charts .dream-chart { margin: 0 auto; font-family: var(--sans); }
details { margin-top: 8px; }
summary { cursor: pointer; color: var(--link); font-size: 13px; min-height: 24px; padding: 2px 0; }
details[open] summary { margin-bottom: 8px; }
.command { margin-top: 2px; background: var(--sunk); border: 1px solid var(--line); border-radius: 6px; padding: 6px 10px; }
footer.wide { color: var(--muted); font-size: 12.5px; padding-top: 28px; padding-bottom: 40px; }

@media (max-width: 1100px) {
  .pair { grid-template-columns: minmax(0, 1fr); }
  .c3, .c4, .c5 { grid-column: span 6; } .c7, .c8 { grid-column: span 12; }
}
@media (max-width: 760px) {
  .wide { padding-left: 14px; padding-right: 14px; }
  .card { padding: 14px; }
  .c3, .c4, .c5, .c6, .c7, .c8 { grid-column: span 12; }
  .bar nav { margin-left: 0; width: 100%; }
  .proposal h1 { font-size: 28px; }
  .figure .badge { margin-left: 0; }
  .interval { margin-bottom: 14px; }
  .interval text { font-size: 22px; transform: translateY(10px); }
  .interval .ends { display: none; }
  .latencies { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .latencies dd { text-align: left; margin-bottom: 6px; }
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .facts dd { margin-bottom: 7px; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack, .stack tbody, .stack tr, .stack td, .stack tbody th { display: block; }
  .stack tbody tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0 12px; border-top: 1px solid var(--line); padding: 8px 0; }
  .stack tbody tr:first-child { border-top: 0; padding-top: 0; }
  .stack tbody th, .stack td:last-child { grid-column: 1 / -1; }
  .stack td, .stack tbody th { border: 0; padding: 1px 0; text-align: left; }
  .stack td[data-name]::before { content: attr(data-name) " "; color: var(--muted); font-size: 12px; display: inline-block; min-width: 5.6em; }
}
@media print {
  body { background: #fff; }
  .card { break-inside: avoid; }
  .bar nav, .skip { display: none; }
}
`;
