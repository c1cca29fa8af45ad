package io.aisynapse.api;

import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.artifact.FolderArtifactStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** All of api-service, to be imported by a process that runs it, alone or beside other roles. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@EntityScan("io.aisynapse.api")
@EnableJpaRepositories("io.aisynapse.api")
@EnableConfigurationProperties(ApiSettings.class)
@PropertySource("classpath:io/aisynapse/api/api.properties")
public class ApiConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** For ids, keys and the jitter of retries: nothing that a result depends on. */
    @Bean
    RandomGenerator serviceRandom() {
        return new SecureRandom();
    }

    @Bean
    @ConditionalOnMissingBean
    ArtifactStore artifactStore(ApiSettings settings) throws IOException {
        return new FolderArtifactStore(settings.artifactsDir());
    }

    @Bean
    @ConditionalOnMissingBean
    MeterRegistry meterRegistry() {
        return new SimpleMeterRegistry();
    }

    @Bean
    @ConditionalOnMissingBean
    TransactionTemplate transactionTemplate(PlatformTransactionManager transactions) {
        return new TransactionTemplate(transactions);
    }
}
