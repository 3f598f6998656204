// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"

namespace lucarne {

// What a map is made of, for map_script.
const std::string_view map_parts_script = R"js(
const mapParts = (() => {
  'use strict';
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const element = (name, style, text) => {
    const made = document.createElement(name);
    if (style) made.className = style;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const button = (label, text, act) => {
    const made = element('button', '', text);
    made.type = 'button';
    if (label !== text) {
      made.title = label;
      made.setAttribute('aria-label', label);
    }
    made.addEventListener('click', act);
    return made;
  };

  // The points, and a grid of 64 x 64 cells that finds those near a place.
  const readPoints = (root, n) => {
    const numbers = new DataView(bytesOf(root.dataset.points).buffer);
    const row = (k) => Uint16Array.from({length: n}, (_, i) => numbers.getUint16(2 * (k * n + i), true));
    const [x, y, label, predicted, value, low, high] = [0, 1, 2, 3, 4, 5, 6].map(row);
    const pale = new DataView(bytesOf(root.dataset.background || '').buffer);
    const behind = Array.from({length: pale.byteLength / 4},
      (_, i) => [pale.getUint16(4 * i, true), pale.getUint16(4 * i + 2, true)]);
    const top = behind.reduce((a, b) => Math.max(a, b[1]), y.reduce((a, b) => Math.max(a, b), 0));
    const right = behind.reduce((a, b) => Math.max(a, b[0]), x.reduce((a, b) => Math.max(a, b), 0));
    for (let i = 0; i < n; ++i) y[i] = top - y[i];
    for (const place of behind) place[1] = top - place[1];
    const cellOf = (i) => (x[i] >> 10) + 64 * (y[i] >> 10);
    const first = new Uint32Array(64 * 64 + 1);
    for (let i = 0; i < n; ++i) ++first[cellOf(i) + 1];
    for (let c = 0; c < 64 * 64; ++c) first[c + 1] += first[c];
    const next = first.slice();
    const members = new Uint32Array(n);
    for (let i = 0; i < n; ++i) members[next[cellOf(i)]++] = i;
    const near = function* (px, py, reach) {
      const [left, above] = [px - reach, py - reach].map((v) => Math.max(0, Math.floor(v) >> 10));
      const [last, below] = [px + reach, py + reach].map((v) => Math.min(63, Math.floor(v) >> 10));
      for (let r = above; r <= below; ++r) {
        for (let c = left; c <= last; ++c) {
          for (let k = first[c + 64 * r]; k < first[c + 64 * r + 1]; ++k) yield members[k];
        }
      }
    };
    const item = (i) => low[i] + 65536 * high[i];
    const wrong = (i) => predicted[i] !== 65535 && predicted[i] !== label[i];
    return {n, x, y, behind, right, top, label, predicted, value, item, wrong, near};
  };

  const dot = (colour, radius, ring, outlined) => {
    const sprite = document.createElement('canvas');
    const reach = Math.ceil(radius + (ring ? 4 : 1));
    sprite.width = sprite.height = 2 * reach;
    const pen = sprite.getContext('2d');
    const circle = (r) => { pen.beginPath(); pen.arc(reach, reach, r, 0, 7); };
    pen.fillStyle = colour;
    circle(radius);
    pen.fill();
    if (outlined) {  // shades may be as pale as the ground
      pen.strokeStyle = '#8c8c8c';
      pen.lineWidth = radius / 4;
      pen.stroke();
    }
    if (ring) {
      pen.strokeStyle = '#1b1f26';
      pen.lineWidth = Math.max(1, radius / 3);
      circle(radius + 2);
      pen.stroke();
    }
    return {sprite, reach};
  };

  // The pictures of a map, which an earlier one may hold; null until they are there, then `ready` is
  // called.
  const sheets = new Map();
  const sheetOf = (root, ready) => {
    const digest = root.dataset.sheet;
    if (!sheets.has(digest)) {
      const image = new Image();
      image.src = 'data:image/png;base64,' +
        document.querySelector(`.map[data-sheet="${digest}"][data-pictures]`).dataset.pictures;
      sheets.set(digest, image);
    }
    const image = sheets.get(digest);
    if (image.complete && image.naturalWidth) return image;
    image.addEventListener('load', ready, {once: true});
    return null;
  };

  return {readPoints, dot, element, button, sheetOf};
})();
)js";

}  // namespace lucarne
