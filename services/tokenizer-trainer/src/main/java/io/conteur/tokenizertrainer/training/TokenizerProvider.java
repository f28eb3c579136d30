package io.conteur.tokenizertrainer.training;

import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.tokenizertrainer.training.TokenizerStore.StoredTokenizer;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Provides the tokenizer of a request: from the store, or by training it. */
public record TokenizerProvider(
        TokenizerStore store, TokenizerAlgorithm algorithm, JobControl control) {
    /**
     * Returns once the tokenizer is stored durably.
     *
     * @param settings complete ones
     * @throws JobEndedException when the corpus and the settings allow none
     * @throws HandOverException when the service stops before
     */
    StoredTokenizer provide(
            TokenizerRequested request, TokenizerSettings settings, TokenizerProgress progress)
            throws IOException {
        String key = TokenizerStore.key(request, settings);
        Optional<StoredTokenizer> earlier = store.find(key);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        TokenizerAlgorithm.Listener listener =
                (stage, fraction) -> {
                    control.beatOrStop();
                    progress.running(stage, fraction);
                };
        listener.at("verifying the corpus", 0);
        TokenizerCorpus corpus = new TokenizerCorpus(store.artifacts(), request.corpus());
        TokenizerAlgorithm.Input input = input(corpus, settings, listener);
        return store.save(
                key, folder -> algorithm.train(input, settings, folder, listener).write(folder));
    }

    /** The files of a large corpus are counted apart. */
    private TokenizerAlgorithm.Input input(
            TokenizerCorpus corpus,
            TokenizerSettings settings,
            TokenizerAlgorithm.Listener listener)
            throws IOException {
        List<String> texts = corpus.texts();
        if (texts.size() < PartCounts.MIN_FILES || !algorithm.takesCounts(settings)) {
            return new TokenizerAlgorithm.Input(corpus.fetch(texts.toArray(String[]::new)), false);
        }
        Integer longest = settings.maxSentenceLength();
        return new TokenizerAlgorithm.Input(
                new PartCounts(store.artifacts())
                        .of(corpus, texts, longest == null ? Integer.MAX_VALUE : longest, listener),
                true);
    }
}
