package io.aisynapse.node;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** An execution node as a process of its own. */
@SpringBootApplication
public class NodeApplication {
    /** Runs until the process is told to end. */
    public static void main(String[] arguments) {
        new SpringApplicationBuilder(NodeApplication.class)
                .web(WebApplicationType.NONE)
                .run(arguments);
    }
}
