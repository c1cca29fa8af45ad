package io.aisynapse.converter;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The converter as a process of its own. */
@SpringBootApplication
public class ConverterApplication {
    /** Runs until the process is told to end. */
    public static void main(String[] arguments) {
        new SpringApplicationBuilder(ConverterApplication.class)
                .web(WebApplicationType.NONE)
                .run(arguments);
    }
}
