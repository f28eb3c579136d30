package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares encoding and decoding with that of the Python package, for models that it has trained,
 * of every type and with other normalisation. Runs as {@link DifferentialTest} does.
 */
@Tag("differential")
class ForeignModelDifferentialTest {
    private static final int VOCABULARY = 420;

    @TempDir Path directory;

    @Test
    void foreignModelsEncodeAndDecodeAsInThePythonPackage() throws Exception {
        Path folders = Files.createDirectory(directory.resolve("cases"));
        List<Path> cases = new ArrayList<>();
        for (int i = 0; i < PythonPackage.CASES; i++) {
            cases.add(write(folders.resolve(String.format("%05d", i)), i));
        }

        PythonPackage.run(folders);

        int refused = 0;
        List<String> differing = new ArrayList<>();
        for (Path folder : cases) {
            if (Files.exists(folder.resolve(PythonPackage.ERROR))) {
                refused++;
            } else if (!difference(folder).isEmpty()) {
                differing.add(
                        folder.getFileName()
                                + " "
                                + difference(folder)
                                + Files.readString(folder.resolve("options.json")));
            }
        }
        System.out.printf(
                "%d foreign models, %d refused, %d differ%n",
                cases.size(), refused, differing.size());
        assertEquals(List.of(), differing);
        assertTrue(refused < cases.size() / 4, refused + " cases were refused");
    }

    private static Path write(Path folder, int number) throws IOException {
        Random random = new Random(PythonPackage.SEED * 1_000_033 + number);
        Files.createDirectory(folder);
        HardText text = new HardText(random);
        Files.write(folder.resolve("corpus.txt"), text.lines(60 + random.nextInt(100), 400));
        Files.write(folder.resolve("text.txt"), text.lines(30, 4_000));
        Files.writeString(
                folder.resolve("ids.txt"),
                rows(random, 30, () -> Integer.toString(random.nextInt(20 + random.nextInt(270)))));
        Files.writeString(folder.resolve("pieces.txt"), rows(random, 30, () -> piece(random)));
        for (String rules : List.of("normalization_rule_tsv", "denormalization_rule_tsv")) {
            if (random.nextInt(3) == 0) {
                Files.writeString(folder.resolve(rules + ".tsv"), rules(random));
            }
        }
        Files.writeString(folder.resolve("options.json"), json(options(random)));
        return folder;
    }

