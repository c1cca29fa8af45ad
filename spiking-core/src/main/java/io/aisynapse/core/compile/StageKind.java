package io.aisynapse.core.compile;

import io.aisynapse.core.program.Stage;

/** Kinds of stages in a file, by ordinal: append only. */
enum StageKind {
    INPUT,
    SUM_POOL,
    MAX_GATE,
    INDEX_MAP,
    CONCAT,
    POPULATION,
    READOUT,
    UNIT,
    LEAKY_POPULATION;

    static StageKind of(Stage stage) {
        return switch (stage) {
            case Stage.Input _ -> INPUT;
            case Stage.SumPool _ -> SUM_POOL;
            case Stage.MaxGate _ -> MAX_GATE;
            case Stage.IndexMap _ -> INDEX_MAP;
            case Stage.Concat _ -> CONCAT;
            case Stage.Population _ -> POPULATION;
            case Stage.Readout _ -> READOUT;
            case Stage.Unit _ -> UNIT;
            case Stage.LeakyPopulation _ -> LEAKY_POPULATION;
        };
    }
}
