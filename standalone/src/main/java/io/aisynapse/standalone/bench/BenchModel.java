package io.aisynapse.standalone.bench;

import io.aisynapse.protocol.work.ProtocolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One model of a folder's {@code manifest.json}.
 *
 * @param entry as the manifest has it: {@code name, file, npz, task, expect, data, preprocess, …}
 */
record BenchModel(Path folder, JsonNode entry) {
    static List<BenchModel> inFolder(Path folder) throws IOException {
        JsonNode manifest = ProtocolJson.mapper().readTree(Files.readAllBytes(folder.resolve("manifest.json")));
        List<BenchModel> models = new ArrayList<>();
        for (JsonNode entry : manifest.path("models")) {
            models.add(new BenchModel(folder, entry));
        }
        return models;
    }

    String name() {
        return entry.path("name").asString();
    }

    /** {@code classification}, {@code regression}, {@code autoencoder}, {@code segmentation} or {@code policy}. */
    String task() {
        return entry.path("task").asString();
    }

    /** Whether the folder says that this model converts. */
    boolean mustConvert() {
        return entry.path("expect").asString().equals("convert");
    }

    byte[] onnx() throws IOException {
        return Files.readAllBytes(folder.resolve(entry.path("file").asString()));
    }

    boolean isPolicy() {
        return task().equals("policy");
    }

    /** Whether a policy's observations are bytes that stand for 0..1. */
    boolean scalesObservations() {
        JsonNode scale = entry.path("obs_scale");
        return !scale.isMissingNode() && !scale.isNull();
    }

    /** Whether a policy's action is the index of the largest value; its values are the action otherwise. */
    boolean choosesAction() {
        return entry.path("action").asString().equals("argmax");
    }

    boolean takesHalfPrecision() {
        return entry.path("inputs").path(0).path("dtype").asString().equals("FLOAT16");
    }

    JsonNode preprocessing() {
        return entry.path("preprocess");
    }

    /** The model's own arrays: reference answers, a policy's observations. */
    Path arrays() {
        return folder.resolve(entry.path("npz").asString());
    }

    /** The data set that it shares with others. */
    Path dataset() {
        return folder.resolve(entry.path("data").path("file").asString());
    }
}
