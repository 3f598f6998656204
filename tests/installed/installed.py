# SPDX-License-Identifier: MIT
"""An installed tree in a temporary place, and what the tests ask of it."""
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile
import unittest
import zlib

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["LUCARNE_BUILD"])
CMAKE = os.environ["CMAKE"]


def files_below(folder):
    """Paths of all files and links below a folder, relative to it."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if not p.is_dir())


def doubles(file):
    """The numbers of an NPY file of float64."""
    data = file.read_bytes()
    header, = struct.unpack("<H", data[8:10])
    values = data[10 + header:]
    return struct.unpack(f"<{len(values) // 8}d", values)


def png_size(file):
    """Width and height of a PNG whose every chunk and pixel is there."""
    data = file.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", "no PNG"
    at, pixels = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        content = data[at + 8:at + 8 + length]
        crc, = struct.unpack(">I", data[at + 8 + length:at + 12 + length])
        assert crc == zlib.crc32(kind + content), f"chunk {kind} is damaged"
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", content[:10])
        if kind == b"IDAT":
            pixels += content
        at += 12 + length
    assert kind == b"IEND", "the picture ends too early"
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row = 1 + (width * samples * depth + 7) // 8
    assert len(zlib.decompress(pixels)) == height * row, "pixels are missing"
    return width, height


class Installed(unittest.TestCase):
    """`cmake --install` into one folder, then moved to another: no path may be written anywhere."""
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="lucarne-installed-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        first = cls.folder / "first"
        subprocess.run([CMAKE, "--install", BUILD, "--prefix", first], check=True,
                       capture_output=True)
        cls.prefix = cls.folder / "moved here"
        first.rename(cls.prefix)
        cls.program = cls.prefix / "bin/lucarne"

    def call(self, words, code=0, **options):
        """Runs a program in the temporary folder; its standard output and error as text."""
        options.setdefault("cwd", self.folder)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("LUCARNE")}
        environment.update(options.pop("environment", {}))
        done = subprocess.run(words, capture_output=True, text=True, env=environment, **options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done
