package io.aisynapse.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void valuesFlagsAndWordsAreTold() throws StartFailure {
        Options options = parse("--port", "9000", "--once", "folder");
        assertEquals(9000, options.port());
        assertTrue(options.has("--once"));
        assertEquals("folder", options.word("folder"));
    }

    @Test
    void whatIsNotGivenHasItsDefault() throws StartFailure {
        assertEquals(8080, parse().port());
        assertEquals(1, parse().nodes());
        assertEquals("vector", parse().kernels());
    }

    @Test
    void aRefusalNamesTheOptionTheValueAndTheRange() {
        String message = assertThrows(
                        StartFailure.class, () -> parse("--port", "0").port())
                .getMessage();
        assertEquals("The option --port is 0, wanted a number from 1 to 65535.", message);
    }

    @Test
    void unknownOptionsAndMissingValuesAreRefused() {
        assertThrows(StartFailure.class, () -> parse("--prot", "1"));
        assertThrows(StartFailure.class, () -> parse("--port"));
        assertThrows(StartFailure.class, () -> parse("word").refuseWords());
        assertThrows(StartFailure.class, () -> parse("--kernels", "gpu").kernels());
    }

    private static Options parse(String... arguments) throws StartFailure {
        return Options.parse(List.of(arguments), Set.of("--port", "--nodes", "--kernels"), Set.of("--once"));
    }
}
