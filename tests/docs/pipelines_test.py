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

    def test_the_page_tells_how_to_build_the_example(self):
        page = ROOT / "docs/write_a_plugin.md"
        tree = self.folder / "author"
        (tree / "brightness").mkdir(parents=True)
        shutil.copy(ROOT / "docs/examples/brightness/brightness.cpp", tree / "brightness")
        (tree / "brightness/CMakeLists.txt").write_text(blocks(page, "cmake")[0])
        program = pathlib.Path(LUCARNE)
        environment = dict(os.environ, PREFIX=program.parents[1],
                           PATH=f"{program.parent}:{os.environ['PATH']}")
        for command in commands(page):
            with self.subTest(command=command):
                done = subprocess.run(command, shell=True, cwd=tree, capture_output=True, text=True,
                                      env=environment)
                self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
                if command.startswith("ctest"):
                    self.assertIn("brightness: conforms to the plugin contract", done.stdout)
        self.assertTrue((tree / "brightness/build/plugins/brightness.so").exists())

    def run_examples(self, name, stages):
        pipeline = blocks(ROOT / "README.md", "yaml")[0].split("stages:")[0]
        (self.folder / f"{name}.yaml").write_text(pipeline + stages)
        self.lucarne("run", f"{name}.yaml", "--plugin-dir", EXAMPLES)
        return self.folder / "runs" / name

    def test_the_three_steps_give_the_mean_of_each_class(self):
        plugins = ("brightness-whole", "brightness-fold", "brightness")
        run = self.run_examples("brightness", "stages:\n" + "".join(
            f"  - plugin: {plugin}\n    with: {{split: test}}\n" for plugin in plugins))
        self.assertGreater((run / "brightness/brightness.png").stat().st_size, 1000)
        for plugin in plugins:
            npy = (run / plugin / "brightness.npy").read_bytes()
            header_bytes, = struct.unpack("<H", npy[8:10])
            means = struct.unpack("<10d", npy[10 + header_bytes:])
            # One bright row of 28, the rest uniform over 0 .. 39 of 255:
            # (1 + 27 * 19.5 / 255) / 28. The noise of 30 items' 756 pixels each moves a mean by
            # less than 0.001.
            for mean in means:
                self.assertAlmostEqual(mean, (1 + 27 * 19.5 / 255) / 28, delta=0.001)

    def test_every_type_of_parameter_is_set_as_the_page_says(self):
        page = ROOT / "docs/plugin_parameters.md"
        run = self.run_examples("norms", blocks(page, "yaml")[0])
        self.assertTrue((run / "report.html").exists())
        text = (self.folder / "norms.yaml").read_text().replace("norm: l1", "norm: l3")
        (self.folder / "norms.yaml").write_text(text)
        wrong = self.lucarne("check", "norms.yaml", "--plugin-dir", EXAMPLES, code=3).stderr
        self.assertIn(wrong.strip(), [block.strip() for block in blocks(page, "text")])

    def test_every_type_of_figure_is_drawn_as_the_page_shows(self):
        run = self.run_examples("figures", "stages:\n  - plugin: every-figure\n")
        drawn = sorted((run / "every-figure").glob("*.png"))
        shown = sorted((ROOT / "docs/pictures").glob("figure_*.png"))
        self.assertEqual([f"figure_{file.name}" for file in drawn], [file.name for file in shown])
        for here, there in zip(drawn, shown):
            # Width and height; the pixels depend on the versions of fonts and cairo.
            self.assertEqual(here.read_bytes()[16:24], there.read_bytes()[16:24], here.name)


if __name__ == "__main__":
    unittest.main()
