package io.conteur.cli.tokenizer;

import io.conteur.cli.common.InputFile;
import io.conteur.cli.common.StandardOutput;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads and writes lines of UTF-8, whatever the default encoding is. */
final class Lines {
    private static final int BUFFER_BYTES = 1 << 16;

    private Lines() {}

    /** Splits at line feeds only, as SentencePiece's tools do; ends when no output is taken. */
    static void forEach(InputStream in, Consumer<String> consumer) throws IOException {
        forEachUndecoded(in, line -> consumer.accept(new String(line, StandardCharsets.UTF_8)));
    }

    /** As {@link #forEach}, with the raw bytes, which need not be valid UTF-8. */
    static void forEachUndecoded(InputStream in, Consumer<byte[]> consumer) throws IOException {
        InputFile.standardInput(() -> readAll(in, consumer));
    }

    /** Returns the number of lines. */
    private static long readAll(InputStream in, Consumer<byte[]> consumer) throws IOException {
        InputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long lines = 0;
        for (int value = buffered.read(); value >= 0; value = buffered.read()) {
            if (value == '\n') {
                consumer.accept(line.toByteArray());
                StandardOutput.requireWritten();
                line.reset();
                lines++;
            } else {
                line.write(value);
            }
        }
        if (line.size() > 0) {
            consumer.accept(line.toByteArray());
            lines++;
        }
        return lines;
    }

    /** Standard output with a large buffer. */
    static PrintStream out() {
        return new PrintStream(
                new BufferedOutputStream(System.out, BUFFER_BYTES), false, StandardCharsets.UTF_8);
    }
}
