package io.aisynapse.converter;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param apiUrl of the service, without a path
 * @param internalToken shared with the service
 * @param slots conversions at a time; model checks have a slot of their own besides
 * @param threads of one conversion
 * @param largestBlobBytes of a model, or of the calibration samples
 * @param idlePause how often to ask for conversions when no bell rings
 * @param checkPause how often to ask for model checks, for which an uploading user waits
 * @param drainTime for work under way when the process is told to end
 */
@ConfigurationProperties("synapse.converter")
public record ConverterProperties(
        URI apiUrl,
        String kafkaBootstrap,
        Path artifactsDir,
        String internalToken,
        String workerId,
        int slots,
        int threads,
        long largestBlobBytes,
        Duration idlePause,
        Duration checkPause,
        Duration drainTime) {}
