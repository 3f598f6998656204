# SPDX-License-Identifier: MIT
"""The pipelines of README.md and docs/tutorial.md, and the example plugin, run on small data."""
import json
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile
import unittest

from markdown import ROOT, blocks, commands
from small_digits import write_network, write_test_split

LUCARNE = os.environ["LUCARNE"]
EXAMPLES = os.environ["LUCARNE_EXAMPLES"]
TUTORIAL = ROOT / "docs" / "tutorial.md"


class Pipelines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="lucarne-docs-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        os.environ["LUCARNE_CACHE"] = str(cls.folder / "cache")
        network = write_network(LUCARNE, cls.folder / "training")
        # The places that the pages name, seen from the root of the repository.
        write_test_split(cls.folder / "data/mnist")
        write_test_split(cls.folder / "digits")
        (cls.folder / "configs/models").mkdir(parents=True)
        shutil.copy(network, cls.folder / "configs/models/mnist.onnx")
        shutil.copy(network, cls.folder / "digits/digits.onnx")
        (cls.folder / "digits/pipeline.yaml").write_text(blocks(TUTORIAL, "yaml")[0])

    def lucarne(self, *words, code=0):
        done = subprocess.run([LUCARNE, *words], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_readme_smallest_pipeline_runs(self):
        (self.folder / "smallest.yaml").write_text(blocks(ROOT / "README.md", "yaml")[0])
        self.lucarne("check", "smallest.yaml")
        self.lucarne("run", "smallest.yaml")
        self.assertTrue((self.folder / "runs/smallest/report.html").exists())

    def test_tutorial_commands_run(self):
        given = [c for c in commands(TUTORIAL) if c.startswith("build/bin/lucarne ")]
        self.assertGreaterEqual(len(given), 8)
        for command in given:
            with self.subTest(command=command):
                shell = command.replace("build/bin/lucarne", f"'{LUCARNE}'", 1)
                done = subprocess.run(shell, shell=True, cwd=self.folder, capture_output=True,
                                      text=True)
                self.assertEqual(done.returncode, 0, done.stderr)
        for run in ("digits", "three", "chiffres"):
            self.assertTrue((self.folder / "runs" / run / "report.html").exists(), run)
        report = (self.folder / "runs/chiffres/report.html").read_text(encoding="utf-8")
        self.assertIn('lang="fr"', report)
        schema = json.loads((self.folder / "digits/lucarne.schema.json").read_text())
        self.assertEqual(schema["type"], "object")

    def test_tutorial_messages_are_the_real_ones(self):
        texts = blocks(TUTORIAL, "text")
        pipeline = (self.folder / "digits/pipeline.yaml").read_text()
        typo = pipeline.replace("errors\n", "erors\n", 1).replace("samples: 6", "sampels: 6")
        (self.folder / "digits/typo.yaml").write_text(typo)
        self.assertIn(self.lucarne("check", "digits/typo.yaml", code=3).stderr.strip(),
                      [text.strip() for text in texts])
        wrong = self.lucarne("check", "digits/pipeline.yaml", "--set", "stages.saliency.samples=0",
                             code=3).stderr.strip()
        self.assertIn(wrong, [text.strip() for text in texts])
        self.lucarne("run", "digits/pipeline.yaml")
        plan = self.lucarne("plan", "digits/pipeline.yaml").stdout
        (stage,) = [text for text in texts if text.startswith("saliency ")]
        self.assertIn(stage, plan)

    def test_the_page_tells_how_to_build_the_example_by_hand(self):
        # In a tree that looks like the repository after the demo.
        tree = self.folder / "checkout"
        tree.mkdir()
        for name in ("cmake", "docs", "framework"):
            (tree / name).symlink_to(ROOT / name)
        (tree / "build").symlink_to(pathlib.Path(LUCARNE).parents[1])
        for command in commands(ROOT / "docs/write_a_plugin.md"):
            with self.subTest(command=command):
                done = subprocess.run(command, shell=True, cwd=tree, capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue((tree / "my-plugins/brightness.so").exists())

    def test_the_example_plugin_gives_the_mean_of_each_class(self):
        pipeline = blocks(ROOT / "README.md", "yaml")[0].split("stages:")[0]
        (self.folder / "brightness.yaml").write_text(
            pipeline + "stages:\n  - plugin: brightness\n    with: {split: test}\n")
        self.lucarne("run", "brightness.yaml", "--plugin-dir", EXAMPLES)
        results = self.folder / "runs/brightness/brightness"
        self.assertGreater((results / "brightness.png").stat().st_size, 1000)
        npy = (results / "brightness.npy").read_bytes()
        header_bytes, = struct.unpack("<H", npy[8:10])
        means = struct.unpack("<10d", npy[10 + header_bytes:])
        # One bright row of 28, the rest uniform over 0 .. 39 of 255: (1 + 27 * 19.5 / 255) / 28.
        # The noise of 30 items' 756 pixels each moves a mean by less than 0.001.
        for mean in means:
            self.assertAlmostEqual(mean, (1 + 27 * 19.5 / 255) / 28, delta=0.001)

    def test_the_gates_of_the_page_are_read_and_its_message_is_the_real_one(self):
        page = ROOT / "docs" / "gates.md"
        smallest = blocks(ROOT / "README.md", "yaml")[0]
        gates = blocks(page, "yaml")[0]
        self.lucarne("check", self.written("gates.yaml", smallest + gates))
        self.lucarne("run", self.written("earlier.yaml", smallest))
        done = subprocess.run([LUCARNE, "run", "gates.yaml", "--baseline", "runs/earlier"],
                              cwd=self.folder, capture_output=True, text=True)
        self.assertIn(done.returncode, (0, 5), done.stderr)
        self.assertIn("of 3 gates passed", done.stderr)
        self.written("gates.yaml", smallest + gates.replace("errors", "erors", 1))
        message = self.lucarne("check", "gates.yaml", code=3).stderr.strip()
        self.assertIn(message, [text.strip() for text in blocks(page, "text")])

    def written(self, name, text):
        (self.folder / name).write_text(text)
        return name


if __name__ == "__main__":
    unittest.main()
