#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A page with every fault that check_report.py looks for: it must find each one."""

import pathlib
import subprocess
import sys
import tempfile

FAULTY = """<!DOCTYPE html><html><head><meta charset="utf-8"><title> </title>
<style>@media (prefers-color-scheme: dark) {body {background: #222; color: #333}}</style></head><body>
<main><p id="twice">Text</p><p id="twice" onclick="1">Text</p><p style="color:#aaa">Pale</p>
<a href="#nowhere">Link</a><a href="gone.png">Link</a>
<img src="https://example.invalid/picture.png" width="10" height="10" alt="far">
<div style="width:900px">Wide</div><details><summary>More</summary>Text</details>
<table class="sortable"><thead><tr><th aria-sort="none"><button>Number</button></th><th>Bare</th></tr>
</thead><tbody><tr><td data-v="2">2</td><td data-v="">-</td></tr>
<tr><td data-v="1">1</td><td data-v="">-</td></tr></tbody></table>
<figure><span class="picture">Picture</span><div class="map" data-map='{"n":1,"classes":[{"name":"a"}]}'
data-points="AAAAAAAAAAAAAAAAAAA="><div class="map-stage" style="width:300px;height:200px"><canvas></canvas>
<canvas></canvas><div class="map-card" hidden></div></div></div></figure>
</main><script>console.log('heard'); fetch('https://example.invalid/data')</script></body></html>
"""

WANTED = (
    "the page has no language", "the page has no title", "an id is given twice: twice",
    "a link leads nowhere on the page: nowhere", "a picture is not shown in full: far",
    "a script or a handler that is not ours", "a table that should sort has no button: Bare",
    "a link beside the report leads to no file: gone.png", "at 360 px the page scrolls sideways",
    "sorting: table 1, column 1: not ascending", "closed on paper", "low contrast (light)",
    "low contrast (dark)", "exploring: map 1: the picture is shown beside the map",
    "exploring: map 1: no item appears under the mouse", "exploring: map 1: the wheel does not zoom",
    "exploring: map 1: ArrowRight selects no item",
    "exploring: 1 maps are not replaced by their picture on paper", "a request left the file: https://example.invalid/picture.png",
    "a request left the file: https://example.invalid/data", "the console is not silent: heard")


def main():
    checker = pathlib.Path(__file__).with_name("check_report.py")
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "faulty.html"
        page.write_text(FAULTY, encoding="utf-8")
        outcome = subprocess.run([sys.executable, checker, page], capture_output=True, text=True)
    if outcome.returncode == 77:
        return 77
    missed = [problem for problem in WANTED if problem not in outcome.stderr]
    for problem in missed:
        print("not found:", problem)
    if missed or outcome.returncode != 1:
        print(f"exit status {outcome.returncode}, said:\n{outcome.stderr}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
