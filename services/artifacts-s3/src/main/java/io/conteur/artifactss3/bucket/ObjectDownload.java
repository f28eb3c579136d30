package io.conteur.artifactss3.bucket;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.format.FileChecksum;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;

/**
 * One download. After a body that breaks off, stalls or is too slow, the next attempt requests the
 * rest. The attempts are counted anew after enough progress, so a large file outlasts many faults.
 */
final class ObjectDownload {
    /** Less in the time of a timeout is too slow; so much more is progress. */
    private static final long PROGRESS_BYTES = 1 << 20;

    private final Bucket bucket;
    private final String name;
    private final FileChecksum expected;
    private final MessageDigest digest = FileChecksum.digest();
    private final byte[] buffer = new byte[1 << 18];
    private long position;

    ObjectDownload(Bucket bucket, String name, FileChecksum expected) {
        this.bucket = bucket;
        this.name = name;
        this.expected = expected;
    }

    void writeTo(OutputStream to) throws IOException {
        int failures = 0;
        boolean whole = false;
        while (!whole) {
            long start = position;
            try {
                attempt(to);
                whole = true;
            } catch (TransferException e) {
                failures = position - start >= PROGRESS_BYTES ? 1 : failures + 1;
                if (failures == bucket.limits().attempts()) {
                    throw bucket.failures()
                            .unavailable("reading " + name + " in " + failures + " attempts", e);
                }
                pause(failures);
            }
        }
        String sha256 = FileChecksum.hex(digest);
        if (!sha256.equals(expected.sha256())) {
            throw new DamagedArtifactException(
                    name,
                    "%s has SHA-256 %s instead of %s"
                            .formatted(expected.name(), sha256, expected.sha256()));
        }
    }

    /** A fault of the connection, unlike one of the disk that is written to. */
    private static final class TransferException extends IOException {
        private static final long serialVersionUID = 1L;

        TransferException(IOException cause) {
            super(cause);
        }
    }

    private void attempt(OutputStream to) throws IOException {
        Bucket.ObjectBody body = bucket.body(name, position);
        try {
            if (body.bytes() != expected.bytes()) {
                requireWhole(body);
                throw new DamagedArtifactException(
                        name,
                        "%s has %d bytes instead of %d"
                                .formatted(expected.name(), body.bytes(), expected.bytes()));
            }
            copy(body, to);
        } catch (IOException | RuntimeException e) {
            body.abort().run();
            throw e;
        }
        body.stream().close();
    }

    /** Too small a size may be the first digits of a header that broke off, and no body follows. */
    private void requireWhole(Bucket.ObjectBody body) throws TransferException {
        try {
            if (body.bytes() < 0) {
                throw new EOFException("the headers broke off");
            }
            if (body.bytes() < expected.bytes()) {
                body.stream().skipNBytes(body.bytes() - position + body.skip());
            }
        } catch (IOException e) {
            throw new TransferException(e);
        }
    }

    private void copy(Bucket.ObjectBody body, OutputStream to) throws IOException {
        skip(body);
        long windowStart = bucket.limits().nanoTime().getAsLong();
        long windowBytes = 0;
        while (position < expected.bytes()) {
            int n = read(body);
            digest.update(buffer, 0, n);
            to.write(buffer, 0, n);
            position += n;
            windowBytes += n;
            long now = bucket.limits().nanoTime().getAsLong();
            if (now - windowStart > bucket.limits().timeout().toNanos()) {
                requireSpeed(windowBytes);
                windowStart = now;
                windowBytes = 0;
            }
        }
    }

    private static void skip(Bucket.ObjectBody body) throws TransferException {
        try {
            body.stream().skipNBytes(body.skip());
        } catch (IOException e) {
            throw new TransferException(e);
        }
    }

    private int read(Bucket.ObjectBody body) throws TransferException {
        try {
            int most = (int) Math.min(buffer.length, expected.bytes() - position);
            int n = body.stream().read(buffer, 0, most);
            if (n < 0) {
                throw new EOFException(
                        "the body broke off at byte %d of %d"
                                .formatted(position, expected.bytes()));
            }
            return n;
        } catch (IOException e) {
            throw new TransferException(e);
        }
    }

    private void requireSpeed(long bytes) throws TransferException {
        if (bytes < PROGRESS_BYTES && position < expected.bytes()) {
            throw new TransferException(
                    new SocketTimeoutException(
                            "the body is too slow: %d bytes in %d s"
                                    .formatted(bytes, bucket.limits().timeout().toSeconds())));
        }
    }

    private void pause(int failures) throws InterruptedIOException {
        try {
            Thread.sleep(bucket.limits().pauseAfter(failures).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading " + name);
        }
    }
}
