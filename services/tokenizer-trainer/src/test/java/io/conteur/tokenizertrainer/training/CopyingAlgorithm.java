package io.conteur.tokenizertrainer.training;

import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerSettingsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Trains nothing: its model is the texts one after the other. */
public final class CopyingAlgorithm implements TokenizerAlgorithm {
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

    /** Names of the texts of each training. */
    public final List<List<String>> trained = new ArrayList<>();

    /** Runs in the middle of a training. */
    public Runnable interruption = () -> {};

    @Override
    public TokenizerSettings complete(@Nullable TokenizerSettings requested) {
        return requested == null ? DEFAULTS : requested;
    }

    @Override
    public boolean takesCounts(TokenizerSettings settings) {
        return false;
    }

    @Override
    public TrainingReport train(
            Input input, TokenizerSettings settings, Path folder, Listener listener)
            throws IOException {
        trained.add(input.files().stream().map(text -> text.getFileName().toString()).toList());
        listener.at("counting words", 0);
        interruption.run();
        listener.at("merging pairs", 0.5);
        StringBuilder model = new StringBuilder();
        for (Path text : input.files()) {
            model.append(Files.readString(text));
        }
        Files.writeString(folder.resolve("tokenizer.model"), model);
        return new TrainingReport(2500, 3.5, 0.25, 1, 10);
    }
}
