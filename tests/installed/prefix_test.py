# SPDX-License-Identifier: MIT
"""The installed program finds what belongs to it, wherever it lies."""
import shutil
import subprocess
import unittest

from installed import BUILD, CMAKE, SOURCE, Installed, files_below, png_size


class Prefix(Installed):
    def test_plugins_are_found_beside_the_program(self):
        link = self.folder / "link-to-lucarne"
        link.symlink_to(self.program)
        expected = sorted(p.name for p in (SOURCE / "plugins").iterdir() if p.is_dir())
        for program in (self.program, link):
            found = self.call([program, "plugins"])
            self.assertEqual([line.split()[0] for line in found.stdout.splitlines()], expected)
            self.assertEqual(found.stderr, "")

    def test_no_file_names_the_place_where_it_was_built_or_installed(self):
        for name in files_below(self.prefix):
            if name.endswith((".cmake", ".sh", ".txt", ".yaml", ".hpp")):
                text = (self.prefix / name).read_text()
                for place in (str(SOURCE), str(BUILD), str(self.folder)):
                    self.assertNotIn(place, text, name)
        for name in files_below(self.prefix / "lib/lucarne/plugins"):
            dynamic = subprocess.run(
                ["readelf", "-d", self.prefix / "lib/lucarne/plugins" / name],
                check=True, capture_output=True, text=True).stdout
            self.assertIn("[$ORIGIN/../..]", dynamic)
            self.assertIn("NODELETE", dynamic)

    def test_the_example_runs_with_every_plugin(self):
        example = shutil.copytree(self.prefix / "share/lucarne/example", self.folder / "example")
        done = self.call([self.program, "run", "example.yaml"], cwd=example)
        self.assertEqual(done.stdout.strip(), str(example / "runs/example/report.html"))
        pictures = sorted((example / "runs/example").rglob("*.png"))
        self.assertGreaterEqual(len(pictures), 5)
        for picture in pictures:
            self.assertGreater(min(png_size(picture)), 100)

    def test_components_hold_what_belongs_to_them(self):
        lists = {}
        for component in ("runtime", "development"):
            folder = self.folder / component
            subprocess.run([CMAKE, "--install", BUILD, "--prefix", folder, "--component",
                            component], check=True, capture_output=True)
            lists[component] = files_below(folder)
        self.assertEqual(sorted(lists["runtime"] + lists["development"]), files_below(self.prefix))
        for name in lists["runtime"]:
            self.assertFalse(name.endswith((".hpp", ".cmake", "liblucarne.so")), name)
        for name in lists["development"]:
            self.assertTrue(name.startswith(("include/lucarne/", "lib/cmake/lucarne/",
                                             "share/lucarne/template/")) or
                            name == "lib/liblucarne.so", name)
        headers = {p.name for p in (SOURCE / "framework/include/lucarne").glob("*.hpp")}
        installed = {name.split("/")[-1] for name in lists["development"]
                     if name.startswith("include/")}
        self.assertEqual(installed, headers | {"headers_digest.hpp"})


class NewPlugin(Installed):
    def new_plugin(self, *words, code=0):
        return self.call([self.program, "new-plugin", *words], code=code)

    def test_a_folder_is_written_under_the_new_name(self):
        done = self.new_plugin("unit-norms")
        self.assertIn("run.sh", done.stdout)
        folder = self.folder / "unit-norms"
        self.assertEqual(files_below(folder), [
            "CMakeLists.txt", "README.md", "data/test.csv", "data/train.csv", "pipeline.yaml",
            "run.sh", "unit-norms.cpp", "unit-norms.hpp", "unit-norms_test.cpp"])
        source = (folder / "unit-norms.cpp").read_text()
        self.assertIn('LUCARNE_PLUGIN(UnitNorms, "unit-norms", ', source)
        for name in files_below(folder):
            text = (folder / name).read_text().lower()
            self.assertNotIn("my-plugin", text)
            self.assertNotIn("myplugin", text)
        self.assertEqual(list(self.folder.glob("*.partial*")), [])

    def test_what_is_there_already_is_kept(self):
        for name, content in (("a-file", "mine"), ("a-link", None)):
            if content:
                (self.folder / name).write_text(content)
            else:
                (self.folder / name).symlink_to("nowhere")
            done = self.new_plugin(name, code=2)
            self.assertIn(f"error: '{name}' is there already; remove it or choose another with "
                          "--output", done.stderr)
        self.assertEqual((self.folder / "a-file").read_text(), "mine")

    def test_names_that_cannot_work_are_refused(self):
        for name, words in (("Unit", "is no name for a plugin; wanted small letters"),
                            ("../up", "is no name for a plugin"),
                            ("a_b", "is no name for a plugin"), ("", "is no name for a plugin"),
                            ("test", "CMake keeps for itself"),
                            ("errors", "there is a plugin 'errors' already")):
            self.assertIn(words, self.new_plugin("--output", "refused", name, code=2).stderr)
        self.assertIn("exclude each other", self.new_plugin("x", "--fold", "--whole", code=2).stderr)
        self.assertIn("NAME is missing", self.new_plugin(code=2).stderr)
        self.assertFalse((self.folder / "refused").exists())

    def test_a_folder_that_cannot_be_made_is_told(self):
        (self.folder / "file").write_text("")
        done = self.new_plugin("x", "--output", "file/x", code=1)
        self.assertIn("cannot write", done.stderr)
        self.assertIn("Not a directory", done.stderr)

    def test_without_its_template_the_program_says_what_to_install(self):
        bare = shutil.copytree(self.prefix, self.folder / "bare", symlinks=True)
        shutil.rmtree(bare / "share/lucarne/template")
        done = self.call([bare / "bin/lucarne", "new-plugin", "x"], code=2)
        self.assertIn("the template of plugins is not installed", done.stderr)
        self.assertIn("liblucarne-dev", done.stderr)


if __name__ == "__main__":
    unittest.main()
