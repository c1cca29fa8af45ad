package io.aisynapse.core.onnx.check;

import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.proto.OnnxModel.Sparse;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import io.aisynapse.core.onnx.proto.TensorDecoder;
import java.util.Arrays;

/** The places of a sparse initialiser's values. */
public final class SparseTensors {
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

    /** The flat place of each value, or −1 where an index is out of its axis. */
    public static int[] places(byte[] bytes, Sparse sparse) {
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
