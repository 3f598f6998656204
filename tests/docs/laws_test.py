# SPDX-License-Identifier: MIT
"""docs/test_a_plugin.md lists the laws that `lucarne test-plugin` judges, and its texts are real."""
import os
import pathlib
import re
import subprocess
import unittest

from markdown import ROOT, blocks

LUCARNE = os.environ["LUCARNE"]
EXAMPLES = pathlib.Path(os.environ["LUCARNE_EXAMPLES"])
BREAKERS = EXAMPLES.parent / "law-breakers"
PAGE = ROOT / "docs" / "test_a_plugin.md"


def judged(plugin):
    done = subprocess.run([LUCARNE, "test-plugin", str(plugin)], capture_output=True, text=True)
    return done.returncode, done.stdout


class Laws(unittest.TestCase):
    def test_the_table_lists_what_is_judged_in_this_order(self):
        code, output = judged(EXAMPLES / "brightness.so")
        self.assertEqual(code, 0)
        outcome = r"^(?:held|does not apply) +([a-z-]+) +(.*)$"
        said = re.findall(outcome, output, re.M)
        listed = re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.M)
        self.assertEqual(listed, said)

    def test_the_broken_law_on_the_page_is_told_so(self):
        code, output = judged(BREAKERS / "mean-of-means.so")
        self.assertEqual(code, 5)
        # The numbers behind the colon follow from how this processor rounds.
        (text,) = blocks(PAGE, "text")
        without_numbers = [line.split(" is 2")[0].rstrip() for line in text.splitlines()]
        self.assertEqual(len(without_numbers), 3)
        for line in without_numbers:
            self.assertIn(line, output)


if __name__ == "__main__":
    unittest.main()
