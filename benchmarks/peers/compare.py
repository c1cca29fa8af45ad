#!/usr/bin/env python3
"""Compares the converters of SpikingJelly and sinabs with AI-Synapse on the same ONNX models, data and time steps.

    benchmarks/peers/compare.py --models FOLDER [--ours FILE] [--json FILE] [--table FILE]

README.md beside this file says what is compared and how to read the table.
"""

import argparse
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WANTED = HERE / "requirements.txt"


def main():
    options = arguments()
    python = environment(Path(options.venv))
    if Path(sys.prefix).resolve() != Path(options.venv).resolve():
        os.execv(python, [str(python), str(Path(__file__).resolve()), *sys.argv[1:]])
    import measuring
    import table

    lines = read(options.peers) if options.peers else measuring.measure_peers(options)
    ours = read(options.ours) if options.ours else run_ours(options)
    text = table.text(lines, ours, options.steps)
    if options.table:
        Path(options.table).write_text(text)
    print(text, end="")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", required=True, metavar="FOLDER", help="folder with a manifest.json")
    parser.add_argument("--only", type=words, default=[], metavar="A,B", help="these models alone")
    parser.add_argument("--steps", type=numbers, default=[4, 8, 16, 32, 64], metavar="A,B")
    parser.add_argument("--samples", type=int, default=1000, metavar="N", help="test samples of each model")
    parser.add_argument("--calibration", type=int, default=256, metavar="N", help="calibration samples of each model")
    parser.add_argument("--schemes", default="rate,rate-signed,graded,differential", help="of AI-Synapse")
    parser.add_argument("--variants", type=words, default=[], metavar="A,B", help="these variants of the peers alone")
    parser.add_argument("--ours", metavar="FILE", help="JSON lines of ./synapse bench conversion; without, it is run")
    parser.add_argument("--peers", metavar="FILE", help="JSON lines that an earlier --json wrote; no peer is run")
    parser.add_argument("--json", metavar="FILE", help="writes a JSON line a model, peer, variant and T")
    parser.add_argument("--table", metavar="FILE", help="writes the table, which is printed in any case")
    parser.add_argument("--venv", default=str(ROOT / "target" / "peers-venv"), metavar="FOLDER",
                        help="the peers' environment")
    return parser.parse_args()


def words(text):
    return text.split(",")


def numbers(text):
    return sorted(int(word) for word in text.split(","))


def environment(folder):
    """Makes the peers' virtual environment unless it holds what requirements.txt names; returns its Python."""
    python = folder / "bin" / "python"
    installed = folder / "installed.txt"
    if installed.exists() and installed.read_text() == WANTED.read_text():
        return python
    print(f"Preparing the peers in {folder} (torch with all it wants takes 6 GB) …", file=sys.stderr)
    folder.parent.mkdir(parents=True, exist_ok=True)
    venv.create(folder, clear=True, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", WANTED], check=True)
    installed.write_text(WANTED.read_text())
    return python


def read(file):
    return [json.loads(line) for line in Path(file).read_text().splitlines() if line]


def run_ours(options):
    """Runs AI-Synapse on the same models, samples and time steps."""
    file = ROOT / "target" / "peers-ours.jsonl"
    file.parent.mkdir(exist_ok=True)
    command = [ROOT / "synapse", "bench", "conversion", "--models", options.models, "--json", file,
               "--samples", options.samples, "--calibration", options.calibration, "--schemes", options.schemes,
               "--steps", ",".join(map(str, options.steps))]
    if options.only:
        command += ["--only", ",".join(options.only)]
    subprocess.run(list(map(str, command)), check=False, stdout=sys.stderr)
    return read(file)


if __name__ == "__main__":
    main()
