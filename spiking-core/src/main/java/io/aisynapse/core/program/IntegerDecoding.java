package io.aisynapse.core.program;

import io.aisynapse.core.neuron.Decoding;
import java.util.List;

/** What the answer is read from, see {@link Decoding}. */
public sealed interface IntegerDecoding {
    /**
     * The mean charge, and what the host computes from sources that hold still.
     *
     * @param currents in units of 2^−16 of the unit that the readout's scale turns into values
     */
    record Mean(List<Current> currents) implements IntegerDecoding {
        public Mean {
            currents = List.copyOf(currents);
        }
    }

    /**
     * Potentials of neurons that never spike, {@code V · scale[c] + bias[c]} at the last tick, as mean, or as maximum
     * over t0 &lt; t ≤ T.
     */
    record Potential(IntegerMembrane membrane, List<Current> currents, Decoding.Over over) implements IntegerDecoding {
        public Potential {
            currents = List.copyOf(currents);
        }
    }
}
