package io.conteur.benchmarks;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.RemoteSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Publishes and fetches a file in an S3 server of this process, in turns with the bare SDK, which
 * puts and gets the same file. Arguments: MiB of the file, and the number of rounds.
 */
public final class ArtifactTransferBenchmark {
    private static final String BUCKET = "benchmark";
    private static final String CREDENTIAL = "benchmark";
    private static final int WARM_UP = 2;

    private final URI endpoint;
    private final S3Client bare;
    private final Path folder;
    private final Path file;

    /** Nanoseconds of one round. */
    private record Round(long barePut, long publish, long bareGet, long fetch) {}

    private ArtifactTransferBenchmark(URI endpoint, Path folder, Path file) {
        this.endpoint = endpoint;
        this.folder = folder;
        this.file = file;
        this.bare =
                S3Client.builder()
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .forcePathStyle(true)
                        .httpClient(UrlConnectionHttpClient.create())
                        .build();
    }

    /** Measures and prints. */
    public static void main(String[] arguments) throws Exception {
        System.setProperty("aws.accessKeyId", CREDENTIAL);
        System.setProperty("aws.secretAccessKey", CREDENTIAL);
        Path folder = Files.createTempDirectory("transfer");
        S3Proxy server = server(Files.createDirectory(folder.resolve("server")));
        try {
            byte[] content = new byte[Integer.parseInt(arguments[0]) << 20];
            new Random(1).nextBytes(content);
            Path file = Files.write(folder.resolve("file"), content);
            URI endpoint = URI.create("http://127.0.0.1:" + server.getPort());
            new ArtifactTransferBenchmark(endpoint, folder, file)
                    .run(Integer.parseInt(arguments[1]));
        } finally {
            server.stop();
            delete(folder);
        }
        System.exit(0); // The server leaves threads.
    }

    private static S3Proxy server(Path folder) throws Exception {
        S3Proxy server =
                S3Proxy.builder()
                        .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, CREDENTIAL, CREDENTIAL)
                        .metricsEnabled(false)
                        .build();
        server.start();
        return server;
    }

    private void run(int rounds) throws IOException {
        bare.createBucket(create -> create.bucket(BUCKET));
        List<Round> measured = new ArrayList<>();
        for (int i = -WARM_UP; i < rounds; i++) {
            Round round = round();
            if (i >= 0) {
                measured.add(round);
            }
        }
        print("put", measured.stream().map(r -> new long[] {r.barePut, r.publish}).toList());
        print("get", measured.stream().map(r -> new long[] {r.bareGet, r.fetch}).toList());
    }

    private Round round() throws IOException {
        Path cache = folder.resolve("cache");
        delete(cache);
        ArtifactStore store =
                ArtifactStore.open(
                        "s3://" + BUCKET,
                        new RemoteSettings(
                                endpoint, null, true, new RemoteSettings.Cache(cache, 1L << 40)));
        Path got = folder.resolve("got");
        Files.deleteIfExists(got);
        long start = System.nanoTime();
        bare.putObject(put -> put.bucket(BUCKET).key("bare"), file);
        long put = System.nanoTime();
        Artifact artifact = store.publish("a", to -> Files.createLink(to.resolve("file"), file));
        long published = System.nanoTime();
        bare.getObject(get -> get.bucket(BUCKET).key("bare"), ResponseTransformer.toFile(got));
        long gotten = System.nanoTime();
        store.fetch("a", artifact.sha256());
        long fetched = System.nanoTime();
        store.delete("a");
        return new Round(put - start, published - put, gotten - published, fetched - gotten);
    }

    private void print(String what, List<long[]> times) throws IOException {
        double megabytes = Files.size(file) / 1e6;
        System.out.printf(
                "%s: bare SDK %.0f MB/s, artifact store %.0f MB/s, ratio %.2f (%.2f to %.2f)%n",
                what,
                megabytes / median(times.stream().map(t -> t[0] * 1e-9)),
                megabytes / median(times.stream().map(t -> t[1] * 1e-9)),
                median(times.stream().map(ArtifactTransferBenchmark::ratio)),
                times.stream().mapToDouble(ArtifactTransferBenchmark::ratio).min().orElseThrow(),
                times.stream().mapToDouble(ArtifactTransferBenchmark::ratio).max().orElseThrow());
    }

    private static double ratio(long[] times) {
        return (double) times[0] / times[1];
    }

    private static double median(Stream<Double> values) {
        List<Double> sorted = values.sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void delete(Path path) throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
