package io.aisynapse.converter;

/** Is told of every stage of a conversion as it begins; what it throws ends the conversion. */
@FunctionalInterface
public interface StageListener {
    void begin(String stage);
}
