# SPDX-License-Identifier: MIT
"""The two Debian packages: what they say of themselves, hold, and do in a fresh root."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from installed import BUILD, SOURCE


def text_of(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


@unittest.skipUnless(shutil.which("dpkg-deb"), "no dpkg-deb here")
class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="lucarne-packages-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        text_of(os.environ["CPACK"], "--config", BUILD / "CPackConfig.cmake", "-G", "DEB",
                "-B", cls.folder)
        cls.packages = {p.name.split("_")[0]: p for p in cls.folder.glob("*.deb")}
        cls.root = cls.folder / "root"
        for package in cls.packages.values():
            text_of("dpkg-deb", "-x", package, cls.root)

    def field(self, package, name):
        return text_of("dpkg-deb", "--field", self.packages[package], name).strip()

    def files(self, package):
        lines = text_of("dpkg-deb", "--contents", self.packages[package]).splitlines()
        return [line.split()[5] for line in lines if not line.split()[5].endswith("/")]

    def test_there_are_two_of_the_projects_version(self):
        self.assertEqual(set(self.packages), {"lucarne", "liblucarne-dev"})
        version = (SOURCE / "CMakeLists.txt").read_text().split("VERSION 3.25")[1]
        version = version.split("VERSION ")[1].split()[0]
        for package in self.packages:
            self.assertEqual(self.field(package, "Version"), f"{version}-1")
            self.assertRegex(self.field(package, "Maintainer"), r"^[^<]+ <\S+@\S+>$")
            self.assertRegex(self.field(package, "Description"), r"\A\S.{10,70}\n \S")

    def test_they_depend_on_what_they_need(self):
        runtime = self.field("lucarne", "Depends")
        for needed in ("libc6", "libopenblas0", "libdnnl2", "libyaml-cpp0.7", "libonnx1", "gnuplot-nox",
                       "fonts-dejavu-core"):
            self.assertIn(needed, runtime)
        self.assertNotIn("-dev", runtime)
        development = self.field("liblucarne-dev", "Depends")
        version = self.field("lucarne", "Version")
        for needed in (f"lucarne (= {version})", "libarmadillo-dev", "libopenblas", "g++"):
            self.assertIn(needed, development)

    def test_each_holds_its_own_files(self):
        runtime, development = self.files("lucarne"), self.files("liblucarne-dev")
        self.assertIn("./usr/bin/lucarne", runtime)
        self.assertIn("./usr/lib/lucarne/plugins/errors.so", runtime)
        self.assertIn("./usr/lib/lucarne/png_settings.so", runtime)
        self.assertIn("./usr/include/lucarne/plugin.hpp", development)
        self.assertIn("./usr/lib/cmake/lucarne/lucarneConfig.cmake", development)
        self.assertFalse([f for f in runtime if f.endswith((".hpp", ".cmake", "liblucarne.so"))])
        self.assertFalse([f for f in development if "/bin/" in f or "/plugins/" in f])
        for package, files in (("lucarne", runtime), ("liblucarne-dev", development)):
            self.assertIn(f"./usr/share/doc/{package}/copyright", files)
            self.assertIn(f"./usr/share/doc/{package}/changelog.gz", files)
            self.assertTrue(all(f.startswith("./usr/") for f in files))

    def test_the_program_runs_in_a_fresh_root(self):
        example = shutil.copytree(self.root / "usr/share/lucarne/example", self.folder / "example")
        program = self.root / "usr/bin/lucarne"
        self.assertEqual(len(text_of(program, "plugins").splitlines()), 7)
        done = subprocess.run([program, "run", "example.yaml"], cwd=example, capture_output=True,
                              text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((example / "runs/example/report.html").exists())


if __name__ == "__main__":
    unittest.main()
