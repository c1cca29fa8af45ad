package io.aisynapse.core.onnx.value;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute.Kind;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed access to a node's attributes; a value of another type or out of its range is refused with both. */
public record Attributes(String place, Map<String, Attribute> byName) {
    public static Attributes of(String place, Node node) {
        return new Attributes(place, node.attributes());
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    private @Nullable Attribute find(String name, Kind kind) {
        Attribute attribute = byName.get(name);
        if (attribute != null && attribute.kind() != kind) {
            throw bad(name, "type " + attribute.kind(), "type " + kind);
        }
        return attribute;
    }

    public long integer(String name, long absent, long least, long most) {
        Attribute attribute = find(name, Kind.INTEGER);
        return attribute == null ? absent : inRange(name, attribute.integer(), least, most);
    }

    public boolean flag(String name, boolean absent) {
        return integer(name, absent ? 1 : 0, 0, 1) == 1;
    }

    public float real(String name, float absent) {
        Attribute attribute = find(name, Kind.REAL);
        if (attribute != null && !Float.isFinite(attribute.real())) {
            throw bad(name, Float.toString(attribute.real()), "a finite number");
        }
        return attribute == null ? absent : attribute.real();
    }

    public String text(String name, String absent) {
        Attribute attribute = find(name, Kind.TEXT);
        return attribute == null ? absent : attribute.text();
    }

    /** As many integers as said, each in its range, or null when the attribute is absent. */
    public int @Nullable [] integers(String name, int count, long least, long most) {
        Attribute attribute = find(name, Kind.INTEGERS);
        if (attribute == null) {
            return null;
        }
        long[] values = attribute.integers();
        if (values.length != count) {
            throw bad(name, values.length + " values", count + " values");
        }
        int[] checked = new int[count];
        for (int i = 0; i < count; i++) {
            checked[i] = (int) inRange(name, values[i], least, most);
        }
        return checked;
    }

    /** All integers of the attribute, however many, or null when it is absent. */
    public long @Nullable [] longs(String name) {
        Attribute attribute = find(name, Kind.INTEGERS);
        return attribute == null ? null : attribute.integers();
    }

    /** All reals of the attribute, none when it is absent. */
    public float[] realList(String name) {
        Attribute attribute = find(name, Kind.REALS);
        float[] values = attribute == null ? new float[0] : attribute.reals();
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw bad(name, Float.toString(value), "finite numbers");
            }
        }
        return values;
    }

    /** All texts of the attribute, none when it is absent. */
    public List<String> textList(String name) {
        Attribute attribute = find(name, Kind.TEXTS);
        return attribute == null ? List.of() : attribute.texts();
    }

    private long inRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw bad(name, Long.toString(value), least + " to " + most);
        }
        return value;
    }

    public Refusal bad(String name, String seen, String wanted) {
        return new Refusal(new Finding(
                "bad-attribute",
                place,
                name + " = " + seen,
                name + " = " + wanted,
                "Correct the attribute and export the model again."));
    }
}
