# SPDX-License-Identifier: MIT
"""The rounds of bench/notebook.sh: notebook_compare.py ROUNDS TEMPORARY-FOLDER

Runs bench/notebook.py and `lucarne run configs/mnist.yaml` in turn, each as a whole process bound
to the same two cores. One round before the timed ones fills the caches, watches the memory and
checks that both find the same accuracy and the same confusion matrix.
"""
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import threading
import time
from statistics import median

import numpy as np


def resident_bytes(root):
    """Resident memory of a process and all below it; shared pages count for each of them."""
    parents, pages = {}, {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name in parentheses may hold spaces; the parent is the second field after it.
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            pages[int(entry.name)] = int((entry / "statm").read_text().split()[1])
        except (OSError, IndexError):  # the process has ended meanwhile
            continue
    family = {root}
    while True:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        if not more:
            return sum(pages.get(pid, 0) for pid in family) * os.sysconf("SC_PAGE_SIZE")
        family |= more


def run(command, folder, environment, watch=False):
    """Runs a command whose results go to a new folder; wall seconds and bytes of memory:
    the largest process's peak, and where watched the peak of all its processes together."""
    shutil.rmtree(folder, ignore_errors=True)
    log = folder.with_suffix(".log")
    ended, together = threading.Event(), 0
    with open(log, "w", encoding="utf-8") as output:
        start = time.monotonic()
        process = subprocess.Popen(
            command, stdout=output, stderr=output, env={**os.environ, **environment}
        )

        def sample():
            nonlocal together
            while not ended.wait(0.01):
                together = max(together, resident_bytes(process.pid))

        watcher = threading.Thread(target=sample)
        if watch:
            watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if watch:
        ended.set()
        watcher.join()
    if process.returncode != 0:
        sys.exit(f"'{' '.join(command)}' failed ({process.returncode}):\n{log.read_text()}")
    return seconds, usage.ru_maxrss * 1024, together


def check_same(python, lucarne):
    """Both on the same network and images, so the numbers must agree, not only resemble."""
    record = json.loads((lucarne / "run.json").read_text())
    if not record["complete"]:
        sys.exit("lucarne's run is incomplete: some figure was not drawn")
    theirs = json.loads((python / "parts.json").read_text())["accuracy"]
    results = json.loads((lucarne / "errors/results.json").read_text())
    ours = results["scalars"]["accuracy"]["value"]
    if abs(theirs - ours) > 1e-9:
        sys.exit(f"accuracies differ: Python {theirs}, lucarne {ours}")
    theirs, ours = (np.load(f / "confusion.npy") for f in (python, lucarne / "errors"))
    if not np.array_equal(theirs, ours):
        sys.exit(f"confusion matrices differ: Python\n{theirs}\nlucarne\n{ours}")
    print(f"same accuracy: {results['scalars']['accuracy']['value']:.4f}, same confusion matrix")
    counts = [len(list(f.rglob("*.png"))) for f in (python, lucarne)]
    print(f"figures drawn: Python {counts[0]}, lucarne {counts[1]}, and its report")


def print_parts(wall, parts):
    print("Python's seconds by part, medians:")
    for part in parts[0]:
        print(f"  {part:<12} {median(p[part] for p in parts):7.3f}")
    outside = median(w - sum(p.values()) for w, p in zip(wall, parts))
    print(f"  {'interpreter':<12} {outside:7.3f}")


def print_stages(records):
    print("lucarne's seconds by stage, medians (stages run side by side: they sum to more than the")
    print("run; share of the sum):")
    rows = {}
    for record in records:
        for stage in record["stages"]:
            row = rows.setdefault(stage["id"], ([], []))
            row[0].append(stage["compute_seconds"])
            row[1].append(stage["drawing_seconds"])
    medians = {name: (median(c), median(d)) for name, (c, d) in rows.items()}
    total = sum(c + d for c, d in medians.values())
    print(f"  {'':<12} computing  drawing  share")
    for name, (computing, drawing) in medians.items():
        share = (computing + drawing) / total if total > 0 else 0
        print(f"  {name:<12} {computing:9.3f}  {drawing:7.3f}  {share:5.0%}")


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def main(rounds, folder):
    rounds, folder = int(rounds), pathlib.Path(folder)
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[:2])
    load = os.getloadavg()[0]
    print(f"machine {platform.node()}: {processor()}, {len(cores)} cores, {len(cores[:2])} used")
    print(f"load before: {load:.1f}" + (": NOT QUIET, times mean little" if load > 0.5 else ""))

    python, lucarne = folder / "python", folder / "lucarne"
    # matplotlib's font cache is written in the first round, outside the timed ones.
    two = {"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"}
    two["MPLCONFIGDIR"] = str(folder / "matplotlib")

    def run_python(watch=False):
        command = ["/usr/bin/python3", "bench/notebook.py", "data/mnist", f"{folder}/weights.npz"]
        return run([*command, str(python)], python, two, watch)

    def run_lucarne(watch=False):
        command = ["build/bin/lucarne", "run", "configs/mnist.yaml", "--no-cache", "--threads", "2"]
        return run([*command, "--output", str(lucarne)], lucarne, {}, watch)

    memory = {"Python": run_python(True), "lucarne": run_lucarne(True)}
    check_same(python, lucarne)

    wall, parts, records = {"Python": [], "lucarne": []}, [], []
    for i in range(1, rounds + 1):
        wall["Python"].append(run_python()[0])
        parts.append(json.loads((python / "parts.json").read_text())["seconds"])
        wall["lucarne"].append(run_lucarne()[0])
        records.append(json.loads((lucarne / "run.json").read_text()))
        times = ", ".join(f"{name} {values[-1]:.2f} s" for name, values in wall.items())
        print(f"round {i}: {times}", flush=True)

    print_parts(wall["Python"], parts)
    print_stages(records)
    for name, (_, largest, together) in memory.items():
        together = max(largest, together)
        print(
            f"peak memory of {name}: largest process {largest / 1e6:.0f} MB, "
            f"all its processes together {together / 1e6:.0f} MB"
        )
    slow, fast = median(wall["Python"]), median(wall["lucarne"])
    print(
        f"medians of {rounds}: Python {slow:.2f} s, lucarne {fast:.2f} s: "
        f"{slow / fast:.1f} times as fast"
    )


main(*sys.argv[1:])
