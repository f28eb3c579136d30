package io.conteur.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Text line by line, in UTF-8 whatever the machine's own encoding. */
final class Lines {
    private static final int BUFFER_BYTES = 1 << 16;

    private Lines() {}

    /** A line ends at a line feed alone, as in SentencePiece's own tools. */
    static void forEach(InputStream in, Consumer<String> consumer) throws IOException {
        forEachUndecoded(in, line -> consumer.accept(new String(line, StandardCharsets.UTF_8)));
    }

    /** {@link #forEach} with the bytes as they are, valid or not. */
    static void forEachUndecoded(InputStream in, Consumer<byte[]> consumer) throws IOException {
        InputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int value = buffered.read(); value >= 0; value = buffered.read()) {
            if (value == '\n') {
                consumer.accept(line.toByteArray());
                line.reset();
            } else {
                line.write(value);
            }
        }
        if (line.size() > 0) {
            consumer.accept(line.toByteArray());
        }
    }

    /** Standard output, written in large pieces. */
    static PrintStream out() {
        return new PrintStream(
                new BufferedOutputStream(System.out, BUFFER_BYTES), false, StandardCharsets.UTF_8);
    }
}
