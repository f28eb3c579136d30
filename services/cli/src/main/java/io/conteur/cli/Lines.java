package io.conteur.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Text line by line, in UTF-8 whatever the machine's own encoding. */
final class Lines {
    private static final int BUFFER_BYTES = 1 << 16;

    private Lines() {}

    static void forEach(InputStream in, Consumer<String> consumer) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            consumer.accept(line);
        }
    }

    /** Standard output, written in large pieces. */
    static PrintStream out() {
        return new PrintStream(
                new java.io.BufferedOutputStream(
                        new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
                false,
                StandardCharsets.UTF_8);
    }
}
