package io.conteur.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Text line by line, in UTF-8 whatever the machine's own encoding. */
final class Lines {
    private static final int BUFFER_BYTES = 1 << 16;

    private Lines() {}

    /** A line ends at a line feed alone, as in SentencePiece's own tools. */
    static void forEach(InputStream in, Consumer<String> consumer) throws IOException {
        Reader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c == '\n') {
                consumer.accept(line.toString());
                line.setLength(0);
            } else {
                line.append((char) c);
            }
        }
        if (!line.isEmpty()) {
            consumer.accept(line.toString());
        }
    }

    /** Standard output, written in large pieces. */
    static PrintStream out() {
        return new PrintStream(
                new BufferedOutputStream(System.out, BUFFER_BYTES), false, StandardCharsets.UTF_8);
    }
}
