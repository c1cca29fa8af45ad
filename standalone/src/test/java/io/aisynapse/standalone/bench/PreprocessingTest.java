package io.aisynapse.standalone.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.aisynapse.protocol.work.ProtocolJson;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PreprocessingTest {
    private static final Rows TWO_CHANNELS = new Rows(new float[][] {{0, 51, 102, 255}}, new int[] {2, 1, 2});

    @Test
    void bytesAreDividedByTheirRange() {
        assertRow("{'kind':'unit','scale':0.00392156862745098}", false, 0, 0.2f, 0.4f, 1);
    }

    @Test
    void eachChannelHasItsOwnMeanAndDeviation() {
        assertRow("{'kind':'norm','scale':0.00392156862745098,'mean':[0,0.4],'std':[0.2,0.6]}", false, 0, 1, 0, 1);
        assertRow("{'kind':'std','mean':[51,102],'std':[51,1]}", false, -1, 0, 0, 153);
    }

    @Test
    void channelsMayComeLast() {
        assertRow("{'kind':'raw','layout':'NHWC'}", false, 0, 102, 51, 255);
    }

    @Test
    void halfPrecisionRoundsAsTheModelsInputDoes() {
        float[][] rows =
                new Preprocessing(json("{'kind':'raw'}"), true).apply(new Rows(new float[][] {{0.1f}}, new int[] {1}));
        assertArrayEquals(new float[] {0.0999755859375f}, rows[0]);
    }

    private static void assertRow(String settings, boolean half, float... wanted) {
        assertArrayEquals(wanted, new Preprocessing(json(settings), half).apply(TWO_CHANNELS)[0], 1e-6f);
    }

    private static JsonNode json(String text) {
        return ProtocolJson.mapper().readTree(text.replace('\'', '"'));
    }
}
