package io.conteur.artifactss3.bucket;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.RemoteSettings;
import io.conteur.artifacts.StoreUnavailableException;
import io.conteur.artifacts.format.FileChecksum;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects under a prefix of a bucket, named relative to it. Every method throws {@link
 * StoreUnavailableException} after its last retry, and when the bucket or the credentials are
 * missing.
 */
public final class Bucket {
    private final BucketRoot root;
    private final S3Client client;
    private final TransferLimits limits;
    private final BucketFailures failures;

    private Bucket(BucketRoot root, S3Client client, TransferLimits limits, String endpoint) {
        this.root = root;
        this.client = client;
        this.limits = limits;
        this.failures = new BucketFailures(root + " (" + endpoint + ")");
    }

    /** Connects to nothing yet. */
    public static Bucket open(BucketRoot root, RemoteSettings settings, TransferLimits limits)
            throws IOException {
        String endpoint = settings.endpoint() == null ? "AWS" : settings.endpoint().toString();
        try {
            return new Bucket(root, S3Clients.open(settings, limits), limits, endpoint);
        } catch (SdkException e) {
            throw new StoreUnavailableException(
                    root.toString(), "set conteur.artifacts.s3.region or AWS_REGION", e);
        }
    }

    /** Such as {@code s3://bucket/prefix/}. */
    public BucketRoot root() {
        return root;
    }

    /**
     * A small object.
     *
     * @param maxBytes limit of what is read; a larger object is returned cut off, one byte longer
     */
    public Optional<StoredObject> read(String name, int maxBytes) throws IOException {
        try {
            return Optional.of(
                    failures.send(
                            "reading " + name,
                            () ->
                                    client.getObject(
                                            get -> get.bucket(root.name()).key(key(name)),
                                            smallObject(maxBytes))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static ResponseTransformer<GetObjectResponse, StoredObject> smallObject(int maxBytes) {
        return (response, body) -> {
            try {
                byte[] content = body.readNBytes(maxBytes + 1);
                if (content.length > maxBytes) {
                    body.abort();
                } else if (content.length != length(response)) {
                    throw new EOFException("the body broke off");
                }
                return new StoredObject(content, Map.copyOf(response.metadata()));
            } catch (IOException e) {
                throw RetryableException.create(String.valueOf(e.getMessage()), e);
            }
        };
    }

    /** Without a length, the headers broke off: the client takes those before it for all. */
    private static long length(GetObjectResponse response) throws EOFException {
        if (response.contentLength() == null) {
            throw new EOFException("the headers broke off");
        }
        return response.contentLength();
    }

    /** Writes a small object unless there is one of this name: then false. */
    public boolean putIfAbsent(String name, StoredObject object) throws IOException {
        return failures.send(
                "writing " + name,
                () -> {
                    try {
                        client.putObject(
                                put ->
                                        put.bucket(root.name())
                                                .key(key(name))
                                                .ifNoneMatch("*")
                                                .metadata(object.metadata())
                                                .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                                RequestBody.fromBytes(object.content()));
                        return true;
                    } catch (S3Exception e) {
                        if (e.statusCode() == 412) {
                            return false;
                        }
                        throw e;
                    }
                });
    }

    /** Uploads a file; a large one in parts, of which several are sent at once. */
    public void upload(String name, Path file, FileChecksum checksum) throws IOException {
        failures.send(
                "writing " + name,
                () -> {
                    new FileUpload(client, root.name(), key(name), file).send(checksum);
                    return true;
                });
    }

    /**
     * Downloads an object, from where the last attempt broke off, and hashes it on the way.
     *
     * @throws NoSuchFileException if there is no such object
     * @throws DamagedArtifactException if it has another size or hash
     */
    public void download(String name, FileChecksum expected, OutputStream to) throws IOException {
        new ObjectDownload(this, name, expected).writeTo(to);
    }

    /** The body of an object from a byte on, to be closed by the caller. */
    ObjectBody body(String name, long from) throws IOException {
        ResponseInputStream<GetObjectResponse> body =
                failures.send(
                        "reading " + name,
                        () ->
                                client.getObject(
                                        get -> {
                                            get.bucket(root.name()).key(key(name));
                                            if (from > 0) {
                                                get.range("bytes=" + from + "-");
                                            }
                                        }));
        boolean ranged = body.response().contentRange() != null;
        Long length = body.response().contentLength();
        long bytes = length == null ? -1 : length + (ranged ? from : 0);
        return new ObjectBody(body, body::abort, bytes, ranged ? 0 : from);
    }

    /**
     * @param bytes of the whole object; less when the headers broke off
     * @param skip bytes before the requested ones
     */
    record ObjectBody(InputStream stream, Runnable abort, long bytes, long skip) {}

    TransferLimits limits() {
        return limits;
    }

    BucketFailures failures() {
        return failures;
    }

    /** The objects whose names begin with {@code prefix}, sorted by name. */
    public List<ObjectEntry> list(String prefix) throws IOException {
        return failures.send(
                "listing " + prefix,
                () -> {
                    List<ObjectEntry> entries = new ArrayList<>();
                    for (ListObjectsV2Response page :
                            client.listObjectsV2Paginator(
                                    list -> list.bucket(root.name()).prefix(key(prefix)))) {
                        BucketFailures.requireWhole(page.isTruncated());
                        page.contents().forEach(object -> entries.add(entry(object)));
                    }
                    return entries;
                });
    }

    private ObjectEntry entry(S3Object object) {
        String name = object.key().substring(root.prefix().length());
        return new ObjectEntry(name, object.size(), object.lastModified());
    }

    /** Deletes an object; does nothing when there is none. */
    public void delete(String name) throws IOException {
        failures.send(
                "deleting " + name,
                () -> client.deleteObject(delete -> delete.bucket(root.name()).key(key(name))));
    }

    private String key(String name) {
        return root.prefix() + name;
    }
}
