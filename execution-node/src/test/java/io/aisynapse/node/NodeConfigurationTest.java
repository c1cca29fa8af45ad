package io.aisynapse.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class NodeConfigurationTest {
    @TempDir
    Path folder;

    /** Neither the service nor the broker is there: they wait for them and can be stopped. */
    @Test
    void twoNodesStartAndStopInOneProcess() {
        NodeService service;
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(NodeConfiguration.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--SYNAPSE_ARTIFACTS_DIR=" + folder,
                        "--SYNAPSE_API_URL=http://127.0.0.1:9",
                        "--SYNAPSE_KAFKA_BOOTSTRAP=127.0.0.1:9",
                        "--SYNAPSE_NODE_ID=n",
                        "--SYNAPSE_NODES=2",
                        "--SYNAPSE_NODE_THREADS=2",
                        "--synapse.node.drain-time=1s")) {
            NodeProperties properties = context.getBean(NodeProperties.class);
            assertEquals(List.of("n-1", "n-2"), properties.nodeIds());
            assertEquals(2, properties.threads());
            service = context.getBean(NodeService.class);
            assertTrue(service.isRunning());
        }
        assertFalse(service.isRunning());
    }
}
