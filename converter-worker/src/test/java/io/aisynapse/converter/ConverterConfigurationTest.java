package io.aisynapse.converter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class ConverterConfigurationTest {
    @TempDir
    Path folder;

    /** Neither the service nor the broker is there: it waits for them and can be stopped. */
    @Test
    void startsAndStopsOnDefaultsWithoutServiceAndBroker() {
        ConverterService service;
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(ConverterConfiguration.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--SYNAPSE_ARTIFACTS_DIR=" + folder,
                        "--SYNAPSE_API_URL=http://127.0.0.1:9",
                        "--SYNAPSE_KAFKA_BOOTSTRAP=127.0.0.1:9",
                        "--synapse.converter.drain-time=1s")) {
            ConverterProperties properties = context.getBean(ConverterProperties.class);
            assertEquals(URI.create("http://127.0.0.1:9"), properties.apiUrl());
            assertEquals(Duration.ofMillis(250), properties.checkPause());
            assertEquals(1, properties.slots());
            service = context.getBean(ConverterService.class);
            assertTrue(service.isRunning());
        }
        assertFalse(service.isRunning());
    }
}
