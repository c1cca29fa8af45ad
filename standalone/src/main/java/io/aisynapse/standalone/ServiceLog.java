package io.aisynapse.standalone;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sends everything that is logged in this JVM to a file. To be called while only one thread runs: Spring Boot would set
 * the logging up anew while the broker is already starting, and is told to leave it alone.
 */
final class ServiceLog {
    static void writeTo(Path file) throws IOException {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty("aisynapse.log", file.toString());
        URL configuration = ServiceLog.class.getResource("service-logback.xml");
        if (configuration == null) {
            throw new IllegalStateException("the program lacks its service-logback.xml");
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(configuration);
        } catch (JoranException e) {
            throw new IOException("the log cannot be set up", e);
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private ServiceLog() {}
}
