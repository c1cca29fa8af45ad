package io.aisynapse.core.onnx;

import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.proto.OnnxModel.Sparse;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import io.aisynapse.core.onnx.proto.TensorDecoder;
import java.util.Arrays;

/** Sparse initialisers, made dense: a spiking core stores what it needs anyway. */
final class SparseTensors {
    private SparseTensors() {}

    /** Whether there is one place inside the tensor for each value; both tensors were checked by themselves before. */
    static boolean indicesFit(byte[] bytes, Sparse sparse) {
        long[] dims = sparse.indices().dims();
        boolean linear = dims.length == 1;
        long count = countOf(sparse.values());
        if (sparse.values().dims().length != 1
                || !linear && (dims.length != 2 || dims[1] != sparse.dims().length)
                || dims[0] != count) {
            return false;
        }
        int[] places = places(bytes, sparse);
        long size = Arrays.stream(sparse.dims()).reduce(1, (a, b) -> a * b);
        return Arrays.stream(places).allMatch(place -> place >= 0 && place < size);
    }

    /** The dense tensor; its size was claimed before. */
    static ConstTensor dense(byte[] bytes, Sparse sparse, int[] dims, int size) {
        DataType type = DataType.of(sparse.values().dataType()).orElseThrow();
        int count = (int) countOf(sparse.values());
        int[] places = places(bytes, sparse);
        if (type.isFloating()) {
            float[] values = TensorDecoder.floats(bytes, sparse.values(), type, count);
            float[] all = new float[size];
            for (int i = 0; i < count; i++) {
                all[places[i]] = values[i];
            }
            return ConstTensor.ofReals(dims, all);
        }
        long[] values = TensorDecoder.longs(bytes, sparse.values(), type, count);
        long[] all = new long[size];
        for (int i = 0; i < count; i++) {
            all[places[i]] = values[i];
        }
        return ConstTensor.ofIntegers(dims, all);
    }

    /** The flat place of each value, or −1 where an index is out of its axis. */
    private static int[] places(byte[] bytes, Sparse sparse) {
        OnnxTensor tensor = sparse.indices();
        long[] indices = TensorDecoder.longs(bytes, tensor, DataType.INT64, (int) countOf(tensor));
        int axes = tensor.dims().length == 1 ? 1 : sparse.dims().length;
        long[] sizes = axes == 1 ? new long[] {Arrays.stream(sparse.dims()).reduce(1, (a, b) -> a * b)} : sparse.dims();
        int[] places = new int[axes == 0 ? 0 : indices.length / axes];
        for (int i = 0; i < places.length; i++) {
            long place = 0;
            for (int axis = 0; axis < axes && place >= 0; axis++) {
                long index = indices[i * axes + axis];
                place = index < 0 || index >= sizes[axis] ? -1 : place * sizes[axis] + index;
            }
            places[i] = (int) place;
        }
        return places;
    }

    private static long countOf(OnnxTensor tensor) {
        return Arrays.stream(tensor.dims()).reduce(1, (a, b) -> a * b);
    }
}
