"""Plays episodes of one environment and has every action chosen through its own standard streams.

Started by the control benchmark with one JSON object as its argument:
  environment  a Gymnasium id, or "atari:" and a game
  action       "argmax": the index of the largest value; "continuous": the values, clipped to the action space
  seeds        one an episode
  random       whether to act at random instead of asking
  max_frames   of an Atari episode, or null

All episodes that are still going step together. Little-endian frames:
  out  int32 n > 0, int32 values, n * values float32      observations of n episodes
  in   int32 values, n * values float32                   answers to them
  out  int32 0, int32 episodes, episodes float64          the returns: the end
"""
import json
import os
import struct
import sys

import numpy

ATARI_FRAMES_A_STEP = 4
ATARI_SCREEN = (210, 160)
ATARI_SIDE = 84
ATARI_STACK = 4
ATARI_MOST_FRAMES = 20_000
ATARI_MOST_IDLE_STARTS = 30
ATARI_ACTIONS = {
    "breakout": ("NOOP", "FIRE", "RIGHT", "LEFT"),
    "freeway": ("NOOP", "UP", "DOWN"),
    "pong": ("NOOP", "RIGHT", "LEFT"),
}


class GymnasiumEpisode:
    """One episode of a Gymnasium environment."""

    def __init__(self, task, seed):
        import gymnasium

        self._environment = gymnasium.make(task["environment"])
        self._discrete = task["action"] == "argmax"
        self._observation, _ = self._environment.reset(seed=seed)
        self._random = numpy.random.RandomState(seed)
        self.total = 0.0
        self.done = False

    def observation(self):
        return numpy.asarray(self._observation, numpy.float32).ravel()

    def random_action(self):
        space = self._environment.action_space
        if self._discrete:
            return int(self._random.randint(space.n))
        return self._random.uniform(space.low, space.high).astype(numpy.float32)

    def action_of(self, answer):
        if self._discrete:
            return int(answer.argmax())
        space = self._environment.action_space
        return numpy.clip(answer.reshape(space.shape), space.low, space.high).astype(numpy.float32)

    def step(self, action):
        self._observation, reward, terminated, truncated, _ = self._environment.step(action)
        self.total += float(reward)
        self.done = terminated or truncated


def area_weights(source, target):
    """A matrix of target rows: each the mean over the part of the source that it covers."""
    edges = numpy.linspace(0, source, target + 1)
    left = numpy.arange(source)
    overlap = numpy.minimum(edges[1:, None], left + 1) - numpy.maximum(edges[:-1, None], left)
    weights = numpy.maximum(overlap, 0).astype(numpy.float32)
    return weights / weights.sum(axis=1, keepdims=True)


class AtariEpisode:
    """One game: four frames a step, the larger of the last two, grey, 84 x 84, a stack of four; no sticky actions.

    A seeded number of idle frames begins it; Breakout's ball is served at the start and after each life.
    """

    def __init__(self, task, seed):
        import ale_py

        self._game = task["environment"].partition(":")[2]
        ale_py.ALEInterface.setLoggerMode(ale_py.LoggerMode.Error)
        self._ale = ale_py.ALEInterface()
        self._ale.setInt("random_seed", 0)
        self._ale.setFloat("repeat_action_probability", 0.0)
        self._ale.loadROM(ale_py.roms.get_rom_path(self._game))
        self._actions = [getattr(ale_py.Action, name) for name in ATARI_ACTIONS[self._game]]
        self._idle, self._serve = ale_py.Action.NOOP, ale_py.Action.FIRE
        self._rows = area_weights(ATARI_SCREEN[0], ATARI_SIDE)
        self._columns = area_weights(ATARI_SCREEN[1], ATARI_SIDE).T.copy()
        self._most_frames = task.get("max_frames") or ATARI_MOST_FRAMES
        self._random = numpy.random.RandomState(seed)
        self._frames = 0
        self.total = 0.0
        self.done = False
        self._begin(seed)

    def _begin(self, seed):
        self._ale.reset_game()
        for _ in range(numpy.random.RandomState(seed).randint(0, ATARI_MOST_IDLE_STARTS + 1)):
            self._ale.act(self._idle)
        if self._game == "breakout":
            self._ale.act(self._serve)
        self._lives = self._ale.lives()
        self._stack = numpy.repeat(self._small(self._screen())[None], ATARI_STACK, axis=0)

    def _screen(self):
        return self._ale.getScreenGrayscale().squeeze()

    def _small(self, screen):
        small = numpy.rint(self._rows @ screen.astype(numpy.float32) @ self._columns)
        return numpy.clip(small, 0, 255).astype(numpy.uint8)

    def observation(self):
        return self._stack.astype(numpy.float32).ravel()

    def random_action(self):
        return int(self._random.randint(len(self._actions)))

    def action_of(self, answer):
        return int(answer.argmax())

    def step(self, action):
        screens = []
        for frame in range(ATARI_FRAMES_A_STEP):
            self.total += self._ale.act(self._actions[action])
            self._frames += 1
            if frame >= ATARI_FRAMES_A_STEP - 2:
                screens.append(self._screen())
            if self._ale.game_over():
                break
        screen = numpy.maximum.reduce(screens) if screens else self._screen()
        if self._game == "breakout" and self._ale.lives() < self._lives and not self._ale.game_over():
            self._lives = self._ale.lives()
            self._ale.act(self._serve)
        self._stack = numpy.concatenate([self._stack[1:], self._small(screen)[None]])
        self.done = bool(self._ale.game_over()) or self._frames >= self._most_frames


def read_exactly(stream, count):
    data = stream.read(count)
    if len(data) < count:
        sys.exit("the benchmark went away")
    return data


def answers_to(observations, requests, replies):
    requests.write(struct.pack("<ii", *observations.shape) + observations.astype("<f4").tobytes())
    requests.flush()
    (values,) = struct.unpack("<i", read_exactly(replies, 4))
    data = read_exactly(replies, 4 * values * len(observations))
    return numpy.frombuffer(data, "<f4").reshape(len(observations), values)


def play(task, requests, replies):
    kind = AtariEpisode if task["environment"].startswith("atari:") else GymnasiumEpisode
    episodes = [kind(task, seed) for seed in task["seeds"]]
    going = list(episodes)
    while going:
        if task["random"]:
            actions = [episode.random_action() for episode in going]
        else:
            answers = answers_to(numpy.stack([episode.observation() for episode in going]), requests, replies)
            actions = [episode.action_of(answer) for episode, answer in zip(going, answers)]
        for episode, action in zip(going, actions):
            episode.step(action)
        going = [episode for episode in going if not episode.done]
    returns = numpy.array([episode.total for episode in episodes], "<f8")
    requests.write(struct.pack("<ii", 0, len(returns)) + returns.tobytes())
    requests.flush()


def main():
    requests = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    play(json.loads(sys.argv[1]), requests, sys.stdin.buffer)


if __name__ == "__main__":
    main()
