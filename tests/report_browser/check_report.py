#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Opens a report in headless Chromium and says what is wrong with it.

usage: check_report.py REPORT.html [PICTURES]

Writes what it saw (two widths, light and dark, and on paper) into the folder PICTURES, where given.
Exit status: 0 nothing wrong, 1 something wrong, 2 usage, 77 no Chromium on this machine.
"""

import base64
import pathlib
import sys
import urllib.parse

import check_maps
import chromium

WIDTHS = (360, 390, 768, 1200)

# Each gives a list of what is wrong.
PAGE_CHECKS = {
    "the page has no language": "document.documentElement.lang ? [] : ['']",
    "the page has no title": "document.title.trim() ? [] : ['']",
    "an id is given twice": """
        (ids => [...new Set(ids.filter((id, k) => ids.indexOf(id) !== k))])(
          [...document.querySelectorAll('[id]')].map(e => e.id))""",
    "a link leads nowhere on the page": """
        [...document.querySelectorAll('a[href^="#"]')].map(a => a.hash.slice(1))
          .filter(h => !document.getElementById(decodeURIComponent(h)))""",
    "a picture is not shown in full": """
        Promise.all([...document.querySelectorAll('main img')].map(async i => {
          await i.decode().catch(() => 0);
          return i.naturalWidth > 0 && i.naturalWidth == i.getAttribute('width') &&
            i.naturalHeight == i.getAttribute('height') && i.alt ? '' : i.alt || '(no alt)';
        })).then(bad => bad.filter(Boolean))""",
    "a script or a handler that is not ours": """
        [...document.querySelectorAll('*')].filter(e => e.tagName === 'SCRIPT' &&
            !e.textContent.includes("'use strict'") ||
            [...e.attributes].some(a => a.name.startsWith('on'))).map(e => e.outerHTML.slice(0, 80))
          .concat(document.scripts.length === 1 ? [] : [document.scripts.length + ' scripts'])""",
    "a table that should sort has no button": """
        [...document.querySelectorAll('table.sortable thead th')]
          .filter(h => !h.querySelector('button')).map(h => h.textContent)""",
}

# What sticks out of the window. A phone widens innerWidth to the content: hence the given width.
OVERFLOW = """
(() => {
  const root = document.documentElement;
  const room = Math.min(%d, root.clientWidth);
  if (root.scrollWidth <= room) return [];
  return [`${root.scrollWidth} px wide: ` + [...document.querySelectorAll('main *')]
    .filter(e => e.getBoundingClientRect().right > room + 1 && !e.closest('.scroll,pre,svg'))
    .slice(0, 3).map(e => e.outerHTML.slice(0, 80)).join(' | ')];
})()"""

# Contrast of every piece of text with the nearest ground: at least 4.5 (WCAG 2.1, 1.4.3).
CONTRAST = """
(() => {
  document.querySelectorAll('details').forEach(d => d.open = true);
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = c => {
    const [r, g, b] = c.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const bad = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || !e.getClientRects().length) continue;
    const style = getComputedStyle(e);
    const ink = light(parse(e instanceof SVGElement ? style.fill : style.color).slice(0, 3));
    const paper = light(ground(e));
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (ratio < 4.5) bad.add(`${ratio.toFixed(1)}: ${texts.currentNode.textContent.trim().slice(0, 40)}`);
  }
  return [...bad];
})()"""

# Presses a heading with the keyboard three times: up, down, as it was.
SORT_TARGETS = "document.querySelectorAll('table.sortable').length"
FOCUS_HEADING = """
(() => {
  const head = document.querySelectorAll('table.sortable')[%d].tHead.rows[0].cells[%d];
  head.querySelector('button')?.focus();
})()"""
SORTED_COLUMN = """
(() => {
  const table = document.querySelectorAll('table.sortable')[%d];
  return {
    state: table.tHead.rows[0].cells[%d].getAttribute('aria-sort'),
    others: table.querySelectorAll('[aria-sort]').length,
    cells: [...table.tBodies[0].rows].map(r => r.cells[%d])
      .map(c => c.dataset.v === undefined ? c.textContent.trim() : c.dataset.v === '' ? null
        : Math.min(Math.max(Number(c.dataset.v), -1e308), 1e308)),  // JSON has no infinity
  };
})()"""


def requests(page, report):
    """Addresses that the page asked for, itself and its data: pictures excepted."""
    own = report.as_uri()
    asked = [p["request"]["url"] for name, p in page.events if name == "Network.requestWillBeSent"]
    asked += [p["url"] for name, p in page.events if name == "Network.webSocketCreated"]
    return [url for url in asked if url.split("#")[0] != own and not url.startswith("data:")]


def console(page):
    """What the page said on the console: its own calls, errors, and the browser's complaints."""
    said = []
    for name, p in page.events:
        if name == "Runtime.consoleAPICalled":
            said.append(" ".join(str(a.get("value", a.get("description"))) for a in p["args"]))
        elif name == "Runtime.exceptionThrown":
            said.append(str(p["exceptionDetails"].get("exception", {}).get("description")))
        elif name == "Log.entryAdded":
            said.append(p["entry"]["text"])
        elif name == "Page.javascriptDialogOpening":
            said.append("dialog: " + p["message"])
    return said


def missing_files(page, report):
    """Links beside the report that lead to no file."""
    links = page.evaluate("[...new Set([...document.querySelectorAll('a')]"
                          ".map(a => a.getAttribute('href')).filter(h => !h.startsWith('#')))]")
    return [link for link in links if ":" in link
            or not (report.parent / urllib.parse.unquote(link)).is_file()]


