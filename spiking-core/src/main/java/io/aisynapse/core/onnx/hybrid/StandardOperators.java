package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import java.util.Set;

/**
 * Operators of the ONNX standard that may run in ONNX Runtime: those that are functions of their inputs and read
 * numbers. Left out are random ones, training, images, and texts other than class labels. Also ONNX Runtime's fused
 * forms of them.
 */
public final class StandardOperators {
    private static final Set<String> DEFAULT = words("""
            Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool BatchNormalization
            BitShift BitwiseAnd
            BitwiseNot BitwiseOr BitwiseXor BlackmanWindow Cast CastLike Ceil Celu Clip Col2Im Compress
            Concat
            ConcatFromSequence Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumSum DFT DeformConv
            DepthToSpace DequantizeLinear Det Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike
            Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool
            Greater GreaterOrEqual GridSample GroupNormalization HammingWindow HannWindow HardSigmoid HardSwish Hardmax
            Identity If InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual Log
            LogSoftmax Loop LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool Mean
            MeanVarianceNormalization MelWeightMatrix Min Mish Mod Mul Neg NonMaxSuppression NonZero Not OneHot Optional
            OptionalGetElement OptionalHasElement Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear
            RMSNormalization RNN Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean
            ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu Reshape Resize ReverseSequence RoiAlign RotaryEmbedding
            Round STFT Scan Scatter ScatterElements ScatterND Selu SequenceAt SequenceConstruct SequenceEmpty
            SequenceErase SequenceInsert SequenceLength Shape Shrink Sigmoid Sign Sin Sinh Size Slice Softmax Softplus
            Softsign SpaceToDepth Split SplitToSequence Sqrt Squeeze Sub Sum Swish Tan Tanh TensorScatter
            ThresholdedRelu Tile TopK Transpose Trilu Unique Unsqueeze Upsample Where Xor
            """);

    private static final Set<String> LEARNING = words("""
            ArrayFeatureExtractor Binarizer FeatureVectorizer Imputer LabelEncoder LinearClassifier LinearRegressor
            Normalizer OneHotEncoder SVMClassifier SVMRegressor Scaler TreeEnsemble TreeEnsembleClassifier
            TreeEnsembleRegressor ZipMap
            """);

    /** What ONNX Runtime's own optimiser and quantiser write in the place of standard operators. */
    private static final Set<String> FUSED = words("""
            Attention BiasGelu DynamicQuantizeLSTM DynamicQuantizeMatMul FastGelu FusedConv FusedGemm FusedMatMul Gelu
            MatMulIntegerToFloat MultiHeadAttention QAttention QGemm QLinearAdd QLinearAveragePool QLinearConcat
            QLinearGlobalAveragePool QLinearLeakyRelu QLinearMul QLinearReduceMean QLinearSigmoid QLinearSoftmax
            QuickGelu SkipLayerNormalization
            """);

    private StandardOperators() {}

    /** Whether the operator may be in a remainder. */
    public static boolean contain(Node node) {
        return switch (node.domain()) {
            case "", "ai.onnx" -> DEFAULT.contains(node.opType());
            case "com.microsoft" -> FUSED.contains(node.opType());
            case "ai.onnx.ml" -> LEARNING.contains(node.opType());
            default -> false;
        };
    }

    static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }
}