    private static String rows(Random random, int count, Supplier<String> token) {
        return IntStream.range(0, count)
                .mapToObj(
                        row ->
                                IntStream.range(0, random.nextInt(12))
                                        .mapToObj(i -> token.get())
                                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }

    private static String piece(Random random) {
        List<String> pieces =
                List.of(
                        "▁",
                        "▁the",
                        "a",
                        "▁▁",
                        "<unk>",
                        "<s>",
                        "</s>",
                        "<0xE6>",
                        "<0x9C>",
                        "<0x88>",
                        "<0x41>",
                        "0",
                        "unknown",
                        "▁unknown",
                        "月",
                        "🦊",
                        "⁇",
                        "▁0");
        return pieces.get(random.nextInt(pieces.size()));
    }

    /** Code points in hexadecimal, a tab, and their replacement. */
    private static String rules(Random random) {
        List<String> rules =
                List.of(
                        "61\t62",
                        "61 62\t",
                        "41\t61",
                        "20 20\t20",
                        "2581\t20",
                        "65 301\tE9",
                        "FFFD\t3F",
                        "30\t20 30",
                        "9\t20",
                        "6708\t1F98A",
                        "64 65\t65 64",
                        "1\t",
                        "63\t20 20 63 20",
                        "2047\t3F");
        return rules.stream()
                .filter(rule -> random.nextBoolean())
                .collect(Collectors.joining("\n", "7A\t79\n", "\n"));
    }

    private static Map<String, String> options(Random random) {
        Map<String, String> options = new TreeMap<>();
        String type = List.of("bpe", "bpe", "unigram", "char", "word").get(random.nextInt(5));
        options.put("model_type", PythonPackage.quoted(type));
        options.put("vocab_size", Integer.toString(VOCABULARY + random.nextInt(500)));
        options.put("character_coverage", "0.98");
        options.put("hard_vocab_limit", "false");
        options.put("max_sentence_length", "1000000");
        String rules =
                List.of("nmt_nfkc", "nfkc", "nmt_nfkc_cf", "nfkc_cf", "identity")
                        .get(random.nextInt(5));
        options.put("normalization_rule_name", PythonPackage.quoted(rules));
        for (String flag :
                List.of("add_dummy_prefix", "remove_extra_whitespaces", "byte_fallback")) {
            options.put(flag, Boolean.toString(random.nextInt(3) != 0));
        }
        for (String flag : List.of("treat_whitespace_as_suffix", "allow_whitespace_only_pieces")) {
            options.put(flag, Boolean.toString(random.nextInt(5) == 0));
        }
        List<String> surfaces = List.of(" \u2047 ", "", "<?>", " ", "▁unknown▁", "\\\"");
        options.put("unk_surface", PythonPackage.quoted(surfaces.get(random.nextInt(6))));
        if (random.nextInt(2) == 0) {
            options.put("user_defined_symbols", list(random, "0", "月", "▁", "the", "a,b", "▁▁"));
            options.put("control_symbols", list(random, "<c>", "e", "火", "<newline>"));
        }
        return options;
    }

    private static String list(Random random, String... symbols) {
        return PythonPackage.quoted(
                        List.of(symbols).stream().filter(s -> random.nextBoolean()).toList())
                .transform(list -> "[" + list + "]");
    }

    private static String json(Map<String, String> options) {
        return options.entrySet().stream()
                .map(option -> PythonPackage.quoted(option.getKey()) + ": " + option.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String difference(Path folder) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(folder.resolve("reference.model"))) {
            List<String> ids = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (byte[] line : PythonPackage.lines(folder.resolve("text.txt"))) {
                int[] encoded = tokenizer.encode(line);
                ids.add(PythonPackage.row(encoded));
                texts.add(PythonPackage.quoted(tokenizer.decodeLiterally(encoded)));
            }
            // The package is newer than the native code and segments differently with unigram
            // models.
            boolean unigram =
                    Files.readString(folder.resolve("options.json")).contains("\"unigram\"");
            return (unigram ? "" : difference(folder, "ids", ids))
                    + difference(folder, "text", texts)
                    + difference(folder, "decoded", decoded(tokenizer, folder))
                    + difference(folder, "joined", joined(tokenizer, folder));
        }
    }

    private static List<String> decoded(Tokenizer tokenizer, Path folder) throws IOException {
        return tokens(folder.resolve("ids.txt")).stream()
                .map(row -> row.stream().mapToInt(Integer::parseInt))
                .map(row -> row.map(id -> id % tokenizer.vocabularySize()).toArray())
                .map(row -> PythonPackage.quoted(tokenizer.decodeLiterally(row)))
                .toList();
    }

    private static List<String> joined(Tokenizer tokenizer, Path folder) throws IOException {
        return tokens(folder.resolve("pieces.txt")).stream()
                .map(row -> PythonPackage.quoted(tokenizer.decodePieces(row)))
                .toList();
    }

    private static List<List<String>> tokens(Path file) throws IOException {
        return PythonPackage.lines(file).stream()
                .map(line -> new String(line, StandardCharsets.UTF_8))
                .map(line -> line.isEmpty() ? List.<String>of() : List.of(line.split(" ")))
                .toList();
    }

    /** Names the first line that differs. */
    private static String difference(Path folder, String what, List<String> ours)
            throws IOException {
        List<String> theirs =
                PythonPackage.lines(folder.resolve("reference." + what)).stream()
                        .map(line -> new String(line, StandardCharsets.UTF_8))
                        .toList();
        for (int i = 0; i < ours.size(); i++) {
            if (!ours.get(i).equals(theirs.get(i))) {
                return "%s in line %d: %s instead of %s; "
                        .formatted(what, i, ours.get(i), theirs.get(i));
            }
        }
        return "";
    }
}