def press(page, key, code):
    text = {"text": "\r"} if key == "Enter" else {}
    page.send("Input.dispatchKeyEvent", type="keyDown", key=key, code=key,
              windowsVirtualKeyCode=code, **text)
    page.send("Input.dispatchKeyEvent", type="keyUp", key=key, code=key,
              windowsVirtualKeyCode=code)


def in_order(cells, descending):
    numbers = [c for c in cells if c is not None]
    tail = cells[len(numbers):]
    ordered = numbers == sorted(numbers, reverse=descending)
    return ordered and all(c is None for c in tail)


def sorting_problems(page):
    """Sorts every numeric column of every table with the keyboard."""
    problems = []
    for table in range(min(page.evaluate(SORT_TARGETS), 12)):
        columns = page.evaluate("document.querySelectorAll('table.sortable')[%d]"
                                ".tHead.rows[0].cells.length" % table)
        for column in range(columns):
            look = SORTED_COLUMN % (table, column, column)
            before = page.evaluate(look)["cells"]
            if len(before) < 2 or any(isinstance(c, str) for c in before):
                continue
            where = f"table {table + 1}, column {column + 1}"
            for wanted in ("ascending", "descending", None):
                page.evaluate(FOCUS_HEADING % (table, column))
                press(page, "Enter", 13)
                now = page.evaluate(look)
                if now["state"] != wanted or now["others"] != (1 if wanted else 0):
                    problems.append(f"{where}: aria-sort is {now['state']}, wanted {wanted}")
                if wanted and not in_order(now["cells"], wanted == "descending"):
                    problems.append(f"{where}: not {wanted}")
                if wanted is None and now["cells"] != before:
                    problems.append(f"{where}: the third press does not restore the order")
    return problems


def enlarging_problems(page):
    if not page.evaluate("!!document.querySelector('figure:not(.live) a.picture')"):
        return []
    page.evaluate("document.querySelector('figure:not(.live) a.picture').focus()")
    press(page, "Enter", 13)
    shown = page.evaluate("document.getElementById('large').open && "
                          "document.querySelector('#large img').naturalWidth > 0")
    press(page, "Escape", 27)
    closed = page.evaluate("!document.getElementById('large').open")
    return ([] if shown else ["it does not open"]) + ([] if closed else ["Escape does not close it"])


def view(page, width, dark=False):
    page.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
              mobile=width < 500)
    page.send("Emulation.setEmulatedMedia", features=[
        {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])


def take_pictures(page, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for width, dark in ((1200, False), (1200, True), (390, False), (390, True)):
        view(page, width, dark)
        page.evaluate("scrollTo(0, 0)")
        shot = page.send("Page.captureScreenshot", captureBeyondViewport=True)
        name = f"{width}{'-dark' if dark else ''}.png"
        (folder / name).write_bytes(base64.b64decode(shot["data"]))
    view(page, 1200)
    paper = page.send("Page.printToPDF", printBackground=True, paperWidth=8.27, paperHeight=11.69,
                      preferCSSPageSize=True)
    (folder / "paper.pdf").write_bytes(base64.b64decode(paper["data"]))


def problems_of(page, report, pictures):
    page.send("Page.navigate", url=report.as_uri())
    page.wait_for("Page.loadEventFired")
    found = []

    def note(what, details):
        found.extend(f"{what}: {detail}" if detail else what for detail in details)

    for what, script in PAGE_CHECKS.items():
        note(what, page.evaluate(script))
    note("a link beside the report leads to no file", missing_files(page, report))
    for width in WIDTHS:
        view(page, width)
        note(f"at {width} px the page scrolls sideways", page.evaluate(OVERFLOW % width))
    if pictures:
        take_pictures(page, pictures)
    view(page, 1200)
    note("sorting", sorting_problems(page))
    note("enlarging a figure", enlarging_problems(page))
    note("exploring", check_maps.map_problems(page))
    note("exploring", check_maps.paper_problems(page))
    view(page, 390)
    page.send("Emulation.setTouchEmulationEnabled", enabled=True)
    note("exploring by touch", check_maps.map_problems(page, touch=True))
    page.send("Emulation.setTouchEmulationEnabled", enabled=False)
    view(page, 1200)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    note("closed on paper", page.evaluate(
        "[...document.querySelectorAll('details:not([open])')].map(d => d.innerText)"))
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    for dark in (False, True):
        view(page, 1200, dark)
        note(f"low contrast ({'dark' if dark else 'light'})", page.evaluate(CONTRAST))
    page.settle()
    note("a request left the file", requests(page, report))
    note("the console is not silent", console(page))
    return found


def main():
    if len(sys.argv) not in (2, 3):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    report = pathlib.Path(sys.argv[1]).resolve()
    if not report.is_file():
        print(f"{report}: no such file", file=sys.stderr)
        return 2
    program = chromium.find()
    if program is None:
        print("skipped: none of " + ", ".join(chromium.NAMES) + " is installed")
        return 77
    pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    try:
        with chromium.Page(program) as page:
            found = problems_of(page, report, pictures)
    except chromium.BrowserError as error:
        print(f"{report}: {error}", file=sys.stderr)
        return 1
    for problem in found:
        print(f"{report}: {problem}", file=sys.stderr)
    if not found:
        print(f"{report}: nothing wrong")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
