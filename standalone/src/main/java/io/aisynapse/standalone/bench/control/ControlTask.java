package io.aisynapse.standalone.bench.control;

import io.aisynapse.protocol.work.ProtocolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One policy of a folder's {@code rl.json} and the environment that it acts in.
 *
 * @param name of the model
 * @param environment a Gymnasium id, or {@code atari:} and a game
 * @param action {@code argmax} or {@code continuous}
 * @param firstSeed of the first episode; the others count on
 * @param mostFrames of an Atari episode
 */
record ControlTask(
        String name,
        String environment,
        String action,
        int firstSeed,
        @Nullable Integer mostFrames) {
    static List<ControlTask> inFolder(Path folder) throws IOException {
        JsonNode list = ProtocolJson.mapper().readTree(Files.readAllBytes(folder.resolve("rl.json")));
        List<ControlTask> tasks = new ArrayList<>();
        for (JsonNode entry : list) {
            JsonNode frames = entry.path("max_frames");
            tasks.add(new ControlTask(
                    entry.path("name").asString(),
                    entry.path("env").asString(),
                    entry.path("action").asString(),
                    entry.path("seed0").asInt(0),
                    frames.isNumber() ? frames.asInt() : null));
        }
        return tasks;
    }

    /** The argument of the program that plays. */
    String toJson(int episodes, boolean random) {
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("environment", environment);
        task.put("action", action);
        task.put("seeds", IntStream.range(firstSeed, firstSeed + episodes).toArray());
        task.put("random", random);
        if (mostFrames != null) {
            task.put("max_frames", mostFrames);
        }
        return ProtocolJson.mapper().writeValueAsString(task);
    }
}
