package io.conteur.artifactss3;

import io.conteur.artifacts.RemoteSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** An S3 server in this process, which all tests share; each takes a bucket of its own. */
final class S3Server {
    /** Started by the first test that needs it. */
    private static final class Shared {
        private static final S3Server SERVER = new S3Server();

        private Shared() {}
    }

    private final URI endpoint;
    private final S3Client client;

    private S3Server() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "s3-");
            endpoint = start(folder, 0);
            client = client(endpoint);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a server in a process of its own: its folder, which is absolute, and its port. */
    public static void main(String[] arguments) throws Exception {
        start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    }

    private static URI start(Path folder, int port) throws Exception {
        S3Proxy server =
                S3Proxy.builder()
                        .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                        .endpoint(URI.create("http://127.0.0.1:" + port))
                        .awsAuthentication(
                                AuthenticationType.AWS_V2_OR_V4,
                                System.getProperty("aws.accessKeyId"),
                                System.getProperty("aws.secretAccessKey"))
                        .metricsEnabled(false)
                        .build();
        server.start();
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    static S3Client client(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    static S3Server shared() {
        return Shared.SERVER;
    }

    URI endpoint() {
        return endpoint;
    }

    /** A client that sees what others store. */
    S3Client client() {
        return client;
    }

    /** Creates a bucket, and returns its name. */
    String newBucket() {
        String bucket = "b" + UUID.randomUUID().toString().substring(0, 12);
        client.createBucket(create -> create.bucket(bucket));
        return bucket;
    }

    /** The settings to reach this server, or a proxy before it. */
    static RemoteSettings settings(URI endpoint, Path cache) throws IOException {
        return RemoteSettings.fromEnvironment(
                Map.of(
                        "CONTEUR_ARTIFACTS_S3_ENDPOINT",
                        endpoint.toString(),
                        "CONTEUR_ARTIFACTS_CACHE_DIRECTORY",
                        cache.toString()));
    }

    /** The names of all objects in a bucket. */
    List<String> names(String bucket) {
        return client.listObjectsV2Paginator(list -> list.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    byte[] read(String bucket, String name) {
        return client.getObjectAsBytes(get -> get.bucket(bucket).key(name)).asByteArray();
    }

    /** Replaces an object's content and keeps its metadata. */
    void replace(String bucket, String name, byte[] content) {
        Map<String, String> metadata =
                client.headObject(head -> head.bucket(bucket).key(name)).metadata();
        client.putObject(
                put -> put.bucket(bucket).key(name).metadata(metadata),
                RequestBody.fromBytes(content));
    }

    void delete(String bucket, String name) {
        client.deleteObject(delete -> delete.bucket(bucket).key(name));
    }
}
