package io.conteur.systemtests;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.RemoteSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** An S3 server in this process, which can be stopped and started again on its port. */
final class BucketServer implements AutoCloseable {
    private static final String KEY_ID = "test";
    private static final String SECRET = "secret-of-the-test";
    private static final String BUCKET = "artifacts-of-the-test";
    private static final String ROOT = "s3://" + BUCKET + "/some/prefix";

    private final Path folder;
    private final Path objects;
    private S3Proxy server;
    private int port;

    private BucketServer(Path folder) throws IOException {
        this.folder = folder;
        this.objects = Files.createDirectories(folder.toRealPath().resolve("server"));
        Files.createDirectory(objects.resolve(BUCKET));
    }

    /**
     * @param folder for its objects and for the caches of the services
     */
    static BucketServer start(Path folder) throws Exception {
        System.setProperty("aws.accessKeyId", KEY_ID);
        System.setProperty("aws.secretAccessKey", SECRET);
        BucketServer started = new BucketServer(folder);
        started.start();
        return started;
    }

    void start() throws Exception {
        server =
                S3Proxy.builder()
                        .blobStore(new FilesystemNio2BlobStore(objects.toString()))
                        .endpoint(URI.create("http://127.0.0.1:" + port))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY_ID, SECRET)
                        .metricsEnabled(false)
                        .build();
        server.start();
        port = server.getPort();
    }

    void stop() throws Exception {
        server.stop();
    }

    ArtifactStore store() throws IOException {
        return ArtifactStore.open(ROOT, RemoteSettings.fromEnvironment(environment("test")));
    }

    /**
     * The environment of a service that keeps its artifacts here.
     *
     * @param name of its cache
     */
    Map<String, String> environment(String name) {
        return Map.of(
                "CONTEUR_ARTIFACTS_ROOT", ROOT,
                "CONTEUR_ARTIFACTS_S3_ENDPOINT", "http://127.0.0.1:" + port,
                "CONTEUR_ARTIFACTS_CACHE_DIRECTORY", cache(name).toString(),
                "AWS_ACCESS_KEY_ID", KEY_ID,
                "AWS_SECRET_ACCESS_KEY", SECRET);
    }

    Path cache(String name) {
        return folder.resolve("cache-" + name);
    }

    @Override
    public void close() throws Exception {
        stop();
    }
}
