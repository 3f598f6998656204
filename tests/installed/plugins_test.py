# SPDX-License-Identifier: MIT
"""Plugins are built outside of the tree with nothing but the installed package."""
import json
import os
import shutil
import unittest

from installed import CMAKE, SOURCE, Installed, doubles, png_size


class Plugins(Installed):
    def check_new_plugin(self, shape):
        name = f"first-{shape}"
        path = {"PATH": f"{self.prefix / 'bin'}:{os.environ['PATH']}"}
        made = self.call([self.program, "new-plugin", name, f"--{shape}"], environment=path)
        command = made.stdout.strip()
        self.assertEqual(command, f"./{name}/run.sh")
        done = self.call(["sh", "-c", command], environment=path)
        self.assertIn(f"{name}: conforms to the plugin contract", done.stdout)
        self.assertIn("100% tests passed, 0 tests failed out of 3", done.stdout)
        report = self.folder / name / f"runs/{name}/report.html"
        self.assertEqual(done.stdout.splitlines()[-1], str(report))
        self.assertTrue(report.exists())
        self.assertGreater(min(png_size(report.parent / name / "shares.png")), 100)
        return json.loads((report.parent / name / "results.json").read_text())

    def test_a_new_fold_plugin_builds_passes_its_tests_and_draws(self):
        results = self.check_new_plugin("fold")
        self.assertGreater(results["scalars"]["lowest"]["value"], 0.5)

    def test_a_new_whole_plugin_builds_passes_its_tests_and_draws(self):
        results = self.check_new_plugin("whole")
        self.assertEqual(set(results["scalars"]), {"small.fc1", "small.logits"})

    def test_the_example_of_the_docs_builds_outside_the_tree(self):
        example = SOURCE / "docs/examples/class_weight_norms"
        self.assertLessEqual(len((example / "class_weight_norms.cpp").read_text().splitlines()), 40)
        build = self.folder / "class-weight-norms"
        self.call([CMAKE, "-S", example, "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}"])
        self.call([CMAKE, "--build", build])
        self.call(["ctest", "--test-dir", build, "--output-on-failure"])
        self.call([CMAKE, "--install", build, "--prefix", self.prefix])
        shutil.copytree(self.prefix / "share/lucarne/example", self.folder / "example")
        norms = {}
        for order in ("l1", "l2"):
            pipeline = (self.folder / "example/example.yaml").read_text().split("stages:")[0]
            (self.folder / "example/norms.yaml").write_text(
                f"{pipeline}stages:\n  - {{plugin: class-weight-norms, with: {{order: {order}}}}}\n")
            self.call([self.program, "run", "example/norms.yaml"])
            self.assertGreater(min(png_size(
                self.folder / "runs/example/class-weight-norms/norms.png")), 100)
            norms[order] = doubles(self.folder / "runs/example/class-weight-norms/norms.npy")
        # 12 weights lead to each of the 3 classes: the l2 norm lies between l1 / sqrt(12) and l1.
        self.assertEqual(len(norms["l1"]), 3)
        for l1, l2 in zip(norms["l1"], norms["l2"]):
            self.assertTrue(l1 / 12 ** 0.5 <= l2 < l1, (l1, l2))

    def test_the_printed_command_names_a_program_that_is_not_in_the_path(self):
        made = self.call([self.program, "new-plugin", "elsewhere", "--output", "some where"])
        self.assertEqual(made.stdout.strip(), f"LUCARNE='{self.program}' './some where/run.sh'")


if __name__ == "__main__":
    unittest.main()
