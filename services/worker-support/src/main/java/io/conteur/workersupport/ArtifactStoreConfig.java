package io.conteur.workersupport;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.RemoteSettings;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The configuration of the artifact store, which is the same for all services. */
public interface ArtifactStoreConfig {
    /** A folder that all services share, or a bucket such as {@code s3://bucket/prefix}. */
    String root();

    /** How to reach a bucket. */
    S3 s3();

    /** Copies of a bucket's files. */
    Cache cache();

    /** How to reach a bucket; credentials come from the SDK's usual chain. */
    interface S3 {
        /** Of a server other than Amazon's. */
        Optional<URI> endpoint();

        /** When absent, that of the SDK's usual chain; with an endpoint, {@code us-east-1}. */
        Optional<String> region();

        /** Addresses {@code endpoint/bucket}; when absent, if there is an endpoint. */
        Optional<Boolean> pathStyle();
    }

    /** Copies of a bucket's files. */
    interface Cache {
        /** A local directory, which processes may share. */
        @WithDefault("${user.home}/.conteur/cache")
        Path directory();

        /** Maximum of all copies; the least recently used are deleted first. */
        @WithDefault("2147483648")
        long maxBytes();
    }

    /** Opens the store, which may be unavailable until later. */
    static ArtifactStore open(ArtifactStoreConfig config) throws IOException {
        S3 s3 = config.s3();
        return ArtifactStore.open(
                config.root(),
                new RemoteSettings(
                        s3.endpoint().orElse(null),
                        s3.region().orElse(null),
                        s3.pathStyle().orElse(s3.endpoint().isPresent()),
                        new RemoteSettings.Cache(
                                config.cache().directory(), config.cache().maxBytes())));
    }
}
