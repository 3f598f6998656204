# SPDX-License-Identifier: MIT
"""`lucarne check` and the schema of `lucarne schema`, under an independent validator and an
independent reader of YAML, say the same of every pipeline as far as a schema can say it."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import jsonschema

import cases
from yaml_reader import Unreadable, read

ROOT = pathlib.Path(__file__).resolve().parents[2]
LUCARNE = os.environ["LUCARNE"]
sys.path.insert(0, str(ROOT / "tests" / "docs"))
from small_digits import write_split  # noqa: E402: the path is known only now


class Agreement(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="lucarne-schema-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        write_split(cls.folder, "train-images.gz", "train-labels.gz", 60)
        write_split(cls.folder, "test-images.gz", "test-labels.gz", 40)
        text = subprocess.run([LUCARNE, "schema"], capture_output=True, text=True, check=True)
        schema = json.loads(text.stdout)
        jsonschema.Draft7Validator.check_schema(schema)
        cls.validator = jsonschema.Draft7Validator(schema)

    def check(self, file):
        """What `lucarne check` says: nothing, or its errors."""
        done = subprocess.run([LUCARNE, "check", str(file)], capture_output=True, text=True)
        self.assertIn(done.returncode, (0, 3), done.stderr)
        return done.stderr if done.returncode else ""

    def schema_says(self, text):
        """What reader and validator say: nothing, or their errors."""
        try:
            document = read(text)
        except Unreadable as unreadable:
            return f"unreadable: {unreadable}"
        return "\n".join(str(error.message) for error in self.validator.iter_errors(document))

    def verdicts(self, case):
        name, old, new = case
        if old:
            self.assertEqual(cases.VALID.count(old), 1, f"{name}: {old!r} must stand once")
        text = cases.VALID.replace(old, new) if old else cases.VALID
        file = self.folder / "pipeline.yaml"
        file.write_text(text, encoding="utf-8")
        return self.check(file), self.schema_says(text)

    def test_what_is_right_is_accepted_by_both(self):
        for case in cases.RIGHT:
            with self.subTest(case[0]):
                self.assertEqual(self.verdicts(case), ("", ""))

    def test_one_mistake_is_refused_by_both(self):
        for case in cases.WRONG:
            with self.subTest(case[0]):
                checked, validated = self.verdicts(case)
                self.assertTrue(checked, "lucarne check accepts it")
                self.assertTrue(validated, "the schema accepts it")

    def test_what_no_schema_can_say_is_said_by_check(self):
        for case in cases.BEYOND_A_SCHEMA:
            with self.subTest(case[0]):
                checked, validated = self.verdicts(case)
                self.assertTrue(checked, "lucarne check accepts it")
                self.assertEqual(validated, "", "the schema can say it: move the case to WRONG")

    def test_enough_ways_to_be_wrong_are_tried(self):
        names = [case[0] for case in cases.RIGHT + cases.WRONG + cases.BEYOND_A_SCHEMA]
        self.assertEqual(len(set(names)), len(names))
        self.assertGreaterEqual(len(cases.WRONG), 30)

    def test_every_pipeline_that_ships_is_accepted_by_both(self):
        files = sorted((ROOT / "configs").glob("*.yaml"))
        self.assertGreaterEqual(len(files), 1)
        for file in files:
            with self.subTest(file.name):
                self.assertEqual(self.schema_says(file.read_text(encoding="utf-8")), "")
                # Its network and pictures are the user's; tests/end_to_end runs it with some.
                if file.name != "image-folder.yaml":
                    self.assertEqual(self.check(file), "")

    def test_keys_of_each_format_are_accepted(self):
        """Formats whose files the other cases do not have: the schema alone."""
        start = cases.VALID.index("data:")
        end = cases.VALID.index("model:")
        for data in ("{format: npy, test: {images: a, labels: b}}",
                     "{format: npz, test: {file: a}, items: x, labels: y}",
                     "{format: csv, test: {file: a}, label_column: 3, shape: [28, 28]}",
                     "{format: csv, test: {file: 7}, label_column: class, shape: 784}"):
            with self.subTest(data):
                text = f"{cases.VALID[:start]}data: {data}\n{cases.VALID[end:]}"
                self.assertEqual(self.schema_says(text), "")


if __name__ == "__main__":
    unittest.main()
