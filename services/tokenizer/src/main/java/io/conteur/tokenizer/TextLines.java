package io.conteur.tokenizer;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Streams the lines of a UTF-8 file, plain or gzip, which its first two bytes tell. A malformed
 * line is a {@link MalformedTextException} with file and number, counted from 1.
 */
public final class TextLines implements Closeable {
    /** A longer line is no text, and would have to fit into the heap. */
    public static final int MAX_LINE_BYTES = 1 << 24;

    private static final int BUFFER_BYTES = 1 << 16;

    private final String name;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private byte[] line = new byte[1 << 12];
    private int length;
    private long number;

    private TextLines(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    /**
     * @param name of the file, for messages
     * @throws MalformedTextException when it begins as gzip does but is none
     */
    public static TextLines open(Path file, String name) throws IOException {
        InputStream plain = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            plain.mark(2);
            boolean gzip = plain.read() == 0x1F && plain.read() == 0x8B;
            plain.reset();
            return new TextLines(name, gzip ? new GZIPInputStream(plain, BUFFER_BYTES) : plain);
        } catch (ZipException | EOFException e) {
            plain.close();
            throw damaged(name, e);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** Goes to the next line; false when there is none. */
    public boolean next() throws IOException {
        length = 0;
        boolean any = false;
        while (at < end || fill()) {
            any = true;
            int feed = at;
            while (feed < end && buffer[feed] != '\n') {
                feed++;
            }
            append(feed);
            if (feed < end) {
                at = feed + 1;
                break;
            }
            at = end;
        }
        number += any ? 1 : 0;
        return any;
    }

    private boolean fill() throws IOException {
        at = 0;
        try {
            end = in.read(buffer);
        } catch (ZipException | EOFException e) {
            throw damaged(name, e);
        }
        return end > 0;
    }

    private static MalformedTextException damaged(String name, IOException why) {
        return new MalformedTextException(
                "%s cannot be unpacked: %s"
                        .formatted(
                                name,
                                Objects.requireNonNullElse(why.getMessage(), "it ends too early")));
    }

    private void append(int to) {
        int grown = length + to - at;
        if (grown > MAX_LINE_BYTES) {
            throw new MalformedTextException(
                    "%s line %d has more than %d bytes"
                            .formatted(name, number + 1, MAX_LINE_BYTES));
        }
        if (grown > line.length) {
            line = Arrays.copyOf(line, Math.max(grown, 2 * line.length));
        }
        System.arraycopy(buffer, at, line, length, to - at);
        length = grown;
    }

    /** Bytes of the line, without its line feed. */
    public int bytes() {
        return length;
    }

    /** Lines so far. */
    public long number() {
        return number;
    }

    public String name() {
        return name;
    }

    /**
     * The line's text.
     *
     * @throws MalformedTextException when it is blank or not UTF-8
     */
    public String text() {
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            requireUtf8();
        }
        if (text.isBlank()) {
            throw new MalformedTextException(
                    "%s line %d is empty; every line must hold a text".formatted(name, number));
        }
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private void requireUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length));
        } catch (CharacterCodingException e) {
            throw new MalformedTextException("%s line %d is not UTF-8".formatted(name, number));
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
