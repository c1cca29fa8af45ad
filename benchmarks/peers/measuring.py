"""Measures every variant of every peer on every model of a folder, and says why where there is nothing to measure."""

import json
import sys
from importlib import metadata

import numpy as np
import torch

import folder
import latency
import rebuild
import running
import sinabs_peer
import spikingjelly_peer

PEERS = (spikingjelly_peer, sinabs_peer)
LONGEST_STEPS = 80
TOLERANCE = 1e-4
CHECKED_SAMPLES = 64


def measure_peers(options):
    """Returns one line (a dictionary) a model, peer, variant and T, and writes each to `options.json` at once."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    lines = []
    with open(options.json or "/dev/null", "w") as out:
        for line in all_lines(options):
            lines.append(line)
            out.write(json.dumps(line) + "\n")
            out.flush()
    return lines


def all_lines(options):
    for name in options.only or folder.names(options.models):
        try:
            subject = folder.subject(options.models, name, options.samples, options.calibration)
            network = equal_network(subject)
        except (rebuild.Unsupported, ValueError, RuntimeError) as reason:
            print(f"{name}: {reason}", file=sys.stderr)
            yield {"model": name, "verdict": "not rebuilt", "reason": str(reason)}
            continue
        steps = sorted(set(options.steps) | set(latency.equal_ticks(options.steps, network.depth(), LONGEST_STEPS)))
        for peer in PEERS:
            for variant in peer.variants(subject):
                if options.variants and variant not in options.variants:
                    continue
                print(f"{name}: {peer.NAME}, {variant}", file=sys.stderr)
                for line in variant_lines(network, subject, (peer, variant), steps):
                    yield line | {"depth": network.depth()}


def equal_network(subject):
    """The torch network of the model. Raises `Unsupported` when its answers are not the original's."""
    network = rebuild.rebuild(subject.path)
    with torch.no_grad():
        answers = network(torch.from_numpy(subject.test[:CHECKED_SAMPLES])).numpy()
    wanted = subject.answers[:CHECKED_SAMPLES]
    difference = float(np.abs(answers - wanted).max() / max(1.0, np.abs(wanted).max()))
    if difference > TOLERANCE:
        raise rebuild.Unsupported(f"the rebuilt network is off by {difference:.1e}")
    return network


def variant_lines(network, subject, converter, steps):
    peer, variant = converter
    line = {"model": subject.name, "peer": peer.NAME, "version": metadata.version(peer.NAME), "variant": variant}
    try:
        spiking = peer.convert(network, subject, variant)
    except (sinabs_peer.Unsuitable, ValueError, RuntimeError, NotImplementedError) as reason:
        yield line | {"verdict": "refused", "reason": str(reason)}
        return
    left = running.analog_leftovers(spiking.module)
    if left or not spiking.neurons:
        yield line | {"verdict": "not converted", "reason": "stays analog in silence: " + (", ".join(left) or "all")}
        return
    for answer in running.answers(spiking, subject.test, steps):
        yield line | {
            "readout": answer.readout,
            "steps": answer.steps,
            "verdict": "converted",
            "samples": len(subject.test),
            "calibration": len(subject.calibration),
            "original": subject.accuracy(subject.answers),
            "spiking": subject.accuracy(answer.values),
            "agreement": subject.agreement(answer.values),
            "spikes": answer.spikes,
            "most_spikes_a_step": answer.largest,
            "seconds": answer.seconds,
        }
