package io.aisynapse.converter;

import io.aisynapse.protocol.artifact.FolderArtifactStore;
import io.aisynapse.protocol.client.HttpWorkPort;
import io.aisynapse.protocol.client.KafkaDoorbell;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.event.Topics;
import java.io.IOException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/** Wires a converter; importable into any application, needs no web server. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConverterProperties.class)
@PropertySource("classpath:io/aisynapse/converter/converter.properties")
public class ConverterConfiguration {
    @Bean
    ConverterService converterService(ConverterProperties properties) throws IOException {
        WorkBlobs blobs =
                new WorkBlobs(new FolderArtifactStore(properties.artifactsDir()), properties.largestBlobBytes());
        return new ConverterService(
                properties,
                new HttpWorkPort(properties.apiUrl(), properties.internalToken()),
                () -> new KafkaDoorbell(
                        properties.kafkaBootstrap(), Topics.CONVERSION_REQUESTS, Topics.CONVERTER_GROUP),
                new ConverterHandler(blobs, properties.threads()));
    }
}
