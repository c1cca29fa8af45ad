"""python3 -m unittest discover benchmarks/peers: the table alone, which needs none of the peers."""

import unittest

import latency
import table


def peer(steps, agreement, **more):
    line = {"model": "m", "peer": "spikingjelly", "variant": "max", "readout": "", "steps": steps, "depth": 2,
            "verdict": "converted", "samples": 10, "original": 1.0, "spiking": agreement, "agreement": agreement,
            "most_spikes_a_step": 1}
    return line | more


def own(steps, agreement, **more):
    line = {"model": "m", "scheme": "rate", "steps": steps, "verdict": "converted", "samples": 10, "original": 1.0,
            "spiking": agreement, "agreement": agreement}
    return line | more


class TableTest(unittest.TestCase):
    def test_each_layer_of_rate_adds_half_a_window(self):
        self.assertEqual(latency.ticks(8, 3), 20)
        self.assertEqual(latency.equal_ticks([4, 8, 16], 3, 20), [10, 20])

    def test_the_best_of_each_side_is_shown_with_its_name(self):
        text = table.text([peer(4, 0.5), peer(4, 0.7, variant="99.9%")], [own(4, 0.6)], [4])
        self.assertIn("| m | at most one spike a step | peers | 70.0 (99.9%) |", text)
        self.assertIn("| m | at most one spike a step | AI-Synapse | 60.0 (`rate`) |", text)

    def test_several_spikes_a_step_stand_apart(self):
        text = table.text([peer(4, 0.9, most_spikes_a_step=3)], [own(4, 0.8), own(4, 1.0, scheme="graded")], [4])
        self.assertIn("| m | larger events | peers | 90.0 (max) |", text)
        self.assertIn("| m | larger events | AI-Synapse | 100.0 (`graded`) |", text)
        self.assertNotIn("one spike a step | peers", text)

    def test_rate_meets_the_peers_after_as_many_ticks(self):
        text = table.text([peer(4, 0.5), peer(8, 0.9)], [own(4, 0.8)], [4])
        self.assertIn("| m | `rate`, ticks | 80.0, 8 |\n| m | peers after as many ticks | 90.0 (max) |", text)

    def test_figures_of_other_samples_make_no_table(self):
        with self.assertRaisesRegex(SystemExit, r"m: \[10, 20\]"):
            table.text([peer(4, 0.5)], [own(4, 0.6, samples=20)], [4])

    def test_what_has_no_figures_is_named_with_its_reason(self):
        refused = {"model": "m", "peer": "sinabs", "variant": "normalize 99", "verdict": "refused", "reason": "a fork"}
        self.assertIn("- sinabs normalize 99, m: refused: a fork\n", table.text([peer(4, 0.5), refused], [], [4]))


if __name__ == "__main__":
    unittest.main()
