// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"

namespace lucarne {

const std::string_view map_script = R"js(
(() => {
  'use strict';
  const {readPoints, dot, element, button, sheetOf} = mapParts;

  const explore = (root) => {
    const map = JSON.parse(root.dataset.map);
    const words = map.words;
    const points = readPoints(root, map.n);
    const classes = map.classes.length ? map.classes : [{name: '', colour: '#4c78a8'}];
    const hidden = new Set();
    let onlyWrong = false;
    const shown = (i) => !hidden.has(points.label[i]) && (!onlyWrong || points.wrong(i));

    const stage = element('div', 'map-stage');
    stage.tabIndex = 0;
    stage.setAttribute('role', 'application');
    stage.setAttribute('aria-label', words.keys);
    const base = element('canvas');
    const over = element('canvas');
    const card = element('div', 'map-card');
    card.hidden = true;
    card.setAttribute('role', 'status');
    const tools = element('div', 'map-tools');
    stage.append(base, over, card, tools);
    const paper = base.getContext('2d');
    const marker = over.getContext('2d');

    // From the points' numbers to pixels of the page: number * scale + shift.
    const view = {scale: 1, x: 0, y: 0, zoom: 1};
    let ratio = 1;
    let [width, height] = [1, 1];
    const fitted = () => Math.min((width - 40) / Math.max(points.right, 1), (height - 40) / Math.max(points.top, 1));
    const showAll = () => {
      view.zoom = 1;
      view.scale = fitted();
      view.x = (width - points.right * view.scale) / 2;
      view.y = (height - points.top * view.scale) / 2;
    };
    const placeOf = (i) => [points.x[i] * view.scale + view.x, points.y[i] * view.scale + view.y];
    // No further than half a window from the points.
    const keepInSight = () => {
      const clamp = (v, span, room) => Math.min(room / 2, Math.max(room / 2 - span * view.scale, v));
      view.x = clamp(view.x, points.right, width);
      view.y = clamp(view.y, points.top, height);
      stage.style.touchAction = view.zoom > 1 ? 'none' : 'pan-y';
    };
    const zoomAt = (px, py, factor) => {
      const zoom = Math.min(200, Math.max(1, view.zoom * factor));
      if (zoom === view.zoom) return;
      const change = zoom / view.zoom;
      view.x = px - (px - view.x) * change;
      view.y = py - (py - view.y) * change;
      view.scale *= change;
      view.zoom = zoom;
      if (zoom === 1) showAll();
      keepInSight();
      later();
    };

    let sprites = [];
    let radius = 0;
    const makeSprites = () => {
      const natural = Math.min(5, Math.max(1.4, 125 / Math.sqrt(points.n)));
      const room = Math.min(1, Math.max(width, 320) / 850);  // smaller on a phone
      const wanted = natural * Math.sqrt(room * Math.min(view.zoom, 9)) * ratio;
      if (Math.abs(wanted - radius) < 0.05) return;
      radius = wanted;
      const colours = map.values ? map.values.shades : classes.map((c) => c.colour);
      sprites = colours.map((c) => [dot(c, radius, false, !!map.values), dot(c, radius, true, !!map.values)]);
    };
    const shadeOf = (i) => !map.values ? points.label[i]
      : points.value[i] === 65535 ? -1
        : Math.round(points.value[i] / 65534 * (map.values.shades.length - 1));

    // Names at the medians of their classes, pushed apart where they would cover one another.
    const centres = map.values || !map.classes.length ? [] : classes.map((c, k) => {
      const own = [...points.label.keys()].filter((i) => points.label[i] === k);
      const median = (v) => own.map((i) => v[i]).sort((a, b) => a - b)[own.length >> 1];
      return own.length ? {k, name: c.name, x: median(points.x), y: median(points.y)} : null;
    }).filter(Boolean);
    const writeNames = () => {
      paper.font = `bold ${13 * ratio}px system-ui,sans-serif`;
      paper.textAlign = 'center';
      paper.textBaseline = 'middle';
      const boxes = centres.filter((c) => !hidden.has(c.k)).map((c) => {
        const name = c.name.length > 24 ? c.name.slice(0, 23) + '…' : c.name;
        return {name, x: (c.x * view.scale + view.x) * ratio, y: (c.y * view.scale + view.y) * ratio,
          w: paper.measureText(name).width / 2 + 4 * ratio, h: 9 * ratio};
      }).filter((b) => b.x > 0 && b.y > 0 && b.x < base.width && b.y < base.height);
      for (let round = 0; round < 30 && boxes.length < 60; ++round) {
        for (const a of boxes) {
          for (const b of boxes) {
            const [dx, dy] = [a.w + b.w - Math.abs(a.x - b.x), a.h + b.h - Math.abs(a.y - b.y)];
            if (a === b || dx <= 0 || dy <= 0) continue;
            const [side, step] = dx < dy ? ['x', dx / 2] : ['y', dy / 2];
            const sign = a[side] < b[side] ? -1 : 1;
            a[side] += sign * step;
            b[side] -= sign * step;
          }
        }
      }
      for (const box of boxes) {
        paper.fillStyle = '#ffffffd9';
        paper.fillRect(box.x - box.w, box.y - box.h, 2 * box.w, 2 * box.h);
        paper.fillStyle = '#262626';
        paper.fillText(box.name, box.x, box.y);
      }
    };

    const paint = () => {
      makeSprites();
      paper.clearRect(0, 0, base.width, base.height);
      paper.fillStyle = '#d5d8dd';
      for (const [bx, by] of points.behind) {
        const [x, y] = [(bx * view.scale + view.x) * ratio, (by * view.scale + view.y) * ratio];
        if (x < 0 || y < 0 || x > base.width || y > base.height) continue;
        paper.fillRect(x - radius / 2, y - radius / 2, radius, radius);
      }
      for (const wrong of [false, true]) {
        for (let i = 0; i < points.n; ++i) {
          if (points.wrong(i) !== wrong || !shown(i)) continue;
          const [x, y] = placeOf(i);
          if (x < -20 || y < -20 || x > width + 20 || y > height + 20) continue;
          const shade = sprites[shadeOf(i)];
          if (!shade) continue;
          const {sprite, reach} = shade[wrong ? 1 : 0];
          paper.drawImage(sprite, Math.round(x * ratio) - reach, Math.round(y * ratio) - reach);
        }
      }
      writeNames();
      mark();
    };
    let asked = false;
    const later = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => { asked = false; paint(); });
    };

    let selected = -1;
    const fillCard = (i) => {
      card.replaceChildren();
      if (map.sheet) {
        const sheet = sheetOf(root, () => { if (selected === i) fillCard(i); });
        const picture = element('canvas');
        const {width: w, height: h, columns} = map.sheet;
        [picture.width, picture.height] = [w, h];
        if (sheet) {
          picture.getContext('2d').drawImage(sheet, (i % columns) * w, Math.floor(i / columns) * h, w, h, 0, 0, w, h);
        }
        card.append(picture);
      }
      const line = (name, text, style) => card.append(element('span', style, name + text));
      line(words.item + ' ', String(points.item(i)));
      if (map.classes.length) line(words.true + words.colon, classes[points.label[i]].name);
      if (points.predicted[i] !== 65535) {
        line(words.predicted + words.colon, classes[points.predicted[i]].name, points.wrong(i) ? 'bad' : '');
      }
      if (map.values && points.value[i] !== 65535) {
        const {min, max, label} = map.values;
        line(label ? label + words.colon : '', (min + (max - min) * points.value[i] / 65534)
          .toLocaleString(document.documentElement.lang, {maximumSignificantDigits: 4}));
      }
    };
    const mark = () => {
      marker.clearRect(0, 0, over.width, over.height);
      if (selected >= 0 && !shown(selected)) selected = -1;
      card.hidden = selected < 0;
      if (selected < 0) return;
      const [x, y] = placeOf(selected);
      marker.strokeStyle = '#1b1f26';
      marker.lineWidth = 2 * ratio;
      marker.beginPath();
      marker.arc(x * ratio, y * ratio, radius + 4 * ratio, 0, 7);
      marker.stroke();
      const [w, h] = [card.offsetWidth, card.offsetHeight];
      const beside = x + 16 + w < width ? x + 16 : x - 16 - w;
      card.style.left = Math.max(2, Math.min(width - w - 2, beside)) + 'px';
      card.style.top = Math.max(2, Math.min(height - h - 2, y - h / 2)) + 'px';
    };
    const select = (i) => {
      if (i === selected) return;
      selected = i;
      if (i >= 0) fillCard(i);
      mark();
    };
    const pick = (px, py, reach) => {
      let [best, nearest] = [-1, reach * reach];
      for (const i of points.near((px - view.x) / view.scale, (py - view.y) / view.scale, reach / view.scale)) {
        if (!shown(i)) continue;
        const [x, y] = placeOf(i);
        const far = (x - px) ** 2 + (y - py) ** 2;
        if (far < nearest) [best, nearest] = [i, far];
      }
      return best;
    };

    // Mouse, pen and fingers.
    const fingers = new Map();
    let moved = 0;
    const at = (event) => {
      const box = stage.getBoundingClientRect();
      return [event.clientX - box.left - stage.clientLeft, event.clientY - box.top - stage.clientTop];
    };
    stage.addEventListener('pointerdown', (event) => {
      if (event.target.closest('.map-tools')) return;
      if (fingers.size === 0) moved = 0;
      fingers.set(event.pointerId, at(event));
      // A finger that the page may scroll with is not ours to hold.
      if (event.pointerType === 'mouse' || view.zoom > 1) stage.setPointerCapture(event.pointerId);
    });
    stage.addEventListener('pointermove', (event) => {
      const [px, py] = at(event);
      const before = fingers.get(event.pointerId);
      if (!before) {
        if (event.pointerType === 'mouse') select(event.target.closest('.map-tools') ? -1 : pick(px, py, 14));
        return;
      }
      const middle = () => [...fingers.values()].reduce(([a, b], [x, y]) => [a + x / fingers.size, b + y / fingers.size], [0, 0]);
      const spread = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a[0] - b[0], a[1] - b[1]); };
      const [mx, my] = middle();
      const wide = fingers.size === 2 ? spread() : 0;
      fingers.set(event.pointerId, [px, py]);
      moved += Math.hypot(px - before[0], py - before[1]);
      if (fingers.size === 2 && wide > 0) zoomAt(...middle(), spread() / wide);
      if (view.zoom > 1 && moved > 4) {
        view.x += middle()[0] - mx;
        view.y += middle()[1] - my;
        keepInSight();
        later();
      }
    });
    const lift = (event) => {
      const [px, py] = at(event);
      const tapped = fingers.delete(event.pointerId) && moved <= 8 && event.type === 'pointerup';
      if (tapped) select(pick(px, py, event.pointerType === 'mouse' ? 14 : 26));
    };
    stage.addEventListener('pointerup', lift);
    stage.addEventListener('pointercancel', lift);
    stage.addEventListener('pointerleave', (event) => { if (event.pointerType === 'mouse') select(-1); });
    for (const kind of ['touchstart', 'touchmove']) {
      stage.addEventListener(kind, (event) => { if (event.touches.length > 1) event.preventDefault(); }, {passive: false});
    }
    stage.addEventListener('wheel', (event) => {
      if (event.deltaY > 0 && view.zoom === 1) return;  // all is shown: the page scrolls on
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 16 : 1;
      zoomAt(...at(event), Math.exp(-Math.max(-200, Math.min(200, event.deltaY * lines)) / 250));
    }, {passive: false});

    // Keys: the nearest item that lies in the arrow's direction.
    const step = (dx, dy) => {
      const [px, py] = selected >= 0 ? placeOf(selected) : [width / 2, height / 2];
      let [best, cost] = [-1, Infinity];
      for (let i = 0; i < points.n; ++i) {
        if (i === selected || !shown(i)) continue;
        const [x, y] = placeOf(i);
        const along = (x - px) * dx + (y - py) * dy;
        const aside = Math.abs((x - px) * dy - (y - py) * dx);
        const far = selected >= 0 ? along + 2 * aside : Math.hypot(x - px, y - py);
        if ((selected >= 0 && along <= 0) || far >= cost) continue;
        [best, cost] = [i, far];
      }
      if (best < 0) return;
      const [x, y] = placeOf(best);
      if (x < 10 || y < 10 || x > width - 10 || y > height - 10) {
        view.x += width / 2 - x;
        view.y += height / 2 - y;
        keepInSight();
        later();
      }
      select(best);
    };
    const zoomMiddle = (factor) => {
      const [x, y] = selected >= 0 ? placeOf(selected) : [width / 2, height / 2];
      zoomAt(x, y, factor);
    };
    const reset = () => { showAll(); keepInSight(); later(); };
    const keys = {
      ArrowLeft: () => step(-1, 0), ArrowRight: () => step(1, 0), ArrowUp: () => step(0, -1), ArrowDown: () => step(0, 1),
      '+': () => zoomMiddle(1.5), '=': () => zoomMiddle(1.5), '-': () => zoomMiddle(1 / 1.5), '0': reset, Escape: () => select(-1),
    };
    stage.addEventListener('keydown', (event) => {
      const act = event.target === stage && !event.ctrlKey && !event.metaKey && !event.altKey && keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    stage.addEventListener('blur', () => select(-1));
    tools.append(button(words.in, '+', () => zoomMiddle(1.5)), button(words.out, '−', () => zoomMiddle(1 / 1.5)),
      button(words.all, words.all, reset));

    const legend = element('div', 'map-legend');
    legend.setAttribute('role', 'group');
    legend.setAttribute('aria-label', words.classes);
    const toggles = !map.classes.length ? [] : classes.map((c, k) => {
      const toggle = button(c.name, '', (event) => {
        if (event.shiftKey) {
          const alone = !hidden.has(k) && hidden.size === classes.length - 1;
          classes.forEach((_, other) => alone || other === k ? hidden.delete(other) : hidden.add(other));
        } else if (!hidden.delete(k)) {
          hidden.add(k);
        }
        toggles.forEach((t, other) => { t.setAttribute('aria-pressed', String(!hidden.has(other))); });
        later();
      });
      if (!map.values) toggle.append(element('i'));
      toggle.append(c.name);
      if (!map.values) toggle.firstChild.style.background = c.colour;
      toggle.removeAttribute('title');
      toggle.setAttribute('aria-pressed', 'true');
      return toggle;
    });
    legend.append(...toggles);
    if ([...points.label.keys()].some(points.wrong)) {
      const only = button(words.wrong, words.wrong, () => {
        onlyWrong = !onlyWrong;
        only.setAttribute('aria-pressed', String(onlyWrong));
        later();
      });
      only.className = 'map-wrong';
      only.setAttribute('aria-pressed', 'false');
      legend.append(only);
    }
    stage.style.aspectRatio = Math.min(2.2, Math.max(1, points.right / Math.max(points.top, 1)));
    root.append(stage, legend);
    if (map.values) {
      const scale = element('div', 'map-shades');
      const strip = element('b');
      strip.style.background = `linear-gradient(to right,${map.values.shades.join(',')})`;
      const number = (v) => v.toLocaleString(document.documentElement.lang, {maximumSignificantDigits: 3});
      scale.append(element('span', '', map.values.label), element('span', '', number(map.values.min)), strip,
        element('span', '', number(map.values.max)));
      root.append(scale);
    }

    const resize = () => {
      if (!stage.clientWidth) return;
      const [middleX, middleY] = [(width / 2 - view.x) / view.scale, (height / 2 - view.y) / view.scale];
      [width, height] = [stage.clientWidth, stage.clientHeight];
      ratio = Math.min(3, devicePixelRatio || 1);
      for (const canvas of [base, over]) [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (view.zoom === 1) {
        showAll();
      } else {
        view.scale = fitted() * view.zoom;
        view.x = width / 2 - middleX * view.scale;
        view.y = height / 2 - middleY * view.scale;
      }
      keepInSight();
      paint();
    };
    root.hidden = false;
    root.closest('figure').classList.add('live');
    new ResizeObserver(resize).observe(stage);
  };

  for (const root of document.querySelectorAll('.map')) explore(root);
})();
)js";

}  // namespace lucarne
