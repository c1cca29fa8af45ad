package io.aisynapse.core.chip;

import io.aisynapse.core.finding.Finding;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A profile as people write it: YAML, or JSON, which is YAML too. Groups {@code limit}, {@code precision}, {@code mesh}
 * and {@code cost} hold figures; a figure is a bare value, or {@code value} (of a cost {@code picojoules} and {@code
 * nanoseconds}), {@code source} and {@code certainty}. With {@code extends: NAME} only what differs from that profile
 * need be there.
 */
final class ProfileText {
    private static final int LONGEST = 100_000;
    private static final int LONGEST_VALUE = 500;
    private static final int DEEPEST = 4;
    private static final String NAME = "[a-z0-9][a-z0-9.-]{0,63}";
    private static final String EXTENDS = "extends";
    private static final Set<String> NAMES = Set.of("name", EXTENDS);

    private final SortedMap<String, String> entries = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private ProfileText() {}

    /** @param known finds the profile that is extended */
    static ChipSpec read(String text, Function<String, Optional<ChipSpec>> known) {
        ProfileText profile = new ProfileText();
        profile.parse(text);
        String base = profile.entries.remove(EXTENDS);
        if (base != null) {
            known.apply(base)
                    .ifPresentOrElse(
                            profile::layOver, () -> profile.report(EXTENDS, base, "the name of a known chip profile"));
        }
        String name = profile.entries.get("name");
        if (name != null && !name.matches(NAME)) {
            profile.report("name", name, "lower-case letters, digits, dots and dashes, at most 64: " + NAME);
        }
        return ChipSpecReader.read(profile.entries, profile.findings);
    }

    private void parse(String text) {
        if (text.length() > LONGEST) {
            report("profile", text.length() + " characters", "at most " + LONGEST);
            return;
        }
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(2 * DEEPEST);
        options.setMaxAliasesForCollections(0);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            if (root instanceof MappingNode mapping) {
                flatten("", mapping, 1);
            } else {
                report("profile", "no mapping", "a YAML mapping or a JSON object");
            }
        } catch (MarkedYAMLException e) {
            String line = e.getProblemMark() == null
                    ? "profile"
                    : "line " + (e.getProblemMark().getLine() + 1);
            report(line, String.valueOf(e.getProblem()), "YAML or JSON");
        } catch (YAMLException e) {
            report("profile", String.valueOf(e.getMessage()), "YAML or JSON");
        }
    }

    private void flatten(String prefix, MappingNode mapping, int depth) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                report(prefix.isEmpty() ? "profile" : prefix, "a key that is no word", "keys as the schema has them");
                continue;
            }
            String own = keyNode.getValue();
            if (!isPlain(own)) {
                report(
                        prefix.isEmpty() ? "profile" : prefix,
                        "a key of other characters",
                        "keys as the schema has them");
                continue;
            }
            String key = own.equals("value") && depth > 2 ? prefix : join(prefix, own);
            switch (tuple.getValueNode()) {
                case ScalarNode scalar when Tag.NULL.equals(scalar.getTag()) -> report(key, "null", "a value");
                case ScalarNode scalar
                when NAMES.contains(key) && !Tag.STR.equals(scalar.getTag()) ->
                    report(key, "a number or the like", "text, in quotes");
                case ScalarNode scalar -> put(key, scalar.getValue().strip());
                case MappingNode inner when depth < DEEPEST -> flatten(key, inner, depth + 1);
                default -> report(key, "a list or too deep a mapping", "a value");
            }
        }
    }

    private static String join(String prefix, String own) {
        return prefix.isEmpty() ? own : prefix + "." + own;
    }

    /** Printable and short, so that it can be shown. */
    private static boolean isPlain(String text) {
        return text.length() <= LONGEST_VALUE
                && text.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
    }

    private void put(String key, String value) {
        if (!isPlain(value)) {
            report(key, value.length() + " characters", "at most " + LONGEST_VALUE + " printable ones in one line");
            return;
        }
        if (entries.putIfAbsent(key, value) != null) {
            report(key, "twice", "each key once");
        }
    }

    /** What this profile leaves out is the base's; what it changes without a source is its own doing. */
    private void layOver(ChipSpec base) {
        SortedMap<String, String> all = new TreeMap<>(base.entries());
        for (String figure : ProfileKeys.figures()) {
            boolean changed = isChanged(figure, base)
                    || isChanged(figure + ".picojoules", base)
                    || isChanged(figure + ".nanoseconds", base);
            if (changed) {
                all.put(figure + ".source", "chosen for " + entries.getOrDefault("name", "this profile"));
                all.put(figure + ".certainty", "assumed");
            }
        }
        all.putAll(entries);
        entries.clear();
        entries.putAll(all);
    }

    private boolean isChanged(String key, ChipSpec base) {
        @Nullable String own = entries.get(key);
        return own != null && !own.equals(base.entries().get(key));
    }

    private void report(String place, String seen, String wanted) {
        findings.add(new Finding("chip-profile", place, seen, wanted, "Mend this part of the chip profile."));
    }
}
