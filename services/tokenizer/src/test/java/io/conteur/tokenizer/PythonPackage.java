package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The Python package sentencepiece of the Python at {@code -Dconteur.python=PYTHON}. */
final class PythonPackage {
    static final int CASES = Integer.getInteger("conteur.cases", 240);
    static final long SEED = Long.getLong("conteur.seed", 1);
    static final String ERROR = "reference.error";

    private PythonPackage() {}

    /** Trains and runs a model in each folder of a directory, by {@code sentencepiece_cases.py}. */
    static void run(Path folders) throws IOException, InterruptedException {
        Path script = folders.resolveSibling("cases.py");
        try (InputStream in = PythonPackage.class.getResourceAsStream("sentencepiece_cases.py")) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        String python = System.getProperty("conteur.python", "python3");
        Process process =
                new ProcessBuilder(python, script.toString(), folders.toString())
                        .inheritIO()
                        .start();
        assertEquals(0, process.waitFor(), "the Python package failed");
    }

    /** A list of strings as JSON. */
    static String quoted(List<String> texts) {
        return texts.stream().map(PythonPackage::quoted).collect(Collectors.joining(", "));
    }

    /** A string as Python's {@code json.dumps} writes it. */
    static String quoted(String text) {
        return text.chars()
                .mapToObj(
                        unit ->
                                switch (unit) {
                                    case '"', '\\' -> "\\" + (char) unit;
                                    case '\n' -> "\\n";
                                    case '\r' -> "\\r";
                                    case '\t' -> "\\t";
                                    case '\b' -> "\\b";
                                    case '\f' -> "\\f";
                                    default ->
                                            unit >= ' ' && unit < 0x7F
                                                    ? Character.toString(unit)
                                                    : "\\u%04x".formatted(unit);
                                })
                .collect(Collectors.joining("", "\"", "\""));
    }

    static String row(int[] ids) {
        return IntStream.of(ids).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }

    /** Splits a file into lines as the package's script does. */
    static List<byte[]> lines(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int[] ends =
                IntStream.rangeClosed(0, bytes.length)
                        .filter(at -> at == bytes.length || bytes[at] == '\n')
                        .toArray();
        return IntStream.range(0, ends.length)
                .mapToObj(i -> Arrays.copyOfRange(bytes, i == 0 ? 0 : ends[i - 1] + 1, ends[i]))
                .toList();
    }
}
