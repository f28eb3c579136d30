package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.text.CharsmapRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hugging Face's own tokenizers, opened from our files, give our ids and our text. */
class HuggingFaceFilesTest {
    private static final Path CORPUS =
            Path.of(System.getProperty("repository.root", "../.."))
                    .resolve("services/cli/src/main/resources/corpus");

    /** Spells every character, in bytes if need be: ids show every difference of a text. */
    private static Pair spelling;

    /** What the normalization rules replace. */
    private static List<String> sources;

    /** Our tokenizer and theirs. */
    private record Pair(Tokenizer ours, HuggingFaceTokenizer theirs) implements AutoCloseable {
        static Pair train(Path folder, TokenizerParameters parameters, Path... corpus)
                throws IOException {
            new TokenizerTrainer(parameters, (stage, fraction) -> true)
                    .train(List.of(corpus))
                    .saveTo(folder);
            return new Pair(
                    Tokenizer.load(folder.resolve("tokenizer.model")),
                    HuggingFaceTokenizer.newInstance(
                            folder.resolve("tokenizer.json"),
                            Map.of("truncation", "false", "padding", "false")));
        }

        void requireSame(String text) {
            int[] ids = ours.encode(text);
            assertArrayEquals(ids, ids(text), () -> "ids of " + escaped(text));
            long[] numbers = Arrays.stream(ids).asLongStream().toArray();
            assertEquals(
                    ours.decode(ids), theirs.decode(numbers), () -> "text of " + escaped(text));
        }

        int[] ids(String text) {
            return Arrays.stream(theirs.encode(text).getIds()).mapToInt(Math::toIntExact).toArray();
        }

        @Override
        public void close() {
            theirs.close();
            ours.close();
        }
    }

    @BeforeAll
    static void train(@TempDir Path folder) throws IOException {
        sources = List.copyOf(new TreeSet<>(new CharsmapRules().nmtNfkc().keySet()));
        spelling =
                Pair.train(
                        folder,
                        new Options().vocabularySize(420).byteFallback(true).build(),
                        Corpus.prose(folder, 300, 1));
    }

    @AfterAll
    static void close() {
        spelling.close();
    }

    @Test
    void theBundledCorpusIsTokenizedTheSame(@TempDir Path folder) throws IOException {
        Path prompts = CORPUS.resolve("prompts.txt");
        Path stories = CORPUS.resolve("stories.txt");
        try (Pair pair = Pair.train(folder, TokenizerParameters.defaults(1000), prompts, stories)) {
            Files.readAllLines(prompts).forEach(pair::requireSame);
            Files.readAllLines(stories).forEach(pair::requireSame);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomTextIsTokenizedTheSame(int seed, @TempDir Path folder) throws IOException {
        Random random = new Random(seed);
        RandomCorpus corpus = new RandomCorpus(random);
        Path file = Files.write(folder.resolve("corpus.txt"), corpus.bytes(400));
        TokenizerParameters parameters =
                new Options()
                        .vocabularySize(4000)
                        .hardVocabularyLimit(false)
                        .characterCoverage(seed % 2 == 0 ? 1 : 0.98)
                        .splitByWhitespace(seed % 3 != 0)
                        .splitByUnicodeScript(seed % 4 != 0)
                        .byteFallback(seed % 5 == 0)
                        .controlSymbols(seed % 4 == 1 ? List.of("<tale>") : List.of())
                        .symbols(
                                seed % 3 == 1
                                        ? List.of("<sep>", "<newline>", "<new", "a+(b)", "\"\\")
                                        : List.of("<sep>", "<newline>"))
                        .build();
        RandomCorpus others = new RandomCorpus(random);
        try (Pair pair = Pair.train(folder, parameters, file)) {
            for (int i = 0; i < 300; i++) {
                pair.requireSame((i % 3 == 0 ? others : corpus).line());
            }
        }
    }

    @Test
    void everyNormalizationRuleGivesTheSame() {
        for (int from = 0; from < sources.size(); from += 2000) {
            List<String> some = sources.subList(from, Math.min(from + 2000, sources.size()));

            spelling.requireSame("x" + String.join("x", some));
        }
    }

    @Test
    void partsOfNormalizationRulesInAnyOrderGiveTheSame() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            List<String> parts = new ArrayList<>();
            for (int part = 0; part < 20; part++) {
                String source = sources.get(random.nextInt(sources.size()));
                int[] characters = source.codePoints().toArray();
                parts.add(
                        switch (random.nextInt(4)) {
                            case 0 -> source;
                            case 1 -> Character.toString(0x300 + random.nextInt(0x70));
                            case 2 -> Character.toString(0x1100 + random.nextInt(0x100));
                            default ->
                                    Character.toString(
                                            characters[random.nextInt(characters.length)]);
                        });
            }
            spelling.requireSame(String.join("", parts));
        }
    }

    @Test
    void anyCharactersGiveTheSame() {
        Random random = new Random(2);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length >= 0; length--) {
                int most = random.nextBoolean() ? 0x3000 : Character.MAX_CODE_POINT;
                int character = random.nextInt(most + 1);
                if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
                    text.appendCodePoint(character);
                }
            }
            spelling.requireSame(text.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u0001",
                "\u0001 a",
                "<newline>",
                " <newline> ",
                "<sep><s>",
                "a <sep></s><newline><unk> <pad>",
                "<s>",
                "<sep>\u0338",
                "a\u0001\u0301 a\u0301",
                "ﬁ\u0301",
                "ι\u0344",
                "a\u0302\u0323",
                "ㄱㅏㄱ한국어 \u1100\u1161\u11A8",
                "\r\n x\t\ty\u00A0",
                "<sep>\u2581the",
                "“Hello,” she said… ‘no’ ½ — ①",
                "👨‍👩‍👧 🇩🇪 ª\u200Dz"
            })
    void hardTextGivesTheSame(String text) {
        spelling.requireSame(text);
    }

    @Test
    void symbolsAreTokensOfTheirNames() {
        List<String> tokens = List.of(spelling.theirs.encode("the<sep> fox <newline>").getTokens());

        assertEquals(List.of("\u2581the", "<sep>", "\u2581fox", "\u2581", "<newline>"), tokens);
    }

    @Test
    void aLineBreakIsDecodedAsInOurText() {
        int[] ids = spelling.ours.encodeStory("The fox\nsang.\n\n“Oh!”");
        long[] numbers = Arrays.stream(ids).asLongStream().toArray();

        assertEquals("The fox\nsang.\n\n“Oh!”", spelling.theirs.decode(numbers));
    }

    @Test
    void aSymbolThatNormalizationChangesHasNoTokenizerJson(@TempDir Path folder)
            throws IOException {
        TokenizerParameters parameters = new Options().symbols(List.of("①")).build();

        new TokenizerTrainer(parameters, (stage, fraction) -> true)
                .train(List.of(Corpus.prose(folder, 300, 1)))
                .saveTo(folder);

        assertFalse(Files.exists(folder.resolve("tokenizer.json")));
        assertTrue(
                Files.readString(folder.resolve("tokenizer_config.json"))
                        .contains("LlamaTokenizer"));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars()
                .forEach(
                        c ->
                                escaped.append(
                                        c > ' ' && c < 0x7F
                                                ? "" + (char) c
                                                : "\\u%04x".formatted(c)));
        return escaped.toString();
    }
}
