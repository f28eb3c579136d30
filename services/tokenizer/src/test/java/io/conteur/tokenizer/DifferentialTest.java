package io.conteur.tokenizer;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our tokenizers against those of the Python package, on generated corpora and options. Runs in the
 * Maven profile {@code differential}, with {@code -Dconteur.python=} a Python that has
 * sentencepiece 0.2.2; {@code -Dconteur.cases=} and {@code -Dconteur.seed=} ask for other cases,
 * {@code -Dconteur.goldens=FOLDER} keeps what the package gave, for {@link GoldenTest}.
 */
@Tag("differential")
class DifferentialTest {
    static final String VOCABULARY = "reference.vocab";
    static final String IDS = "reference.ids";

    private static final int CASES = Integer.getInteger("conteur.cases", 240);
    private static final long SEED = Long.getLong("conteur.seed", 1);

    record Case(Path folder, TokenizerParameters parameters) {}

    @TempDir Path directory;

    @Test
    void everyPieceAndIdIsWhatThePythonPackageGives() throws Exception {
        List<Case> cases = new ArrayList<>();
        Path folders = Files.createDirectory(directory.resolve("cases"));
        for (int i = 0; i < CASES; i++) {
            Path folder = folders.resolve(String.format("%05d", i));
            cases.add(write(folder, SEED, i));
        }

        runPython(folders);
        keepGoldens(cases);

        int refused = 0;
        List<String> differing = new ArrayList<>();
        for (Case one : cases) {
            refused += Files.exists(one.folder.resolve("reference.error")) ? 1 : 0;
            String difference = difference(one);
            if (!difference.isEmpty()) {
                differing.add(one.folder.getFileName() + " " + difference + " " + one.parameters);
            }
        }
        System.out.printf("%d cases, %d refused, %d differ%n", CASES, refused, differing.size());
        assertEquals(List.of(), differing);
        assertTrue(refused < CASES / 4, refused + " cases were refused");
    }

    /** One case, a pure function of the numbers. */
    static Case write(Path folder, long seed, int number) throws IOException {
        Random random = new Random(seed * 1_000_003 + number);
        Files.createDirectory(folder);
        RandomCorpus corpus = new RandomCorpus(random);
        int lines = 1 + random.nextInt(400);
        Files.write(folder.resolve("corpus.txt"), corpus.bytes(lines));
        String text =
                IntStream.range(0, 20)
                        .mapToObj(i -> corpus.line())
                        .collect(Collectors.joining("\n"));
        Files.writeString(folder.resolve("text.txt"), text.replace('\0', ' '));
        TokenizerParameters parameters = parameters(random);
        Files.writeString(folder.resolve("options.json"), json(parameters));
        return new Case(folder, parameters);
    }

    private static TokenizerParameters parameters(Random random) {
        Options options = new Options().vocabularySize(300 + random.nextInt(1500));
        options.hardVocabularyLimit(random.nextInt(8) == 0);
        options.characterCoverage(
                random.nextBoolean() ? 0.9995 : 0.98 + random.nextInt(21) / 1000.0);
        options.maxPieceLength(random.nextInt(3) == 0 ? 1 + random.nextInt(24) : 16);
        options.maxSentenceLength(random.nextInt(3) == 0 ? 40 + random.nextInt(100) : 1 << 20);
        options.splitByUnicodeScript(random.nextInt(4) != 0);
        options.splitByNumber(random.nextInt(4) != 0);
        options.splitByWhitespace(random.nextInt(5) != 0);
        options.splitDigits(random.nextInt(4) == 0);
        options.byteFallback(random.nextInt(4) == 0);
        if (random.nextInt(3) == 0) {
            options.symbols(List.of("the", "▁a", "é", "<pad>", "e e"))
                    .controlSymbols(List.of("</s>", "<c>"));
        }
        if (random.nextInt(3) == 0) {
            options.specialIds(random.nextInt(3) - 1, 5, 2 + random.nextInt(3), -1);
        }
        return options.build();
    }

    private static String json(TokenizerParameters p) {
        String json =
                """
                {"vocab_size": %d, "pad_id": %d, "unk_id": %d, "bos_id": %d, "eos_id": %d,
                "user_defined_symbols": [%s], "control_symbols": [%s], "character_coverage": %s,
                "max_sentence_length": %d, "max_sentencepiece_length": %d,
                "split_by_unicode_script": %s, "split_by_number": %s, "split_by_whitespace": %s,
                "split_digits": %s, "byte_fallback": %s, "hard_vocab_limit": %s}
                """;
        return json.formatted(
                p.vocabularySize(),
                p.specialIds().padding(),
                p.specialIds().unknown(),
                p.specialIds().start(),
                p.specialIds().end(),
                quoted(p.symbols()),
                quoted(p.controlSymbols()),
                p.characterCoverage(),
                p.maxSentenceLength(),
                p.maxPieceLength(),
                p.split().byUnicodeScript(),
                p.split().byNumber(),
                p.split().byWhitespace(),
                p.split().digits(),
                p.byteFallback(),
                p.hardVocabularyLimit());
    }

    private static String quoted(List<String> symbols) {
        return symbols.stream().map(s -> '"' + s + '"').collect(Collectors.joining(", "));
    }

    private static void keepGoldens(List<Case> cases) throws IOException {
        String goldens = System.getProperty("conteur.goldens");
        if (goldens == null) {
            return;
        }
        Path kept = Files.createDirectories(Path.of(goldens));
        for (Case one : cases) {
            for (String file : List.of(VOCABULARY, IDS)) {
                Path reference = one.folder.resolve(file);
                String name = one.folder.getFileName() + "." + file;
                if (Files.exists(reference)) {
                    Files.copy(reference, kept.resolve(name), REPLACE_EXISTING);
                }
            }
        }
    }

    private void runPython(Path folders) throws IOException, InterruptedException {
        Path script = directory.resolve("cases.py");
        try (InputStream in =
                DifferentialTest.class.getResourceAsStream("sentencepiece_cases.py")) {
            Files.copy(in, script);
        }
        String python = System.getProperty("conteur.python", "python3");
        Process process =
                new ProcessBuilder(python, script.toString(), folders.toString())
                        .inheritIO()
                        .start();
        assertEquals(0, process.waitFor(), "the Python package failed");
    }

    /** What differs; empty when nothing does. */
    static String difference(Case one) throws IOException {
        Path reference = one.folder.resolve(VOCABULARY);
        TrainedTokenizer ours;
        try {
            ours =
                    new TokenizerTrainer(one.parameters, (stage, fraction) -> true)
                            .train(List.of(one.folder.resolve("corpus.txt")));
        } catch (TokenizerTrainingException refused) {
            return Files.exists(reference) ? "refused: " + refused.getMessage() : "";
        }
        if (!Files.exists(reference)) {
            return "not refused: " + Files.readString(one.folder.resolve("reference.error"));
        }
        if (!ours.vocabulary().equals(Files.readString(reference))) {
            return "pieces";
        }
        ours.saveTo(one.folder);
        return ids(one.folder).equals(Files.readString(one.folder.resolve(IDS))) ? "" : "ids";
    }

    private static String ids(Path folder) throws IOException {
        StringBuilder ids = new StringBuilder();
        try (Tokenizer tokenizer = Tokenizer.load(folder.resolve(Tokenizer.MODEL_FILE))) {
            for (String line : Files.readString(folder.resolve("text.txt")).split("\n", -1)) {
                ids.append(
                        IntStream.of(tokenizer.encode(line))
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining(" ", "", "\n")));
            }
        }
        return ids.toString();
    }
}
