package io.conteur.benchmarks.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The bundled corpus as input of the benchmarks. */
final class BundledCorpus {
    private BundledCorpus() {}

    static List<String> lines(String name) throws IOException {
        return new String(bytes(name), StandardCharsets.UTF_8).lines().toList();
    }

    /** A temporary file with the stories repeated this many times. */
    static Path file(int times) throws IOException {
        Path file = Files.createTempFile("conteur-benchmark-", ".txt");
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < times; i++) {
                out.write(bytes("stories.txt"));
            }
        }
        return file;
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = BundledCorpus.class.getResourceAsStream("/corpus/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the bundled corpus lacks " + name);
            }
            return in.readAllBytes();
        }
    }
}
