package io.aisynapse.standalone.bench.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class PlayerTest {
    private static final Policy DOUBLES = observations -> {
        float[][] answers = new float[observations.length][];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = new float[] {2 * observations[i][0]};
        }
        return answers;
    };

    @Test
    void observationsAreAnsweredUntilTheReturnsCome() throws IOException {
        ByteBuffer requests = frame().putInt(2).putInt(2);
        requests.putFloat(1).putFloat(0).putFloat(3).putFloat(0);
        requests.putInt(0).putInt(2).putDouble(10).putDouble(20);
        ByteArrayOutputStream replies = new ByteArrayOutputStream();
        assertArrayEquals(new double[] {10, 20}, Player.serve(stream(requests), replies, DOUBLES));
        ByteBuffer reply = ByteBuffer.wrap(replies.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(1, reply.getInt());
        assertEquals(2, reply.getFloat());
        assertEquals(6, reply.getFloat());
        assertEquals(0, reply.remaining());
    }

    @Test
    void aProcessThatEndsEarlyOrSendsNonsenseIsAnError() {
        assertThrows(IOException.class, () -> serve(frame().putInt(1).putInt(2).putFloat(1)));
        assertThrows(IOException.class, () -> serve(frame().putInt(-1).putInt(2)));
        assertThrows(IOException.class, () -> serve(frame().putInt(1).putInt(Integer.MAX_VALUE)));
    }

    @Test
    void twoPercentOfTheReturnMayBeMissing() {
        assertEquals(true, new ControlLine("m", "rate", 4, 1, new ControlLine.Returns(100, 98, 0), 0).reached());
        assertEquals(false, new ControlLine("m", "rate", 4, 1, new ControlLine.Returns(100, 97.9, 0), 0).reached());
        assertEquals(false, new ControlLine("m", "rate", 4, 1, new ControlLine.Returns(-100, -102.1, 0), 0).reached());
    }

    private static void serve(ByteBuffer requests) throws IOException {
        Player.serve(stream(requests), new ByteArrayOutputStream(), DOUBLES);
    }

    private static ByteBuffer frame() {
        return ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteArrayInputStream stream(ByteBuffer written) {
        return new ByteArrayInputStream(written.array(), 0, written.position());
    }
}
