package io.conteur.artifactss3;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifactss3.bucket.Bucket;
import io.conteur.artifactss3.bucket.BucketRoot;
import io.conteur.artifactss3.bucket.TransferLimits;
import io.conteur.artifactss3.cache.FileCache;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Opens stores. */
final class TestStores {
    /** For servers that are meant to fail, so that a test does not wait long. */
    static final TransferLimits IMPATIENT =
            new TransferLimits(3, Duration.ofMillis(1), Duration.ofSeconds(2), System::nanoTime);

    private TestStores() {}

    static ArtifactStore open(URI endpoint, String bucket, Path cache) throws IOException {
        return open(endpoint, bucket, cache, TransferLimits.DEFAULT);
    }

    static ArtifactStore open(URI endpoint, String bucket, Path cache, TransferLimits limits)
            throws IOException {
        return open(endpoint, bucket, cache, limits, Clock.systemUTC());
    }

    static ArtifactStore open(
            URI endpoint, String bucket, Path cache, TransferLimits limits, Clock clock)
            throws IOException {
        var settings = S3Server.settings(endpoint, cache);
        return new S3ArtifactStore(
                Bucket.open(BucketRoot.parse("s3://" + bucket), settings, limits),
                FileCache.open(settings.cache()),
                clock);
    }
}
