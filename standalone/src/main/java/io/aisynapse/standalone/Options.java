package io.aisynapse.standalone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The words after the command: {@code --name value}, flags, and at most one plain word. */
final class Options {
    private static final int LARGEST_PORT = 65_535;
    private static final int MOST_NODES = 16;

    private final Map<String, String> values;
    private final List<String> words;

    private Options(Map<String, String> values, List<String> words) {
        this.values = values;
        this.words = words;
    }

    /**
     * @param valued names that take a value
     * @param flags names that take none
     */
    static Options parse(List<String> arguments, Set<String> valued, Set<String> flags) throws StartFailure {
        Map<String, String> values = new TreeMap<>();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (flags.contains(argument)) {
                values.put(argument, "true");
            } else if (valued.contains(argument)) {
                if (++i == arguments.size()) {
                    throw new StartFailure("The option %s wants a value.".formatted(argument));
                }
                values.put(argument, arguments.get(i));
            } else if (argument.startsWith("-")) {
                throw new StartFailure("There is no option %s here; ./synapse help lists them.".formatted(argument));
            } else {
                words.add(argument);
            }
        }
        return new Options(values, words);
    }

    boolean has(String flag) {
        return values.containsKey(flag);
    }

    @Nullable
    String text(String name) {
        return values.get(name);
    }

    String textOr(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    @Nullable
    Path path(String name) {
        String value = values.get(name);
        return value == null ? null : Path.of(value);
    }

    int port() throws StartFailure {
        return number("--port", 8080, 1, LARGEST_PORT);
    }

    int nodes() throws StartFailure {
        return number("--nodes", 1, 1, MOST_NODES);
    }

    int threads() throws StartFailure {
        int processors = Runtime.getRuntime().availableProcessors();
        return number("--threads", Math.clamp(processors / nodes(), 1, processors), 1, Short.MAX_VALUE);
    }

    String kernels() throws StartFailure {
        String kernels = values.getOrDefault("--kernels", "vector");
        if (!kernels.equals("vector") && !kernels.equals("scalar")) {
            throw new StartFailure("The option --kernels is %s, wanted vector or scalar.".formatted(kernels));
        }
        return kernels;
    }

    int number(String name, int otherwise, int least, int most) throws StartFailure {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Falls through to the one sentence for every wrong value.
        }
        throw new StartFailure(
                "The option %s is %s, wanted a number from %d to %d.".formatted(name, value, least, most));
    }

    /** The one plain word that a command takes. */
    String word(String meaning) throws StartFailure {
        if (words.size() != 1) {
            throw new StartFailure(
                    "This command wants %s, and %d were given.".formatted("one " + meaning, words.size()));
        }
        return words.getFirst();
    }

    void refuseWords() throws StartFailure {
        if (!words.isEmpty()) {
            throw new StartFailure("The word %s is not understood here; ./synapse help lists the commands."
                    .formatted(words.getFirst()));
        }
    }
}
