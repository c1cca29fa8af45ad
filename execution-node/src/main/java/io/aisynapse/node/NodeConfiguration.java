package io.aisynapse.node;

import io.aisynapse.protocol.artifact.FolderArtifactStore;
import io.aisynapse.protocol.client.HttpWorkPort;
import io.aisynapse.protocol.client.WorkBlobs;
import java.io.IOException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/** Wires the nodes of this process; importable into any application, needs no web server. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NodeProperties.class)
@PropertySource("classpath:io/aisynapse/node/node.properties")
public class NodeConfiguration {
    @Bean
    NodeService nodeService(NodeProperties properties) throws IOException {
        WorkBlobs blobs =
                new WorkBlobs(new FolderArtifactStore(properties.artifactsDir()), properties.largestBlobBytes());
        return new NodeService(properties, new HttpWorkPort(properties.apiUrl(), properties.internalToken()), blobs);
    }
}
