"""The dense network of `bench metrics` as Keras layers at its firing rates, priced by KerasSpiking. Prints JSON."""

import json
import sys
import warnings

import keras_spiking
import numpy as np
import tensorflow as tf

DT = 0.001


def main():
    """A layer each on its own input, so that it has the rates that the chip had; ReLU is what counts as neurons.

    The readout has an activation here too, since the chip updates its neurons at every tick like any other's.
    """
    with open(sys.argv[1]) as file:
        ours = json.load(file)["dense"]
    inputs, outputs, rates = [], [], []
    for layer in ours["layers"]:
        events = np.array(layer["events"], dtype=np.float64)
        size = layer["shape"][0] * layer["shape"][1] * layer["shape"][2]
        source = tf.keras.Input(events.shape[1])
        inputs.append(source)
        outputs.append(tf.keras.layers.Dense(size, activation="relu", use_bias=False)(source))
        rates.append(events / ours["time_steps"] / DT)
    warnings.simplefilter("ignore")
    energy = keras_spiking.ModelEnergy(tf.keras.Model(inputs, outputs), example_data=rates)
    steps = ours["time_steps"]
    names = list(keras_spiking.ModelEnergy.devices)
    print(json.dumps({name: 1e12 * energy.total_energy(name, steps, DT) for name in names}))


if __name__ == "__main__":
    main()
