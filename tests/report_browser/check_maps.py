# SPDX-License-Identifier: MIT
"""Moves the mouse over the maps of a report, presses their keys, and reads what appears."""

import json

MAPS = "document.querySelectorAll('.map').length"

# Reading a canvas again and again makes Chromium complain: copies are read.
COPY = """
  const copyOf = (canvas) => {
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [canvas.naturalWidth || canvas.width, canvas.naturalHeight || canvas.height];
    const pen = copy.getContext('2d', {willReadFrequently: true});
    pen.drawImage(canvas, 0, 0);
    return pen;
  };"""

STATE = """
(() => {""" + COPY + """
  const root = document.querySelectorAll('.map')[%d];
  const stage = root.querySelector('.map-stage');
  const card = root.querySelector('.map-card');
  const [base, over] = root.querySelectorAll('.map-stage > canvas');
  const marks = (canvas) => {
    const pixels = copyOf(canvas).getImageData(0, 0, canvas.width, canvas.height).data;
    let [n, sum] = [0, 0];
    for (let i = 3; i < pixels.length; i += 4) {
      if (pixels[i] > 0) { n += 1; sum = (sum * 31 + i + pixels[i - 1]) %% 1000003; }
    }
    return [n, sum];
  };
  const picture = card.querySelector('canvas');
  const box = stage.getBoundingClientRect();
  const inner = card.getBoundingClientRect();
  return {
    box: [box.left, box.top, box.width, box.height],
    card: card.hidden ? null : [...card.querySelectorAll('span')].map(s => s.textContent),
    inside: card.hidden || (inner.left >= box.left && inner.right <= box.right &&
                            inner.top >= box.top && inner.bottom <= box.bottom),
    picture: picture && [...copyOf(picture).getImageData(0, 0, 1, 1).data],
    base: marks(base), over: marks(over),
    buttons: [...root.querySelectorAll('.map-legend button')].map(b => b.getAttribute('aria-pressed')),
    picture_shown: !!root.closest('figure').querySelector('.picture')?.getClientRects().length,
  };
})()"""

# Two frames later everything asked for is drawn.
FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"

# [name, label, predicted] of every item, and the shade of its picture.
ITEMS = """
(async () => {""" + COPY + """
  const root = document.querySelectorAll('.map')[%d];
  const map = JSON.parse(root.dataset.map);
  const text = atob(root.dataset.points);
  const number = (row, i) => { const k = 2 * (row * map.n + i); return text.charCodeAt(k) + 256 * text.charCodeAt(k + 1); };
  const sheet = new Image();
  if (map.sheet) {
    const holder = [...document.querySelectorAll('.map')]
      .find(m => m.dataset.sheet === root.dataset.sheet && m.dataset.pictures);
    sheet.src = 'data:image/png;base64,' + holder.dataset.pictures;
    await sheet.decode();
  }
  const pen = map.sheet ? copyOf(sheet) : null;
  const name = (k) => k === 65535 ? null : map.classes[k].name;
  return Array.from({length: map.n}, (_, i) => {
    const {columns, width, height} = map.sheet || {columns: 1, width: 0, height: 0};
    return {item: number(5, i) + 65536 * number(6, i), label: name(number(2, i)), predicted: name(number(3, i)),
      picture: map.sheet ? [...pen.getImageData(i %% columns * width, Math.floor(i / columns) * height, 1, 1).data] : null};
  });
})()"""


