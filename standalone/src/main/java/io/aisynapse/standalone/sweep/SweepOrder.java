package io.aisynapse.standalone.sweep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to sweep.
 *
 * @param model an ONNX file
 * @param data an .npz or .npy of samples, with labels for accuracies
 * @param calibration samples that the conversion is solved on; null for those of the data
 * @param inputs name of the array of inputs in the .npz
 * @param labels name of the array of labels in it; null for y, which may be missing
 * @param chip a name that the service knows, or a file with a profile, YAML or JSON
 * @param field a figure of the profile by its dotted key
 * @param json where the sweep is written to as the service tells it; null for nowhere
 */
public record SweepOrder(
        Path model,
        Path data,
        @Nullable Path calibration,
        String inputs,
        @Nullable String labels,
        String chip,
        String field,
        List<String> values,
        String scheme,
        int timeSteps,
        @Nullable Path json) {
    public SweepOrder {
        values = List.copyOf(values);
    }

    /** What cannot be read, in sentences. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        Map<String, @Nullable Path> files = new LinkedHashMap<>();
        files.put("--model", model);
        files.put("--data", data);
        files.put("--calibration", calibration);
        files.put("--chip", isChipFile() ? Path.of(chip) : null);
        files.forEach((option, file) -> {
            if (file != null && !Files.isRegularFile(file)) {
                faults.add("The option %s is %s, which is no file.".formatted(option, file));
            }
        });
        if (values.isEmpty()) {
            faults.add("The sweep wants --values, for example 2,4,8.");
        }
        return faults;
    }

    /** Names of chips have neither a folder nor one of these ends. */
    boolean isChipFile() {
        return chip.matches("(?i).*\\.(ya?ml|json)") || chip.contains("/");
    }
}
