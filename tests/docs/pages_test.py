# SPDX-License-Identifier: MIT
"""README.md and docs/ agree with the tree: links, commands, the example, the pages there must be."""
import os
import re
import subprocess
import unittest

from markdown import PAGES, ROOT, blocks, commands, links

LUCARNE = os.environ["LUCARNE"]


class Pages(unittest.TestCase):
    def test_every_link_leads_to_a_file(self):
        for page in PAGES:
            for target in links(page):
                if target.startswith(("http:", "https:", "#")):
                    continue
                with self.subTest(page=page.name, target=target):
                    self.assertTrue((page.parent / target.split("#")[0]).exists())

    def test_readme_gives_the_two_commands_and_they_exist(self):
        given = commands(ROOT / "README.md")
        self.assertEqual(given, ["scripts/demo.sh", "scripts/test.sh"])
        for command in given:
            self.assertTrue(os.access(ROOT / command, os.X_OK), command)

    def test_readme_stays_under_two_screens(self):
        self.assertLessEqual(len((ROOT / "README.md").read_text().splitlines()), 90)

    def test_every_plugin_has_a_page_with_the_same_headings(self):
        headings = {}
        for plugin in sorted((ROOT / "plugins").iterdir()):
            if not (plugin / "CMakeLists.txt").exists():
                continue
            page = ROOT / "docs" / "plugins" / f"{plugin.name}.md"
            self.assertTrue(page.exists(), f"{plugin.name} has no page {page}")
            lines = page.read_text(encoding="utf-8").splitlines()
            headings[plugin.name] = [line for line in lines if line.startswith("## ")]
        self.assertGreaterEqual(len(headings), 5)
        self.assertEqual(len({tuple(h) for h in headings.values()}), 1, headings)

    def test_the_example_is_shown_as_it_is_and_short(self):
        source = (ROOT / "docs/examples/brightness/brightness.cpp").read_text(encoding="utf-8")
        self.assertIn(source, blocks(ROOT / "docs/write_a_plugin.md", "cpp"))
        code = [line for line in source.splitlines() if line and not line.startswith(("//", "#"))]
        self.assertLessEqual(len(code), 30)

    def test_the_example_of_fold_states_is_shown_as_it_is(self):
        source = (ROOT / "docs/examples/logit_spread/logit_spread.cpp").read_text(encoding="utf-8")
        self.assertIn(source, blocks(ROOT / "docs/fold_states.md", "cpp"))

    def test_every_cpp_shown_is_compiled(self):
        sources = [[line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
                   for file in (ROOT / "docs/examples").rglob("*.cpp")]
        shown = 0
        for page in PAGES:
            for block in blocks(page, "cpp"):
                lines = [line.strip() for line in block.splitlines()]
                found = any(lines == source[i:i + len(lines)] for source in sources
                            for i in range(len(source)))
                self.assertTrue(found, f"{page.name}: not in docs/examples:\n{block}")
                shown += 1
        self.assertGreaterEqual(shown, 10)

    def test_the_contract_lists_every_header(self):
        page = (ROOT / "docs/plugin_contract.md").read_text(encoding="utf-8")
        listed = set(re.findall(r"`(\w+\.hpp)`", page.split("## What is API")[1].split("\n## ")[0]))
        there = {file.name for file in (ROOT / "framework/include/lucarne").glob("*.hpp")}
        self.assertEqual(listed, there | {"headers_digest.hpp"})

    def test_the_contract_lists_every_field_of_the_fingerprint(self):
        page = (ROOT / "docs/plugin_contract.md").read_text(encoding="utf-8")
        abi = (ROOT / "framework/include/lucarne/abi.hpp").read_text(encoding="utf-8")
        fields = re.findall(r'";?([a-z-]+)="', abi)
        self.assertEqual(len(fields), 8)
        for word in ("api", "compiler", "armadillo", "headers"):
            self.assertIn(word, fields)
            self.assertIn(f"`{word}`", page)

    def test_every_subcommand_named_exists(self):
        known = subprocess.run([LUCARNE, "--help"], capture_output=True, text=True, check=True)
        names = {line.split()[0] for line in known.stdout.splitlines() if line.startswith("  ")}
        self.assertIn("run", names)
        for page in PAGES:
            for command in commands(page):
                if command.startswith("build/bin/lucarne "):
                    self.assertIn(command.split()[1], names, f"{page.name}: {command}")

    def test_pictures_stay_small(self):
        sizes = [file.stat().st_size for file in (ROOT / "docs/pictures").iterdir()]
        self.assertTrue(sizes)
        self.assertLessEqual(sum(sizes), 600_000)


if __name__ == "__main__":
    unittest.main()
