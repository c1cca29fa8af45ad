package io.aisynapse.api.web;

import io.aisynapse.protocol.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The members of a JSON object, asked for one by one; what is wrong with them is collected and refused together by
 * {@link #end()}. Types are taken strictly: a number in quotes is a string.
 */
public final class JsonFields {
    private static final double LARGEST_INPUT = 1e9;

    private static final int MOST_DIGITS = 40;
    private static final Pattern SCALAR = Pattern.compile("[A-Za-z0-9.+-]{1,40}");
    private static final Pattern NAME = Pattern.compile(Names.PATTERN);

    private final JsonNode node;
    private final String place;
    private final Set<String> asked = new HashSet<>();
    private final Findings findings;

    JsonFields(JsonNode node) {
        this(node, "", new Findings());
    }

    private JsonFields(JsonNode node, String place, Findings findings) {
        this.node = node;
        this.place = place;
        this.findings = findings;
        if (!node.isObject()) {
            findings.badValue(place, describe(node), "a JSON object");
        }
    }

    public Findings findings() {
        return findings;
    }

    /** A name by {@link Names}; null when it is left out. */
    public @Nullable String optionalName(String member) {
        JsonNode value = ask(member);
        if (value == null) {
            return null;
        }
        if (!value.isString() || !NAME.matcher(value.stringValue()).matches()) {
            findings.badValue(place + "/" + member, describe(value), Names.WANTED);
            return null;
        }
        return value.stringValue();
    }

    /** As {@link #optionalName}; the empty string, and a finding, when it is left out. */
    public String name(String member) {
        String name = optionalName(member);
        if (name == null && !node.has(member)) {
            missing(member, Names.WANTED);
        }
        return name == null ? "" : name;
    }

    public String textOr(String member, String standard, Pattern pattern, String wanted) {
        JsonNode value = ask(member);
        if (value == null) {
            return standard;
        }
        if (!value.isString() || !pattern.matcher(value.stringValue()).matches()) {
            findings.badValue(place + "/" + member, describe(value), wanted);
            return standard;
        }
        return value.stringValue();
    }

    /** An integer in a range; {@code 32.0} is one, as JSON Schema has it. */
    public long integerOr(String member, long standard, long least, long most) {
        JsonNode value = ask(member);
        if (value == null) {
            return standard;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (Double.isNaN(number) || number != Math.rint(number) || number < least || number > most) {
            findings.badValue(place + "/" + member, describe(value), "an integer from " + least + " to " + most);
            return standard;
        }
        return value.isIntegralNumber() ? value.longValue() : (long) number;
    }

    public @Nullable UUID optionalId(String member) {
        JsonNode value = ask(member);
        if (value == null || value.isNull()) {
            return null;
        }
        UUID id = value.isString() ? ResourceIds.parse(value.stringValue()) : null;
        if (id == null) {
            findings.badValue(place + "/" + member, describe(value), "an id, which is a UUID");
        }
        return id;
    }

    /** Null, and a finding, when it is left out or none. */
    public @Nullable UUID id(String member) {
        UUID id = optionalId(member);
        JsonNode value = node.get(member);
        if (value == null) {
            missing(member, "an id, which is a UUID");
        } else if (value.isNull()) {
            findings.badValue(place + "/" + member, "null", "an id, which is a UUID");
        }
        return id;
    }

    /** Two numbers, the first smaller than the second; null when left out or null. */
    public @Nullable List<Double> rangeOrNull(String member) {
        JsonNode value = ask(member);
        if (value == null || value.isNull()) {
            return null;
        }
        boolean two = value.isArray()
                && value.size() == 2
                && value.get(0).isNumber()
                && value.get(1).isNumber();
        double least = two ? value.get(0).doubleValue() : Double.NaN;
        double most = two ? value.get(1).doubleValue() : Double.NaN;
        boolean held =
                (float) least < (float) most && Math.abs(least) <= LARGEST_INPUT && Math.abs(most) <= LARGEST_INPUT;
        if (!held) {
            findings.badValue(
                    place + "/" + member,
                    describe(value),
                    "[least, most], two rising numbers within ±" + LARGEST_INPUT);
            return null;
        }
        return List.of(least, most);
    }

    /** Whether the member is there. */
    public boolean has(String member) {
        return node.isObject() && node.has(member);
    }

    /** Takes the member as one that is known, whatever its value. */
    public void ignore(String member) {
        asked.add(member);
    }

    /** A number in a range. */
    public double numberOr(String member, double standard, double least, double most) {
        JsonNode value = ask(member);
        if (value == null) {
            return standard;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(number >= least && number <= most)) {
            findings.badValue(place + "/" + member, describe(value), "a number from " + least + " to " + most);
            return standard;
        }
        return number;
    }

    /** True or false. */
    public boolean flagOr(String member, boolean standard) {
        JsonNode value = ask(member);
        if (value == null) {
            return standard;
        }
        if (!value.isBoolean()) {
            findings.badValue(place + "/" + member, describe(value), "true or false");
            return standard;
        }
        return value.booleanValue();
    }

    /** Different strings of a form, at most so many; empty when the member is left out. */
    public List<String> texts(String member, Pattern pattern, int most, String wanted) {
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode value : elements(member, most, wanted)) {
            if (value.isString() && pattern.matcher(value.stringValue()).matches()) {
                texts.add(value.stringValue());
            } else {
                findings.badValue(place + "/" + member, describe(value), wanted);
            }
        }
        return List.copyOf(texts);
    }

    /** Different integers in a range, at most so many; empty when the member is left out. */
    public List<Integer> integers(String member, int least, int largest, int most) {
        String wanted = "integers from " + least + " to " + largest;
        Set<Integer> integers = new LinkedHashSet<>();
        for (JsonNode value : elements(member, most, wanted)) {
            double number = value.isNumber() ? value.doubleValue() : Double.NaN;
            if (number == Math.rint(number) && number >= least && number <= largest) {
                integers.add((int) number);
            } else {
                findings.badValue(place + "/" + member, describe(value), wanted);
            }
        }
        return List.copyOf(integers);
    }

    /** Different numbers, flags or words, as short text; numbers without needless zeros. */
    public List<String> scalars(String member, int most) {
        Set<String> scalars = new LinkedHashSet<>();
        if (!has(member)) {
            missing(member, "1 to " + most + " values");
        }
        for (JsonNode value : elements(member, most, "numbers, true, false or unlimited")) {
            if (isShortNumber(value)) {
                scalars.add(value.decimalValue().stripTrailingZeros().toPlainString());
            } else if (value.isBoolean()
                    || value.isString() && SCALAR.matcher(value.asString()).matches()) {
                scalars.add(value.asString());
            } else {
                findings.badValue(place + "/" + member, describe(value), "numbers, true, false or unlimited");
            }
        }
        return List.copyOf(scalars);
    }

    /** One that a double holds, and that is no row of zeros as text. */
    private static boolean isShortNumber(JsonNode value) {
        return value.isNumber()
                && Double.isFinite(value.doubleValue(Double.NaN))
                && Math.abs(value.decimalValue().scale()) <= MOST_DIGITS;
    }

    private List<JsonNode> elements(String member, int most, String wanted) {
        JsonNode value = ask(member);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray() || value.isEmpty() || value.size() > most) {
            findings.badValue(
                    place + "/" + member,
                    value.isArray() ? value.size() + " elements" : describe(value),
                    "1 to " + most + " " + wanted);
            return List.of();
        }
        return List.copyOf(value.values());
    }

    /**
     * An object within this one, whose findings join those of this one; null when it is left out. It ends with {@link
     * #close}.
     */
    public @Nullable JsonFields object(String member) {
        JsonNode value = ask(member);
        return value == null ? null : new JsonFields(value, place + "/" + member, findings);
    }

    /**
     * Objects in a list, at most so many, whose findings join those of this one; empty when the member is left out.
     * Each ends with {@link #close}.
     */
    public List<JsonFields> objects(String member, int most) {
        List<JsonFields> objects = new ArrayList<>();
        for (JsonNode value : elements(member, most, "objects")) {
            objects.add(new JsonFields(value, place + "/" + member + "/" + objects.size(), findings));
        }
        return objects;
    }

    /** To be called when all members were asked for: refuses the rest and whatever was found. */
    public void end() {
        close();
        findings.refuse("The body is not accepted; errors has each finding.");
    }

    /** To be called on an object within when all its members were asked for. */
    public void close() {
        if (node.isObject()) {
            for (String member : node.propertyNames()) {
                if (!asked.contains(member)) {
                    String pointer = place + "/" + member.replace("~", "~0").replace("/", "~1");
                    findings.add(new Problem(
                            "unknown-member",
                            pointer.length() > 100 ? pointer.substring(0, 100) : pointer,
                            "There is no such member.",
                            "a member that is not known",
                            "one of " + asked.stream().sorted().toList(),
                            "leave it out, or check its spelling"));
                }
            }
        }
    }

    private @Nullable JsonNode ask(String member) {
        asked.add(member);
        return node.isObject() ? node.get(member) : null;
    }

    private void missing(String member, String wanted) {
        findings.badValue(place + "/" + member, "nothing", wanted);
    }

    private static String describe(JsonNode value) {
        return value.isContainer() ? "an " + value.getNodeType().name().toLowerCase(Locale.ROOT) : value.toString();
    }
}
