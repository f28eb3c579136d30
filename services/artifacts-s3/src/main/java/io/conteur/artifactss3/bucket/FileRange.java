package io.conteur.artifactss3.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/** Some bytes of a file; closing the stream leaves the file open. */
final class FileRange extends InputStream {
    private final FileChannel file;
    private final long end;
    private long position;

    FileRange(FileChannel file, long start, long bytes) {
        this.file = file;
        this.position = start;
        this.end = start + bytes;
    }

    /** The CRC-32C of the bytes that are left. */
    int checksum() throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] buffer = new byte[1 << 16];
        for (int n = read(buffer, 0, buffer.length); n >= 0; n = read(buffer, 0, buffer.length)) {
            checksum.update(buffer, 0, n);
        }
        return (int) checksum.getValue();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (position == end) {
            return -1;
        }
        int most = (int) Math.min(length, end - position);
        int n = file.read(ByteBuffer.wrap(buffer, offset, most), position);
        position += Math.max(n, 0);
        return n;
    }
}
