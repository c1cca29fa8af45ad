"""How long an answer takes in ticks of the chip, since T alone does not say that for AI-Synapse's scheme `rate`.

A peer reads its answer after tick T. In `rate` each layer waits half a window for the one before:

    ticks = T + layers · ⌊T / 2⌋
"""


def ticks(steps, depth):
    """From the first input to the answer of scheme `rate` with `depth` spiking layers in a row."""
    return steps + depth * (steps // 2)


def equal_ticks(steps, depth, most):
    """The numbers of steps, up to `most`, with which a peer takes as long as `rate` takes with those of `steps`."""
    return [ticks(count, depth) for count in steps if ticks(count, depth) <= most]
