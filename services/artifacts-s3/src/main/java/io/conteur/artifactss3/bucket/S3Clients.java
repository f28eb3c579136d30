package io.conteur.artifactss3.bucket;

import io.conteur.artifacts.RemoteSettings;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Configures the SDK's client. */
final class S3Clients {
    private S3Clients() {}

    /** Credentials come from the SDK's usual chain: environment, profile, container, machine. */
    static S3Client open(RemoteSettings settings, TransferLimits limits) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(limits.timeout())
                                        .socketTimeout(limits.timeout()))
                        .forcePathStyle(settings.pathStyle())
                        // Every upload names its checksum itself, in a header that all servers
                        // know, and every download is held to the manifest's SHA-256.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .overrideConfiguration(
                                client ->
                                        client.retryStrategy(retries(limits))
                                                .apiCallAttemptTimeout(limits.attemptTimeout()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        if (settings.region() != null) {
            builder.region(Region.of(settings.region()));
        } else if (settings.endpoint() != null) {
            builder.region(Region.US_EAST_1); // Other servers than Amazon's take any.
        }
        return builder.build();
    }

    private static StandardRetryStrategy retries(TransferLimits limits) {
        BackoffStrategy backoff =
                BackoffStrategy.exponentialDelay(limits.pause(), limits.maxPause());
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(limits.attempts())
                .backoffStrategy(backoff)
                .throttlingBackoffStrategy(backoff)
                .retryOnException(S3Clients::mayPass)
                .build();
    }

    /**
     * What the SDK does not retry: a status line that broke off, a conditional request that met
     * another, and bytes that were damaged on their way.
     */
    private static boolean mayPass(Throwable failure) {
        return failure instanceof S3Exception answer
                && (answer.statusCode() < 100
                        || answer.statusCode() == 409
                        || BucketFailures.code(answer).equals("BadDigest"));
    }
}
