"""The table of peers and AI-Synapse, in Markdown, and for each T who is ahead."""

import latency

OURS = "AI-Synapse"
BINARY_SCHEMES = ("rate",)
BINARY, LARGER = "at most one spike a step", "larger events"


def text(peer_lines, our_lines, steps):
    """One table of all models, then one of the best of each side."""
    models = list(dict.fromkeys(line["model"] for line in peer_lines))
    ours = [line for line in map(our_row, our_lines) if line["model"] in models]
    check_same_samples(peer_lines, ours)
    lines = [row for row in peer_lines if row["verdict"] == "converted"] + ours
    out = []
    for part in (full_table, best_table, latency_table):
        out += [part(models, lines, steps), ""]
    out += [f"- {reason}" for reason in without_figures(peer_lines)]
    return "\n".join(out) + "\n"


def check_same_samples(peer_lines, ours):
    """Figures of other samples must not stand in one table. Raises `SystemExit`."""
    counts = {}
    for line in peer_lines + ours:
        if line["verdict"] == "converted":
            counts.setdefault(line["model"], set()).add(line["samples"])
    mixed = [f"{model}: {sorted(found)}" for model, found in counts.items() if len(found) > 1]
    if mixed:
        raise SystemExit("test samples differ, so there is no table: " + "; ".join(mixed))


def our_row(line):
    """A line of `./synapse bench conversion` as a line of this table."""
    return line | {"peer": OURS, "variant": f"`{line.get('scheme')}`", "readout": ""}


def full_table(models, lines, steps):
    heads = ["model (original)", "converter"] + [f"T = {count}" for count in steps]
    rows = [heads, ["---"] * len(heads)]
    for model in models:
        own = [line for line in lines if line["model"] == model and line["verdict"] == "converted"]
        for label in dict.fromkeys(map(name, own)):
            cells = {line["steps"]: line for line in own if name(line) == label}
            original = next(iter(cells.values()))["original"]
            rows.append([f"{model} ({percent(original)})", label] + [cell(cells.get(count)) for count in steps])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def name(line):
    readout = f", {line['readout']} readout" if line["readout"] else ""
    return f"{line['peer']} {line['variant']}{readout}"


def cell(line):
    """Agreement with the original, then accuracy."""
    return "–" if line is None else f"{percent(line['agreement'])} / {percent(line['spiking'])}"


def percent(share):
    return f"{100 * share:.1f}"


def kind(line):
    """What a neuron may send in one step."""
    if line["peer"] == OURS:
        return BINARY if line["scheme"] in BINARY_SCHEMES else LARGER
    return BINARY if line["most_spikes_a_step"] <= 1 else LARGER


def best_table(models, lines, steps):
    """Highest agreement of the peers' variants against that of our schemes, like with like."""
    heads = ["model", "events", "whose"] + [f"T = {count}" for count in steps]
    rows = [heads, ["---"] * len(heads)]
    for model in models:
        for events in (BINARY, LARGER):
            for whose in ("peers", OURS):
                mine = [line for line in lines if line["model"] == model and line["verdict"] == "converted"
                        and kind(line) == events and (line["peer"] == OURS) == (whose == OURS)]
                if mine:
                    rows.append([model, events, whose] + [best(mine, count) for count in steps])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def latency_table(models, lines, steps):
    """Scheme `rate` against the best binary variant of the peers that is read after as many ticks."""
    heads = ["model", "whose"] + [f"T = {count}" for count in steps]
    rows = [heads, ["---"] * len(heads)]
    for model in models:
        own = [line for line in lines if line["model"] == model and line["verdict"] == "converted"]
        peers = [line for line in own if line["peer"] != OURS and kind(line) == BINARY]
        rate = {line["steps"]: line for line in own if line["peer"] == OURS and line["scheme"] == "rate"}
        if peers and rate:
            ticks = {count: latency.ticks(count, peers[0]["depth"]) for count in steps}
            rows.append([model, "`rate`, ticks"] + [f"{agreement(rate.get(count))}, {ticks[count]}" for count in steps])
            rows.append([model, "peers after as many ticks"] + [best(peers, ticks[count]) for count in steps])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def agreement(line):
    return "–" if line is None else percent(line["agreement"])


def best(lines, count):
    found = [line for line in lines if line["steps"] == count]
    if not found:
        return "–"
    top = max(found, key=lambda line: line["agreement"])
    return f"{percent(top['agreement'])} ({name(top).split(' ', 1)[1]})"


def without_figures(lines):
    for line in lines:
        if line["verdict"] != "converted":
            who = f"{line['peer']} {line['variant']}, " if "peer" in line else ""
            yield f"{who}{line['model']}: {line['verdict']}: {line['reason']}"
