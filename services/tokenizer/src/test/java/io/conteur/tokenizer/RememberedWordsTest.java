package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.conteur.tokenizer.model.TokenizerParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RememberedWordsTest {
    @TempDir Path folder;

    /** Of several scripts, with bytes, with pieces across words, with symbols of spaces. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theIdsAreTheSame(int kind) throws IOException {
        for (int seed = 0; seed < 4; seed++) {
            List<String> lines = lines(new Random(seed));
            Path corpus = Files.write(folder.resolve("corpus"), lines.subList(0, 200));
            new TokenizerTrainer(parameters(kind), (stage, fraction) -> true)
                    .train(List.of(corpus))
                    .saveTo(folder);
            try (Tokenizer plain = Tokenizer.load(folder.resolve(Tokenizer.MODEL_FILE));
                    Tokenizer remembering = Tokenizer.load(folder.resolve(Tokenizer.MODEL_FILE))) {
                remembering.rememberWords();

                for (String line : lines) {
                    assertArrayEquals(plain.encodeStory(line), remembering.encodeStory(line), line);
                    assertArrayEquals(
                            plain.encodePrompt(line), remembering.encodePrompt(line), line);
                }
            }
        }
    }

    private static TokenizerParameters parameters(int kind) {
        List<String> symbols = new ArrayList<>(List.of("<sep>", "<newline>", "the"));
        if (kind == 3) {
            symbols.addAll(List.of("\u2581\u2581", "\u2581a", "\u2581"));
        }
        return new Options()
                .vocabularySize(500)
                .hardVocabularyLimit(false)
                .byteFallback(kind == 1)
                .splitByWhitespace(kind != 2)
                .symbols(symbols)
                .build();
    }

    private static List<String> lines(Random random) {
        RandomCorpus corpus = new RandomCorpus(random);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            lines.add(corpus.line().replace('\n', ' '));
        }
        byte[] hard = new HardText(random).lines(100, 2000);
        lines.addAll(List.of(new String(hard, StandardCharsets.UTF_8).split("\n", -1)));
        return lines;
    }
}
