package io.conteur.tokenizertrainer;

import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerSettingsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Learns nothing: its model is the texts one after the other. */
final class CopyingLearner implements Learner {
    static final TokenizerSettings DEFAULTS =
            TokenizerSettingsBuilder.builder()
                    .vocabularySize(2500)
                    .symbols(List.of("<sep>"))
                    .characterCoverage(1.0)
                    .maxSentenceLength(9999)
                    .maxPieceLength(16)
                    .splitByUnicodeScript(true)
                    .splitByNumber(true)
                    .splitDigits(false)
                    .byteFallback(false)
                    .hardVocabularyLimit(true)
                    .build();

    /** The names of the texts of each learning. */
    final List<List<String>> learned = new ArrayList<>();

    /** Runs in the middle of learning. */
    Runnable interruption = () -> {};

    @Override
    public TokenizerSettings complete(@Nullable TokenizerSettings asked) {
        return asked == null ? DEFAULTS : asked;
    }

    @Override
    public Findings learn(
            List<Path> texts, TokenizerSettings settings, Path folder, Listener listener)
            throws IOException {
        learned.add(texts.stream().map(text -> text.getFileName().toString()).toList());
        listener.at("counting words", 0);
        interruption.run();
        listener.at("merging pairs", 0.5);
        StringBuilder model = new StringBuilder();
        for (Path text : texts) {
            model.append(Files.readString(text));
        }
        Files.writeString(folder.resolve("tokenizer.model"), model);
        return new Findings(2500, 3.5, 0.25, 1, 10);
    }
}
