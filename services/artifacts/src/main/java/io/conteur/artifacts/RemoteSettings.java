package io.conteur.artifacts;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an object store, and where to keep copies of its files. Credentials are no part of
 * it.
 *
 * @param endpoint null for the provider's own
 * @param region null for the region of the environment
 * @param pathStyle addresses {@code endpoint/bucket} instead of {@code bucket.endpoint}
 */
public record RemoteSettings(
        @Nullable URI endpoint, @Nullable String region, boolean pathStyle, Cache cache) {
    private static final String PREFIX = "CONTEUR_ARTIFACTS_";
    private static final long CACHE_BYTES = 2L << 30;

    public RemoteSettings {
        if (endpoint != null && !isEndpoint(endpoint)) {
            throw new IllegalArgumentException(
                    "the endpoint must be such as https://host:9000, without user and password");
        }
    }

    private static boolean isEndpoint(URI uri) {
        return uri.getHost() != null
                && uri.getUserInfo() == null
                && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    }

    /**
     * Where fetched files are kept.
     *
     * @param maxBytes of all files; the least recently used are deleted first
     */
    public record Cache(Path directory, long maxBytes) {
        public Cache {
            if (maxBytes < 0) {
                throw new IllegalArgumentException(
                        "a cache takes 0 or more bytes, not " + maxBytes);
            }
        }
    }

    /** Defaults, which suffice for a folder. */
    public static RemoteSettings none() {
        return fromEnvironment(Map.of());
    }

    /** The settings in the environment variables that also configure the services. */
    public static RemoteSettings fromEnvironment(Map<String, String> environment) {
        String endpoint = environment.getOrDefault(PREFIX + "S3_ENDPOINT", "");
        String region = environment.getOrDefault(PREFIX + "S3_REGION", "");
        String pathStyle = environment.getOrDefault(PREFIX + "S3_PATH_STYLE", "");
        String directory = environment.getOrDefault(PREFIX + "CACHE_DIRECTORY", "");
        String bytes = environment.getOrDefault(PREFIX + "CACHE_MAX_BYTES", "");
        return new RemoteSettings(
                endpoint.isEmpty() ? null : URI.create(endpoint),
                region.isEmpty() ? null : region,
                pathStyle.isEmpty() ? !endpoint.isEmpty() : Boolean.parseBoolean(pathStyle),
                new Cache(
                        directory.isEmpty()
                                ? Path.of(System.getProperty("user.home"), ".conteur", "cache")
                                : Path.of(directory),
                        bytes.isEmpty() ? CACHE_BYTES : Long.parseLong(bytes)));
    }
}
