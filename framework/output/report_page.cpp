// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"

namespace lucarne {

const std::string_view report_style = R"css(
:root{color-scheme:light;--ground:#fff;--panel:#f4f6f9;--line:#cfd5de;--ink:#1b1f26;--soft:#525a67;
--link:#0b57a4;--good:#166534;--good-ground:#e8f5ec;--note:#28527f;--note-ground:#eaf1f9;
--warning:#8a3a00;--warning-ground:#fdf0e2;--bad:#a11224;--bad-ground:#fdebed;--line-a:#0b57a4;--line-b:#b45309}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--ground:#14171c;--panel:#1d222a;
--line:#3b4350;--ink:#e7eaef;--soft:#aab3c0;--link:#8cc0ff;--good:#86dba3;--good-ground:#15301f;
--note:#a6cbf5;--note-ground:#1a2a3d;--warning:#ffc078;--warning-ground:#3a2812;--bad:#ff9aa5;
--bad-ground:#401a20;--line-a:#6fb1ff;--line-b:#ffb45c}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","DejaVu Sans",Arial,sans-serif}
main{min-width:0;max-width:64rem;padding:1rem;margin:0 auto}
h1,h2,h3,h4{line-height:1.25;overflow-wrap:anywhere;text-wrap:balance}
h1{font-size:2rem;margin:.1rem 0 .6rem}
h2{font-size:1.5rem;margin:3rem 0 .4rem;padding-top:.9rem;border-top:2px solid var(--line)}
h3{font-size:1.15rem;margin:1.9rem 0 .5rem}
h4{font-size:1.05rem;margin:0 0 .6rem}
p,li{overflow-wrap:anywhere}
p{margin:.5rem 0;max-width:46rem}
.said{white-space:pre-line}
a{color:var(--link)}
a:focus-visible,button:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--ground);padding:.5rem 1rem;z-index:2}
.soft{color:var(--soft)}
code,pre{font:.9em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{overflow-wrap:anywhere}
pre{background:var(--panel);border:1px solid var(--line);border-radius:.4rem;padding:.8rem;margin:.5rem 0;overflow:auto;max-height:36rem}
nav{padding:1rem 1rem 0;font-size:.95rem}
nav h2{font-size:1rem;margin:0 0 .4rem;padding:0;border:0}
nav ul{list-style:none;margin:0;padding:0}
nav li{padding:.12rem 0}
nav li li{padding:0 0 0 .8rem;font-size:.9em}
nav a{text-decoration:none;display:inline-block;padding:.15rem 0}
nav a:hover{text-decoration:underline}
@media (max-width:69.99rem){nav>ul{display:flex;flex-wrap:wrap;gap:0 1.1rem}nav ul ul{display:none}}
@media (min-width:70rem){body{display:grid;grid-template-columns:17rem minmax(0,1fr)}
nav{position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;padding:1.5rem 1rem;background:var(--panel);min-height:100vh;border-right:1px solid var(--line)}
main{width:100%;padding:1.5rem 2rem}}
.state{display:inline-block;font-weight:700;border-radius:.3rem;padding:.1rem .55rem;color:var(--good);background:var(--good-ground)}
.state.bad{color:var(--bad);background:var(--bad-ground)}
.facts{display:flex;flex-wrap:wrap;gap:.2rem 1.6rem;margin:.6rem 0;padding:0}
.facts div{display:flex;gap:.45rem;flex-wrap:wrap}
dt{color:var(--soft)}
dd{margin:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(10.5rem,46%),1fr));gap:.7rem;margin:.8rem 0;padding:0;list-style:none}
.tiles a{display:flex;flex-direction:column;justify-content:space-between;height:100%;color:inherit;text-decoration:none;background:var(--panel);border:1px solid var(--line);border-radius:.5rem;padding:.65rem .8rem}
.tiles a:hover{border-color:var(--link)}
.tiles b{display:block;font-size:1.3rem;line-height:1.3;margin-top:.2rem;font-variant-numeric:tabular-nums}
.tiles span{font-size:.88rem;overflow-wrap:anywhere}
.readings{list-style:none;margin:.6rem 0;padding:0}
.readings li{border-left:.3rem solid var(--note);background:var(--note-ground);padding:.4rem .75rem;margin:.35rem 0;border-radius:.2rem}
.readings b{color:var(--note)}
.readings .good{border-color:var(--good);background:var(--good-ground)}
.readings .good b{color:var(--good)}
.readings .warning{border-color:var(--warning);background:var(--warning-ground)}
.readings .warning b{color:var(--warning)}
.readings .failed{border-color:var(--bad);background:var(--bad-ground)}
.readings .failed b{color:var(--bad)}
figure{margin:1.4rem 0 2.2rem}
.picture{display:block;background:#fff;border:1px solid var(--line);border-radius:.5rem;padding:.5rem;cursor:zoom-in}
.picture img{display:block;max-width:100%;height:auto;margin:0 auto}
.missing{background:var(--panel);border:1px dashed var(--soft);border-radius:.5rem;padding:2rem 1rem;max-width:none;text-align:center;color:var(--soft)}
figcaption{margin-top:.6rem}
figcaption summary{font-size:.88rem;font-weight:400}
.files{font-size:.88rem;color:var(--soft);display:flex;flex-wrap:wrap;gap:.1rem .9rem;max-width:none}
.scroll{overflow:auto;max-height:36rem;border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0 1rem;width:fit-content;max-width:100%}
table{border-collapse:collapse;font-size:.93rem}
caption{text-align:left;font-weight:600;padding:.5rem .7rem;position:sticky;left:0}
th,td{padding:.32rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
thead th{position:sticky;top:0;background:var(--panel);z-index:1;vertical-align:bottom}
tbody th{font-weight:500}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th.number{white-space:normal}
th button{all:unset;cursor:pointer}
th button::after{content:"\a0\2195";color:var(--soft);font-size:.85em}
[aria-sort=ascending] button::after{content:"\a0\25B2";color:var(--link)}
[aria-sort=descending] button::after{content:"\a0\25BC";color:var(--link)}
th button:focus-visible{outline:3px solid var(--link);outline-offset:2px}
th button:hover{color:var(--link)}
.digest{font-size:.8em;min-width:17em;word-break:break-all}
.path{min-width:11em}
details{margin:.5rem 0}
summary{cursor:pointer;font-weight:600;padding:.3rem 0}
.curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));gap:1rem;max-width:48rem}
.curves figure{margin:0}
.curves figcaption{margin:0 0 .2rem;font-weight:600;font-size:.93rem}
.curves svg{width:100%;height:auto;display:block}
.curves text{font-size:12px;fill:var(--soft)}
.grid{stroke:var(--line)}
.a{stroke:var(--line-a);fill:none;stroke-width:2}
.b{stroke:var(--line-b);fill:none;stroke-width:2;stroke-dasharray:6 4}
.legend{display:flex;flex-wrap:wrap;gap:0 1rem;font-size:.88rem}
.legend svg{display:inline-block;width:1.8rem;height:.6rem}
dialog{border:0;padding:0;margin:0;width:100vw;height:100vh;max-width:none;max-height:none;background:#fff;overflow:auto}
dialog::backdrop{background:#000b}
dialog button{position:fixed;top:.6rem;right:.6rem;font:inherit;font-weight:600;padding:.5rem 1rem;border:1px solid #1b1f26;border-radius:.4rem;background:#fff;color:#1b1f26;cursor:pointer}
dialog img{display:block;margin:3.6rem auto 0;max-width:none;cursor:zoom-out;min-width:min(100vw,60rem);height:auto}
@page{margin:14mm}
@media print{body{display:block;font-size:10pt}nav,.skip,dialog,.sort-hint{display:none}
main{max-width:none;padding:0}h1,h2,h3,h4,summary,caption{break-after:avoid}h2{margin-top:1.4rem}
figure,.readings li,.tiles,tr,.scroll:not(:has(tr:nth-child(16))){break-inside:avoid}.picture{border:0;padding:0}.picture img{max-height:17cm;width:auto}
.scroll,pre{max-height:none;overflow:visible;max-width:none}thead th,caption{position:static}
pre{white-space:pre-wrap;overflow-wrap:anywhere}table{font-size:8.5pt}th,td{padding:.15rem .4rem}
.digest,.path{min-width:0}th button{display:none}th[data-label]::before{content:attr(data-label)}a{color:inherit;text-decoration:none}
details::details-content{content-visibility:visible;block-size:auto}summary{list-style:none}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)css";

const std::string_view report_script = R"js(
(() => {
  'use strict';
  const all = (selector) => [...document.querySelectorAll(selector)];

  // A cell sorts by data-v where it has one (empty: no value, always last), else by its text.
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    const v = cell.dataset.v;
    if (v === undefined) return cell.textContent.trim() || null;
    return v === '' ? null : Number(v);
  };
  const compare = (a, b) => typeof a === 'number' && typeof b === 'number'
    ? (a < b ? -1 : a > b ? 1 : 0)
    : typeof a === 'number' ? -1 : typeof b === 'number' ? 1
      : a.localeCompare(b, document.documentElement.lang, {numeric: true});
  const sort = (table, head, column, rows) => {
    const next = {ascending: 'descending', descending: null}[head.getAttribute('aria-sort')];
    const order = next === undefined ? 'ascending' : next;
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    let sorted = rows;
    if (order) {
      head.setAttribute('aria-sort', order);
      const sign = order === 'ascending' ? 1 : -1;
      sorted = [...rows].sort((r, s) => {
        const a = keyOf(r, column);
        const b = keyOf(s, column);
        return a === null || b === null ? (a === null) - (b === null) : sign * compare(a, b);
      });
    }
    table.tBodies[0].append(...sorted);
  };
  for (const table of all('table.sortable')) {
    const rows = [...table.tBodies[0].rows];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      head.dataset.label = head.textContent;  // for paper, which repeats headings but not buttons
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => sort(table, head, column, rows));
    });
  }
  for (const hint of all('.sort-hint')) hint.hidden = false;

  // Figures open large in place; without this script their links lead to the files.
  const large = document.getElementById('large');
  const picture = large.querySelector('img');
  large.addEventListener('click', () => large.close());
  for (const link of all('a.picture')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const shown = link.querySelector('img');
      picture.src = shown.src;
      picture.alt = shown.alt;
      large.showModal();
    });
  }

  // Paper cannot be clicked: everything is opened for it, and closed again.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details:not([open])');
    for (const part of opened) part.open = true;
  });
  addEventListener('afterprint', () => {
    for (const part of opened) part.open = false;
  });
})();
)js";

}  // namespace lucarne
