#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Feeds check_includes.py small trees, good and bad."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).with_name("check_includes.py")

GOOD = {
    "framework/include/lucarne/model.hpp": "#include <lucarne/shape.hpp>\n#include <armadillo>\n",
    "framework/data/idx.hpp": '#include "data/npy.hpp"\n#include <vector>\n',
    "framework/host/run.cpp": '#include "pipeline/plan.hpp"\n#include <boost/dll/alias.hpp>\n',
    "framework/cli/main.cpp": '#include "host/run.hpp"\n',
    "plugins/errors/errors.cpp": '#include "errors/table.hpp"\n#include <lucarne/model.hpp>\n',
}


class CheckIncludes(unittest.TestCase):
    def check(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**GOOD, **changes}.items():
                file = pathlib.Path(folder) / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            done = subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True)
            return done.returncode, done.stdout

    def refuses(self, changes, words):
        code, text = self.check(changes)
        self.assertEqual(code, 1)
        self.assertIn(words, text)
        self.assertEqual(text.count("\n"), 1)

    def test_a_tree_that_keeps_to_the_rule_passes(self):
        self.assertEqual(self.check({}), (0, "every include keeps to the rule\n"))

    def test_a_room_that_includes_upwards_is_named_with_file_and_line(self):
        self.refuses({"framework/data/csv.cpp": '\n#include "host/run.hpp"\n'},
                     "framework/data/csv.cpp:2: includes 'host/run.hpp'; data may include data")

    def test_rooms_side_by_side_do_not_include_one_another(self):
        self.refuses({"framework/output/report.cpp": '#  include "pipeline/plan.hpp"\n'},
                     "framework/output/report.cpp:1: includes 'pipeline/plan.hpp'")

    def test_a_plugin_sees_public_headers_and_its_own_only(self):
        self.refuses({"plugins/errors/other.cpp": '#include "network/graph.hpp"\n'},
                     "plugins/errors/other.cpp:1: includes 'network/graph.hpp'; a plugin may")
        self.refuses({"plugins/errors/other.cpp": '#include "saliency/target.hpp"\n'},
                     "plugins/errors/other.cpp:1: includes 'saliency/target.hpp'; a plugin may")

    def test_public_headers_stay_light(self):
        self.refuses({"framework/include/lucarne/fold.hpp": "#include <nlohmann/json.hpp>\n"},
                     "framework/include/lucarne/fold.hpp:1: includes <nlohmann/json.hpp>")

    def test_a_heavy_header_stands_in_one_source(self):
        self.refuses({"framework/host/more.cpp": "#include <boost/dll/shared_library.hpp>\n"},
                     "boost/dll is included in framework/host/more.cpp, framework/host/run.cpp")
        self.refuses({"framework/pipeline/tree.hpp": "#include <yaml-cpp/yaml.h>\n"},
                     "framework/pipeline/tree.hpp: includes yaml-cpp; it belongs in a .cpp")

    def test_a_room_without_a_rule_is_noticed(self):
        self.refuses({"framework/attic/box.cpp": ""}, "framework/attic: a room that the rule does")


if __name__ == "__main__":
    unittest.main()
