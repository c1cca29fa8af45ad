package io.aisynapse.core.onnx.proto;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Function;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import io.aisynapse.core.onnx.proto.OnnxModel.Header;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.proto.OnnxModel.Opset;
import io.aisynapse.core.onnx.proto.OnnxModel.Sparse;
import io.aisynapse.core.onnx.proto.OnnxModel.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a ModelProto. Fields that nothing here needs are passed over without being stored. */
public final class OnnxReader {
    private final byte[] bytes;
    private final ProtoCursor cursor;
    private final ReadBudget budget;
    private final AttributeReader attributes;
    private final TensorReader tensors;
    private boolean recognised;

    private OnnxReader(byte[] bytes, ReadLimits limits) {
        this.bytes = bytes;
        this.cursor = new ProtoCursor(bytes, new Slice(0, bytes.length), limits.depth());
        this.budget = new ReadBudget(limits, cursor);
        this.tensors = new TensorReader(cursor, budget);
        this.attributes = new AttributeReader(cursor, budget, tensors, this::graph);
    }

    /** The model in these bytes, or a failure that says what is wrong with them. */
    public static OnnxModel read(byte[] bytes, ReadLimits limits) throws ReadFailure {
        OnnxReader reader = new OnnxReader(bytes, limits);
        try {
            OnnxModel model = reader.model();
            reader.budget.check();
            return model;
        } catch (ReadFailure failure) {
            boolean foreign = !reader.recognised && failure.finding().code().equals("truncated");
            throw foreign ? notOnnx(failure.finding()) : failure;
        } catch (IOException unexpected) {
            throw reader.cursor.broken("the bytes end early");
        }
    }

    /** A length beyond the end means nothing in bytes that never looked like a model. */
    private static ReadFailure notOnnx(Finding found) {
        return new ReadFailure(new Finding(
                "not-onnx",
                found.place(),
                found.seen(),
                "an ONNX model (protobuf)",
                "Export the model to ONNX and send that file."));
    }

    private OnnxModel model() throws IOException {
        var header = new Object() {
            long irVersion;
            String producer = "";
            String producerVersion = "";
            boolean training;

            @Nullable
            Graph graph;
        };
        List<Opset> opsets = new ArrayList<>();
        List<Function> functions = new ArrayList<>();
        cursor.readAll(field -> {
            switch (field) {
                case 1 -> {
                    header.irVersion = cursor.readVarint();
                    recognised |= header.irVersion > 0 && header.irVersion < 100;
                }
                case 2 -> header.producer = budget.name("producer name");
                case 3 -> header.producerVersion = budget.name("producer version");
                case 7 -> {
                    if (header.graph != null) {
                        throw cursor.broken("there are two graphs");
                    }
                    header.graph = graph();
                }
                case 8 -> {
                    opsets.add(opset());
                    budget.countName();
                    recognised = true;
                }
                case 14 -> {
                    budget.countMetadata();
                    cursor.skip();
                }
                case 20 -> {
                    header.training = true;
                    cursor.skip();
                }
                case 25 -> {
                    budget.countFunction();
                    functions.add(function());
                }
                default -> cursor.skip();
            }
        });
        return new OnnxModel(
                bytes,
                new Header(header.irVersion, header.producer, header.producerVersion),
                opsets,
                header.graph,
                functions,
                header.training);
    }

    private Opset opset() throws IOException {
        var read = new Object() {
            String domain = "";
            long version;
        };
        cursor.readMessage(field -> {
            switch (field) {
                case 1 -> read.domain = budget.name("operator set domain");
                case 2 -> read.version = cursor.readVarint();
                default -> cursor.skip();
            }
        });
        return new Opset(read.domain.equals("ai.onnx") ? "" : read.domain, read.version);
    }

    private Graph graph() throws IOException {
        List<Node> nodes = new ArrayList<>();
        List<OnnxTensor> initializers = new ArrayList<>();
        List<Sparse> sparse = new ArrayList<>();
        List<Value> inputs = new ArrayList<>();
        List<Value> outputs = new ArrayList<>();
        cursor.readMessage(field -> {
            switch (field) {
                case 1 -> addNode(nodes);
                case 5 -> {
                    budget.countName();
                    initializers.add(tensors.tensor());
                }
                case 11, 12 -> {
                    budget.countName();
                    (field == 11 ? inputs : outputs).add(tensors.value());
                }
                case 15 -> {
                    budget.countName();
                    sparse.add(sparse());
                }
                default -> cursor.skip();
            }
        });
        return new Graph(nodes, initializers, sparse, inputs, outputs);
    }

    private void addNode(List<Node> nodes) throws IOException {
        if (budget.countNode()) {
            nodes.add(attributes.node());
        } else {
            cursor.skip();
        }
    }

    private Sparse sparse() throws IOException {
        var read = new Object() {
            OnnxTensor values = TensorReader.NONE;
            OnnxTensor indices = TensorReader.NONE;
            final LongList dims = new LongList(TensorReader.MOST_DIMS);
        };
        cursor.readMessage(field -> {
            switch (field) {
                case 1 -> read.values = tensors.tensor();
                case 2 -> read.indices = tensors.tensor();
                case 3 -> cursor.readVarints(read.dims::add);
                default -> cursor.skip();
            }
        });
        return new Sparse(read.values, read.indices, read.dims.toArray());
    }

    private Function function() throws IOException {
        var read = new Object() {
            String domain = "";
            String name = "";
            long opset;
        };
        Map<String, Attribute> defaults = new LinkedHashMap<>();
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        cursor.readMessage(field -> {
            switch (field) {
                case 1 -> read.name = budget.name("function name");
                case 4, 5 -> {
                    budget.countName();
                    (field == 4 ? inputs : outputs).add(budget.name("function tensor"));
                }
                case 7 -> addNode(nodes);
                case 9 -> {
                    budget.countName();
                    Opset opset = opset();
                    read.opset = opset.domain().isEmpty() ? opset.version() : read.opset;
                }
                case 11 -> {
                    budget.countName();
                    attributes.attribute(defaults);
                }
                case 10 -> read.domain = budget.name("function domain");
                default -> cursor.skip();
            }
        });
        return new Function(read.domain, read.name, inputs, outputs, nodes, defaults, read.opset);
    }
}
