#!/usr/bin/env python3
"""NeuroBench's metrics and KerasSpiking's energies of one network, by their packages and by AI-Synapse.

`./synapse bench metrics --json FILE` writes the network in integers, its inputs and our figures. Two virtual
environments, made on the first call, run the same network in snnTorch under NeuroBench and its rates in Keras under
KerasSpiking. Every figure must agree to a relative 1e-6; the exit code is 1 when one does not.
"""

import argparse
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TOLERANCE = 1e-6
PEERS = {"neurobench": "neurobench_peer.py", "keras": "keras_peer.py"}


def environment(peer, folder):
    """The interpreter of a peer's environment, which is made when there is none."""
    wanted = HERE / f"requirements-{peer}.txt"
    target = folder / peer
    python = target / "bin" / "python"
    installed = target / "installed.txt"
    if not python.exists() or not installed.exists() or installed.read_text() != wanted.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", target], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", wanted], check=True)
        installed.write_text(wanted.read_text())
    return python


def agree(ours, theirs):
    return abs(ours - theirs) <= TOLERANCE * max(1e-12, abs(ours), abs(theirs))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", type=pathlib.Path, help="what bench metrics wrote; run now when left out")
    parser.add_argument("--venvs", type=pathlib.Path, default=ROOT / "target" / "energy-venvs")
    parser.add_argument("--python", action="append", default=[], metavar="PEER=PATH", help="an interpreter of your own")
    options = parser.parse_args()
    given = dict(each.split("=", 1) for each in options.python)
    file = options.ours
    if file is None:
        file = ROOT / "target" / "metrics.json"
        file.parent.mkdir(exist_ok=True)
        subprocess.run([ROOT / "synapse", "bench", "metrics", "--json", file], check=True, stdout=subprocess.DEVNULL)
    ours = json.loads(file.read_text())
    theirs = {}
    for peer, script in PEERS.items():
        python = given.get(peer) or environment(peer, options.venvs)
        answer = subprocess.run([python, HERE / script, file], check=True, stdout=subprocess.PIPE, text=True).stdout
        theirs |= json.loads(answer.strip().splitlines()[-1])
    rows = [(f"NeuroBench {name}", value, theirs[name]) for name, value in ours["neurobench"].items()]
    energies = ours["picojoules_each_sample"]
    rows += [(f"KerasSpiking {name}, pJ", energies[name], theirs[name]) for name in theirs if name in energies]
    print("| figure | AI-Synapse | package | agrees |\n|---|---|---|---|")
    for name, mine, other in rows:
        print(f"| {name} | {mine:.9g} | {other:.9g} | {'yes' if agree(mine, other) else 'NO'} |")
    return 0 if all(agree(mine, other) for _, mine, other in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
