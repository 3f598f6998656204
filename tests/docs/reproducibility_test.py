# SPDX-License-Identifier: MIT
"""The worked example of docs/reproducibility.md does what the page says."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from markdown import ROOT, blocks, commands
from small_digits import write_network, write_test_split

LUCARNE = os.environ["LUCARNE"]
PAGE = ROOT / "docs" / "reproducibility.md"
REFUSED = "--set stages.errors.bins=20"


class Reproducibility(unittest.TestCase):
    def test_commands_end_as_told_and_print_what_is_shown(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="lucarne-docs-"))
        self.addCleanup(shutil.rmtree, folder)
        network = write_network(LUCARNE, folder / "training")
        write_test_split(folder / "data/mnist")
        shutil.copytree(folder / "data/mnist", folder / "digits")
        shutil.copy(network, folder / "digits/digits.onnx")
        (folder / "digits/pipeline.yaml").write_text(
            blocks(ROOT / "docs/tutorial.md", "yaml")[0])
        printed = ""
        given = commands(PAGE)
        self.assertGreaterEqual(len(given), 8)
        for command in given:
            with self.subTest(command=command):
                shell = command.replace("build/bin/lucarne", f"'{LUCARNE}'", 1)
                done = subprocess.run(shell, shell=True, cwd=folder, capture_output=True, text=True)
                self.assertEqual(done.returncode, 5 if REFUSED in command else 0, done.stderr)
                printed += done.stdout + done.stderr
        for text in blocks(PAGE, "text"):
            for line in text.splitlines():
                for part in line.split("..."):
                    with self.subTest(part=part):
                        self.assertIn(part.strip(), printed)


if __name__ == "__main__":
    unittest.main()
