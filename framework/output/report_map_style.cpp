// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"

namespace lucarne {

// The map's ground stays white in the dark: its colours were chosen for white.
const std::string_view map_style = R"css(
.map:not([hidden]){display:block}
.map-stage{position:relative;background:#fff;border:1px solid var(--line);border-radius:.5rem;overflow:hidden;width:100%;max-height:min(85vh,46rem);min-height:15rem;cursor:crosshair;touch-action:pan-y;user-select:none;-webkit-user-select:none}
.map-stage:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.map-stage canvas{position:absolute;inset:0;width:100%;height:100%}
.map-tools{position:absolute;top:.5rem;right:.5rem;display:flex;gap:.3rem}
.map button{font:inherit;font-size:.88rem;padding:.25rem .6rem;border:1px solid var(--line);border-radius:.4rem;background:var(--panel);color:var(--ink);cursor:pointer}
.map-tools button{background:#ffffffe6;color:#1b1f26;border-color:#8c8c8c;min-width:2.2rem;min-height:2.2rem;padding:0 .5rem}
.map-legend{max-height:13rem;overflow:auto;display:flex;flex-wrap:wrap;gap:.35rem;margin:.5rem 0}
.map-legend i{display:inline-block;width:.8em;height:.8em;border-radius:50%;margin-right:.4em;border:1px solid #fff8;vertical-align:-.05em}
.map-legend [aria-pressed=false]{text-decoration:line-through;background:none}
.map-legend [aria-pressed=false] i{visibility:hidden}
.map-legend .map-wrong{text-decoration:none}
.map-legend .map-wrong[aria-pressed=true]{border-color:var(--link);color:var(--link);font-weight:600}
.map-shades{display:flex;align-items:center;gap:.5rem;font-size:.88rem;flex-wrap:wrap}
.map-shades b{display:inline-block;width:12rem;max-width:50vw;height:.9rem;border:1px solid var(--line)}
.map-card{position:absolute;pointer-events:none;background:#1b1f26f2;color:#fff;border-radius:.4rem;padding:.45rem .6rem;font-size:.85rem;line-height:1.4;max-width:min(15rem,70%)}
.map-card[hidden]{display:none}
.map-stage .map-card canvas{position:static;display:block;width:5.25rem;height:auto;image-rendering:pixelated;background:#000;margin-bottom:.3rem}
.map-card span{display:block;overflow-wrap:anywhere}
.map-card .bad{color:#ffb4bc;font-weight:600}
@media screen{.mapped.live>.picture{display:none}}
@media print{.map{display:none!important}}
)css";

}  // namespace lucarne
