package io.conteur.tokenizer;

import static io.conteur.tokenizer.PythonPackage.CASES;
import static io.conteur.tokenizer.PythonPackage.SEED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares tokenizers trained here with those of the Python package, on generated corpora and
 * options. Runs in the Maven profile {@code differential}; {@code -Dconteur.python=} names a Python
 * with sentencepiece 0.2.2, {@code -Dconteur.cases=} and {@code -Dconteur.seed=} select the cases,
 * and {@code -Dconteur.goldens=FOLDER} writes the package's output for {@link GoldenTest}.
 */
@Tag("differential")
class DifferentialTest {
    static final String VOCABULARY = "reference.vocab";
    static final String IDS = "reference.ids";

    private static final String TEXT = "reference.text";

    record Case(Path folder, TokenizerParameters parameters) {}

    @TempDir Path directory;

    @Test
    void everyPieceAndIdIsWhatThePythonPackageGives() throws Exception {
        List<Case> cases = new ArrayList<>();
        Path folders = Files.createDirectory(directory.resolve("cases"));
        for (int i = 0; i < CASES; i++) {
            Path folder = folders.resolve(String.format("%05d", i));
            Case one = i % 2 == 0 ? write(folder, SEED, i) : writeHard(folder, SEED, i);
            cases.add(one);
            if (i % 3 == 0 && countable(one.parameters)) {
                Path text = folder.resolve("corpus.txt");
                WordCountFile.count(List.of(text), one.parameters.maxSentenceLength(), done -> true)
                        .write(folder.resolve("corpus.tsv"));
            }
        }

        PythonPackage.run(folders);
        keepGoldens(cases);

        int refused = 0;
        List<String> differing = new ArrayList<>();
        for (Case one : cases) {
            refused += Files.exists(one.folder.resolve(PythonPackage.ERROR)) ? 1 : 0;
            String difference = difference(one);
            if (!difference.isEmpty()) {
                differing.add(one.folder.getFileName() + " " + difference + " " + one.parameters);
            }
        }
        System.out.printf("%d cases, %d refused, %d differ%n", CASES, refused, differing.size());
        assertEquals(List.of(), differing);
        assertTrue(refused < CASES / 4, refused + " cases were refused");
    }

    /** Whether the package, fed with counts of words, gives the pieces of the text. */
    private static boolean countable(TokenizerParameters parameters) {
        return parameters.split().byWhitespace()
                && parameters.symbols().stream().noneMatch(symbol -> symbol.contains("\u2581"));
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

    /**
     * One case of long words, lines of up to 40,000 characters, unusual symbols and invalid UTF-8.
     */
    private static Case writeHard(Path folder, long seed, int number) throws IOException {
        Random random = new Random(seed * 1_000_003 + number);
        Files.createDirectory(folder);
        HardText text = new HardText(random);
        int longest = random.nextInt(3) == 0 ? 160_000 : 4_000;
        byte[] lines = text.lines(1 + random.nextInt(40), longest);
        // A blank corpus is refused here, and yields no pieces there.
        Files.write(folder.resolve("corpus.txt"), "the fox\n".getBytes(UTF_8));
        Files.write(folder.resolve("corpus.txt"), lines, StandardOpenOption.APPEND);
        Files.write(folder.resolve("text.txt"), text.lines(30, longest));
        Options options = options(random).symbols(oddSymbols(random));
        if (random.nextInt(4) == 0) {
            options.maxSentenceLength(10 + random.nextInt(300));
        }
        TokenizerParameters parameters = options.build();
        Files.writeString(folder.resolve("options.json"), json(parameters));
        return new Case(folder, parameters);
    }

    private static List<String> oddSymbols(Random random) {
        List<String> all =
                List.of(
                        "0",
                        "1",
                        "9",
                        "月",
                        "▁",
                        ",",
                        "\"",
                        "a,b",
                        "\"x\"",
                        "x, \"y\"",
                        "<sep>",
                        "é",
                        "\t",
                        " ",
                        "🦊",
                        "▅",
                        "x▅",
                        "e\u0301",
                        "\\",
                        "▁▁",
                        "<s>",
                        "<newline>");
        return all.stream().filter(symbol -> random.nextInt(3) == 0).toList();
    }

    private static TokenizerParameters parameters(Random random) {
        return options(random).build();
    }

    private static Options options(Random random) {
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
        return options;
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
                PythonPackage.quoted(p.symbols()),
                PythonPackage.quoted(p.controlSymbols()),
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

    /** The differences; empty when there are none. */
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
            return "not refused: " + Files.readString(one.folder.resolve(PythonPackage.ERROR));
        }
        if (!ours.vocabulary().equals(Files.readString(reference))) {
            return "pieces";
        }
        ours.saveTo(one.folder);
        return encoded(one.folder);
    }

    private static String encoded(Path folder) throws IOException {
        StringBuilder ids = new StringBuilder();
        StringBuilder texts = new StringBuilder();
        try (Tokenizer tokenizer = Tokenizer.load(folder.resolve(Tokenizer.MODEL_FILE))) {
            for (byte[] line : PythonPackage.lines(folder.resolve("text.txt"))) {
                int[] encoded = tokenizer.encode(line);
                ids.append(PythonPackage.row(encoded)).append('\n');
                texts.append(PythonPackage.quoted(tokenizer.decodeLiterally(encoded))).append('\n');
            }
        }
        if (!Files.readString(folder.resolve(IDS)).equals(ids.toString())) {
            return "ids";
        }
        Path text = folder.resolve(TEXT);
        return Files.exists(text) && !Files.readString(text).equals(texts.toString())
                ? "decoded text"
                : "";
    }
}
