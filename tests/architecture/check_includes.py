#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the one-way import rule and where heavy headers stand, over the #include lines of a tree.

usage: check_includes.py FOLDER    (the folder that holds framework/ and plugins/)
"""
import pathlib
import re
import sys

# Each room of framework/ with the rooms that it may include besides its own.
ROOMS = {
    "data": set(),
    "network": {"data"},
    "pipeline": {"data", "network"},
    "output": {"data", "network"},
    "host": {"data", "network", "pipeline", "output"},
    "cli": {"data", "network", "pipeline", "output", "host"},
    "preload": set(),
    "sdk": set(),
    "include": set(),
}
# Headers that take seconds to compile stand in one .cpp each, and in no header.
HEAVY = ["boost/dll", "boost/program_options", "yaml-cpp", "gnuplot-iostream.h", "spdlog"]

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def includes(file):
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found[1] == '"', found[2]


def sources(folder):
    return sorted(p for p in folder.rglob("*") if p.suffix in {".cpp", ".hpp", ".in"})


def check_room(tree, room, complaints):
    allowed = ROOMS[room] | {room}
    for file in sources(tree / "framework" / room):
        for number, quoted, name in includes(file):
            first = name.split("/")[0]
            where = f"{file.relative_to(tree)}:{number}"
            if quoted and "/" in name and first not in allowed:
                may = ", ".join(sorted(allowed))
                complaints.append(f"{where}: includes '{name}'; {room} may include {may}")
            if room == "include" and not quoted and "/" in name and first != "lucarne":
                complaints.append(f"{where}: includes <{name}>; public headers may include "
                                  "<lucarne/...>, <armadillo> and the standard library")


def check_plugin(tree, folder, complaints):
    for file in sources(folder):
        for number, quoted, name in includes(file):
            first = name.split("/")[0]
            own = (folder / name).exists() or first == folder.name
            if quoted and not own:
                complaints.append(f"{file.relative_to(tree)}:{number}: includes '{name}'; a plugin "
                                  "may include <lucarne/...> and files of its own folder")


def check_heavy(tree, complaints):
    for heavy in HEAVY:
        users = [file for room in ("framework", "plugins") for file in sources(tree / room)
                 if any(name.startswith(heavy) for _, _, name in includes(file))]
        names = [str(file.relative_to(tree)) for file in users]
        if len(users) > 1:
            complaints.append(f"{heavy} is included in {', '.join(names)}; one .cpp is enough")
        complaints.extend(f"{name}: includes {heavy}; it belongs in a .cpp"
                          for name in names if not name.endswith(".cpp"))


def main():
    tree = pathlib.Path(sys.argv[1]).resolve()
    rooms = sorted(p.name for p in (tree / "framework").iterdir() if p.is_dir())
    complaints = [f"framework/{room}: a room that the rule does not know; add it to "
                  "tests/architecture/check_includes.py" for room in rooms if room not in ROOMS]
    for room in rooms:
        if room in ROOMS:
            check_room(tree, room, complaints)
    for folder in sorted(p for p in (tree / "plugins").iterdir() if p.is_dir()):
        check_plugin(tree, folder, complaints)
    check_heavy(tree, complaints)
    print("\n".join(complaints) if complaints else "every include keeps to the rule")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
