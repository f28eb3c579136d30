package io.conteur.benchmarks.training;

import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.model.WindowSplitter;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.model.TokenizerParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A corpus as examples, by a tokenizer that was trained on its stories.
 *
 * @param vocabulary pieces of the tokenizer
 * @param training nine of ten stories
 * @param validation the others
 */
record TokenizedCorpus(int vocabulary, List<Example> training, List<Example> validation) {
    private static final int VALIDATION_EVERY = 10;

    /**
     * Tokenizes the two files, or without them the bundled corpus.
     *
     * @param size gives vocabulary and context
     */
    static TokenizedCorpus read(@Nullable Path prompts, @Nullable Path stories, ModelSize size)
            throws IOException {
        Path folder = Files.createTempDirectory("conteur-benchmark-");
        Path model = folder.resolve(Tokenizer.MODEL_FILE);
        Path text = stories == null ? BundledCorpus.file(1) : stories;
        try {
            int vocabulary = size.architecture().vocabulary();
            byte[] trained =
                    new TokenizerTrainer(
                                    TokenizerParameters.defaults(vocabulary),
                                    (stage, fraction) -> true)
                            .train(List.of(text))
                            .model();
            Files.write(model, trained);
            try (Tokenizer tokenizer = Tokenizer.load(model)) {
                List<String> lines =
                        prompts == null
                                ? BundledCorpus.lines("prompts.txt")
                                : Files.readAllLines(prompts);
                return of(
                        tokenizer, lines, Files.readAllLines(text), size.architecture().context());
            }
        } finally {
            Files.deleteIfExists(model);
            Files.deleteIfExists(folder);
            if (stories == null) {
                Files.deleteIfExists(text);
            }
        }
    }

    private static TokenizedCorpus of(
            Tokenizer tokenizer, List<String> prompts, List<String> stories, int context) {
        List<Example> training = new ArrayList<>();
        List<Example> validation = new ArrayList<>();
        for (int i = 0; i < stories.size(); i++) {
            List<Example> windows =
                    WindowSplitter.of(
                            tokenizer.encodePrompt(prompts.get(i)),
                            tokenizer.encodeStory(stories.get(i)),
                            context);
            (i % VALIDATION_EVERY == 0 ? validation : training).addAll(windows);
        }
        return new TokenizedCorpus(tokenizer.vocabularySize(), training, validation);
    }
}