class MapCheck:
    """One map of the page, in the middle of the window."""

    def __init__(self, page, index):
        self.page = page
        self.index = index
        self.problems = []
        page.evaluate("document.querySelectorAll('.map')[%d].querySelector('.map-stage')"
                      ".scrollIntoView({block: 'center', behavior: 'instant'})" % index)
        page.evaluate(FRAMES)
        self.items = {entry["item"]: entry for entry in page.evaluate(ITEMS % index)}

    def say(self, text):
        self.problems.append(f"map {self.index + 1}: {text}")

    def state(self):
        self.page.evaluate(FRAMES)
        return self.page.evaluate(STATE % self.index)

    def mouse(self, kind, x, y, **more):
        self.page.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def wheel(self, x, y, delta):
        self.mouse("mouseWheel", x, y, deltaX=0, deltaY=delta)

    def key(self, key):
        text = {"text": key} if len(key) == 1 else {}
        self.page.send("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self.page.send("Input.dispatchKeyEvent", type="keyUp", key=key)

    def judge(self, state):
        """What the card says is what the page holds of that item, and its picture is the item's."""
        lines = state["card"]
        number = int("".join(c for c in lines[0] if c.isdigit()))
        entry = self.items.get(number)
        if entry is None:
            self.say(f"the card names an item that is not on the map: {lines[0]}")
            return None
        for wanted in (entry["label"], entry["predicted"]):
            if wanted is not None and not any(line.endswith(wanted) for line in lines[1:]):
                self.say(f"item {number}: '{wanted}' wanted, the card says {lines}")
        if state["picture"] != entry["picture"]:
            self.say(f"item {number}: the card shows another picture: {state['picture']}, "
                     f"wanted {entry['picture']}")
        if not state["inside"]:
            self.say(f"item {number}: the card sticks out of the map")
        return entry

    def search(self, wanted=lambda entry: True):
        """Moves the mouse over the map until a card with a wanted item appears: its place."""
        left, top, width, height = self.state()["box"]
        rows, columns = 15, 23
        for step in range(rows * columns):
            # Row by row in steps that are far apart, so that something is met soon.
            place = step * 97 % (rows * columns)
            x = left + width * (place % columns + 0.5) / columns
            y = top + height * (place // columns + 0.5) / rows
            self.mouse("mouseMoved", x, y)
            card = self.page.evaluate(
                "(c => c.hidden ? null : c.querySelector('span').textContent)"
                "(document.querySelectorAll('.map')[%d].querySelector('.map-card'))" % self.index)
            if card is None:
                continue
            entry = self.items.get(int("".join(c for c in card if c.isdigit())))
            if entry is not None and wanted(entry):
                self.page.settle(0.1)  # the pictures are decoded when the first is asked for
                return x, y
        return None

    def hovering(self):
        place = self.search()
        if place is None:
            self.say("no item appears under the mouse")
            return
        state = self.state()
        entry = self.judge(state)
        if state["over"][0] == 0:
            self.say("the item pointed at is not marked")
        wrong = self.search(lambda e: e["predicted"] not in (None, e["label"]))
        if wrong is not None:
            self.judge(self.state())
        if any(e["predicted"] not in (None, e["label"]) for e in self.items.values()) and not wrong:
            self.say("no wrong prediction can be pointed at")
            return
        if entry is not None:
            self.hiding(entry, place)

    def hiding(self, entry, place):
        """Hides the class of an item by its button: it is no longer drawn, nor found."""
        labels = sorted({e["label"] for e in self.items.values()})
        before = self.state()
        if not before["buttons"] or entry["label"] is None or len(labels) < 2:
            return
        click = """
            [...document.querySelectorAll('.map')[%d].querySelectorAll('.map-legend button')]
              .find(b => b.textContent === %s).click()""" % (self.index, json.dumps(entry["label"]))
        self.page.evaluate(click)
        after = self.state()
        if after["buttons"].count("false") != before["buttons"].count("false") + 1:
            self.say("hiding a class presses no button")
        if after["base"][0] >= before["base"][0]:
            self.say("hiding a class hides nothing")
        self.mouse("mouseMoved", 1, 1)
        self.mouse("mouseMoved", *place)
        state = self.state()
        shown = state["card"] and self.judge(state)
        if shown and shown["label"] == entry["label"]:
            self.say("an item of a hidden class appears under the mouse")
        self.page.evaluate(click)
        self.mouse("mouseMoved", 1, 1)
        if self.state()["base"] != before["base"]:
            self.say("showing the class again does not bring the map back")

    def background(self):
        """With all classes hidden the pale points of the background are left, and nothing else."""
        buttons = ("document.querySelectorAll('.map')[%d]"
                   ".querySelectorAll('.map-legend button:not(.map-wrong)[aria-pressed=%s]')")
        before = self.state()
        if "true" not in before["buttons"]:
            return
        self.page.evaluate("[..." + buttons % (self.index, "true") + "].forEach(b => b.click())")
        left = self.state()["base"][0]
        wanted = self.page.evaluate(
            "!!document.querySelectorAll('.map')[%d].dataset.background" % self.index)
        if wanted and left == 0:
            self.say("the background is not drawn")
        if left > 0 and not wanted:
            self.say("something is drawn though all classes are hidden")
        self.page.evaluate("[..." + buttons % (self.index, "false") + "].forEach(b => b.click())")
        if self.state()["base"] != before["base"]:
            self.say("showing all classes again does not bring the map back")

    def zooming(self):
        self.mouse("mouseMoved", 1, 1)
        before = self.state()
        left, top, width, height = before["box"]
        x, y = left + width * 0.4, top + height * 0.4
        self.wheel(x, y, -240)
        zoomed = self.state()
        if zoomed["base"] == before["base"]:
            self.say("the wheel does not zoom")
        self.mouse("mousePressed", x, y, button="left", clickCount=1)
        self.mouse("mouseMoved", x + 60, y + 40, button="left", buttons=1)
        self.mouse("mouseReleased", x + 60, y + 40, button="left", clickCount=1)
        if self.state()["base"] == zoomed["base"]:
            self.say("dragging does not move the map")
        self.page.evaluate("document.querySelectorAll('.map')[%d].querySelector('.map-stage').focus()"
                           % self.index)
        self.key("0")
        self.mouse("mouseMoved", 1, 1)
        if self.state()["base"] != before["base"]:
            self.say("the key 0 does not show all again")

    def keys(self):
        self.page.evaluate("document.querySelectorAll('.map')[%d].querySelector('.map-stage').focus()"
                           % self.index)
        before = self.state()
        seen = set()
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
            self.key(key)
            state = self.state()
            if state["card"] is None:
                self.say(f"{key} selects no item")
                return
            self.judge(state)
            seen.add(state["card"][0])
        if len(seen) < 2 and len(self.items) > 1:
            self.say("the arrow keys stay on one item")
        self.key("+")
        if self.state()["base"] == before["base"]:
            self.say("the key + does not zoom")
        self.key("0")
        self.key("Escape")
        if self.state()["card"] is not None:
            self.say("Escape does not close the card")

    def tapping(self):
        """A finger on an item shows it; two fingers zoom."""
        place = self.search()
        self.mouse("mouseMoved", 1, 1)
        if place is None:
            return
        self.page.send("Input.dispatchTouchEvent", type="touchStart",
                       touchPoints=[{"x": place[0], "y": place[1]}])
        self.page.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        if self.state()["card"] is None:
            self.say("a tap on an item shows nothing")
        before = self.state()
        x, y = place
        for kind, gap in (("touchStart", 20), ("touchMove", 50), ("touchMove", 90)):
            self.page.send("Input.dispatchTouchEvent", type=kind, touchPoints=[
                {"x": x - gap, "y": y, "id": 1}, {"x": x + gap, "y": y, "id": 2}])
        self.page.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        if self.state()["base"] == before["base"]:
            self.say("two fingers do not zoom")
        self.page.evaluate("document.querySelectorAll('.map')[%d].querySelector('.map-stage').focus()"
                           % self.index)
        self.key("0")
        self.key("Escape")


def paper_problems(page):
    """On paper the picture stands in the place of the map."""
    page.send("Emulation.setEmulatedMedia", media="print")
    bad = page.evaluate("""
        [...document.querySelectorAll('.map')].filter(m => m.getClientRects().length > 0 ||
            !m.closest('figure').querySelector('.picture img')?.getClientRects().length).length""")
    page.send("Emulation.setEmulatedMedia", media="")
    return [f"{bad} maps are not replaced by their picture on paper"] if bad else []


def map_problems(page, touch=False):
    problems = []
    for index in range(page.evaluate(MAPS)):
        check = MapCheck(page, index)
        if touch:
            check.tapping()
        else:
            if check.state()["picture_shown"]:
                check.say("the picture is shown beside the map")
            check.hovering()
            check.background()
            check.zooming()
            check.keys()
        problems += check.problems
    return problems
