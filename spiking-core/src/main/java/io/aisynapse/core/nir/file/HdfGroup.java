package io.aisynapse.core.nir.file;

import io.aisynapse.core.nir.graph.NirArray;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import java.util.Optional;

/** A group of the file, asked for what NIR keeps in one; what is missing or of another kind is an exception. */
record HdfGroup(Group group, HdfValues values) {
    private static final long MOST_TEXTS = 1 << 18;
    private static final long MOST_COMPRESSED_TEXT_BYTES = 1 << 18;

    HdfGroup group(String name) {
        return child(name) instanceof Group found ? new HdfGroup(found, values) : missing(name, "group");
    }

    boolean has(String name) {
        return group.getChildren().containsKey(name);
    }

    private Node child(String name) {
        Node child = group.getChildren().get(name);
        if (child == null || child.isLink()) {
            return missing(name, "entry of its own");
        }
        return child;
    }

    private Dataset dataset(String name) {
        return child(name) instanceof Dataset found ? found : missing(name, "data set");
    }

    private <T> T missing(String name, String kind) {
        throw new IllegalArgumentException("no %s %s".formatted(kind, name));
    }

    String text(String name) {
        return text(dataset(name)).orElseGet(() -> missing(name, "text"));
    }

    /** A single text, or number as text; nothing for anything else. */
    Optional<String> scalar(String name) {
        Node child = group.getChildren().get(name);
        if (child == null || child.isLink() || !(child instanceof Dataset dataset) || dataset.getSize() != 1) {
            return Optional.empty();
        }
        return text(dataset)
                .or(() -> dataset.isScalar() && dataset.getData() instanceof Number number
                        ? Optional.of(number.toString())
                        : Optional.empty());
    }

    private Optional<String> text(Dataset dataset) {
        boolean single = dataset.getSize() == 1 && isTame(dataset);
        return single && dataset.isScalar() && dataset.getData() instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }

    private static boolean isTame(Dataset dataset) {
        return !(dataset instanceof ChunkedDataset) || dataset.getStorageInBytes() <= MOST_COMPRESSED_TEXT_BYTES;
    }

    /** Rows of two. */
    String[][] pairs(String name) {
        Dataset dataset = dataset(name);
        boolean fits = dataset.getSize() <= MOST_TEXTS && isTame(dataset);
        return fits && dataset.getDimensions().length == 2 && dataset.getData() instanceof String[][] pairs
                ? pairs
                : missing(name, "list of pairs");
    }

    NirArray array(String name) {
        Dataset dataset = dataset(name);
        double[] numbers = values.read(dataset);
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
            if (!Float.isFinite(floats[i])) {
                throw new IllegalArgumentException("%s has the value %s".formatted(name, numbers[i]));
            }
        }
        return new NirArray(dataset.getDimensions(), floats);
    }

    /** Whole numbers, none negative unless {@code least} is. */
    int[] whole(String name, int least) {
        Dataset dataset = dataset(name);
        double[] numbers = values.read(dataset);
        int[] whole = new int[numbers.length];
        for (int i = 0; i < whole.length; i++) {
            if (numbers[i] != Math.rint(numbers[i]) || numbers[i] < least || numbers[i] > HdfValues.MOST_VALUES) {
                throw new IllegalArgumentException(
                        "%s has the value %s, not a whole number from %d on".formatted(name, numbers[i], least));
            }
            whole[i] = (int) numbers[i];
        }
        return whole;
    }
}
