package io.conteur.artifactss3.bucket;

import io.conteur.artifacts.format.FileChecksum;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;

/**
 * Uploads a file as one object. The server refuses it when its SHA-256, or the CRC-32C of a part,
 * is not the file's. Nothing is visible before the last part is there.
 */
record FileUpload(S3Client client, String bucket, String key, Path file) {
    private static final long MAX_SINGLE_BYTES = 16 << 20;
    private static final long PART_BYTES = 8 << 20;
    private static final int MAX_PARTS = 10_000;
    private static final int THREADS = 4;
    private static final String TYPE = "application/octet-stream";

    void send(FileChecksum checksum) throws IOException {
        if (checksum.bytes() > MAX_SINGLE_BYTES) {
            sendParts(checksum.bytes());
            return;
        }
        String sha256 =
                Base64.getEncoder().encodeToString(HexFormat.of().parseHex(checksum.sha256()));
        client.putObject(
                put -> put.bucket(bucket).key(key).checksumSHA256(sha256),
                RequestBody.fromFile(file));
    }

    private void sendParts(long bytes) throws IOException {
        CreateMultipartUploadResponse created =
                client.createMultipartUpload(
                        create ->
                                create.bucket(bucket)
                                        .key(key)
                                        .checksumAlgorithm(ChecksumAlgorithm.CRC32_C));
        String upload = BucketFailures.requireWhole(created.uploadId());
        try {
            List<CompletedPart> parts = sendParts(bytes, upload);
            // A server may say 200 before it has put the parts together; the tag comes last.
            BucketFailures.requireWhole(
                    client.completeMultipartUpload(
                                    complete ->
                                            complete.bucket(bucket)
                                                    .key(key)
                                                    .uploadId(upload)
                                                    .multipartUpload(all -> all.parts(parts)))
                            .eTag());
        } catch (IOException | RuntimeException | Error e) {
            abort(upload, e);
            throw e;
        }
    }

    private void abort(String upload, Throwable reason) {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            reason.addSuppressed(e); // The bucket's lifecycle rule deletes the parts.
        }
    }

    private List<CompletedPart> sendParts(long bytes, String upload) throws IOException {
        long partBytes = Math.max(PART_BYTES, (bytes + MAX_PARTS - 1) / MAX_PARTS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (FileChannel channel = FileChannel.open(file)) {
            List<Future<CompletedPart>> sent = new ArrayList<>();
            for (long start = 0; start < bytes; start += partBytes) {
                Part part =
                        new Part(
                                upload, sent.size() + 1, start, Math.min(partBytes, bytes - start));
                sent.add(threads.submit(() -> send(part, channel)));
            }
            return await(sent);
        } finally {
            threads.shutdownNow();
        }
    }

    private record Part(String upload, int number, long start, long bytes) {}

    private CompletedPart send(Part part, FileChannel channel) throws IOException {
        int checksum = new FileRange(channel, part.start, part.bytes).checksum();
        String crc32c =
                Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt(checksum).array());
        String tag =
                client.uploadPart(
                                to ->
                                        to.bucket(bucket)
                                                .key(key)
                                                .uploadId(part.upload)
                                                .partNumber(part.number)
                                                .checksumCRC32C(crc32c),
                                RequestBody.fromContentProvider(
                                        () -> new FileRange(channel, part.start, part.bytes),
                                        part.bytes,
                                        TYPE))
                        .eTag();
        return CompletedPart.builder()
                .partNumber(part.number)
                .eTag(tag)
                .checksumCRC32C(crc32c)
                .build();
    }

    private static List<CompletedPart> await(List<Future<CompletedPart>> sent) throws IOException {
        List<CompletedPart> parts = new ArrayList<>();
        try {
            for (Future<CompletedPart> part : sent) {
                parts.add(part.get());
            }
            return parts;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while parts were sent");
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static IOException rethrown(@Nullable Throwable cause) throws IOException {
        if (cause instanceof RuntimeException failure) {
            throw failure;
        }
        if (cause instanceof Error failure) {
            throw failure;
        }
        return cause instanceof IOException failure ? failure : new IOException(cause);
    }
}
