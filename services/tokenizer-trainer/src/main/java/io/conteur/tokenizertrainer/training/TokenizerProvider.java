package io.conteur.tokenizertrainer.training;

import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.tokenizertrainer.training.TokenizerStore.StoredTokenizer;
import io.conteur.workersupport.CorpusArtifact;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Provides the tokenizer of a request: from the store, or by training it on the {@code .txt} files
 * of a corpus, plain or gzip.
 */
public record TokenizerProvider(
        TokenizerStore store, TokenizerAlgorithm algorithm, JobControl control) {
    private static final Pattern TEXT = Pattern.compile(".*\\.txt(\\.gz)?");

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
        CorpusArtifact corpus = new CorpusArtifact(store.artifacts(), request.corpus());
        TokenizerAlgorithm.Input input = input(corpus, settings, listener);
        return store.save(
                key, folder -> algorithm.train(input, settings, folder, listener).write(folder));
    }

    /** The files of a large corpus are counted apart. */
    private TokenizerAlgorithm.Input input(
            CorpusArtifact corpus, TokenizerSettings settings, TokenizerAlgorithm.Listener listener)
            throws IOException {
        List<String> texts = texts(corpus);
        if (texts.size() < PartCounts.MIN_FILES || !algorithm.takesCounts(settings)) {
            Path folder = corpus.fetch(texts.toArray(String[]::new));
            return TokenizerAlgorithm.Input.texts(texts.stream().map(folder::resolve).toList());
        }
        Integer longest = settings.maxSentenceLength();
        return new PartCounts(store.artifacts())
                .of(corpus, texts, longest == null ? Integer.MAX_VALUE : longest, listener);
    }

    private static List<String> texts(CorpusArtifact corpus) throws IOException {
        List<String> texts =
                corpus.names().stream().filter(name -> TEXT.matcher(name).matches()).toList();
        if (texts.isEmpty()) {
            throw JobEndedException.rejected(
                    "the corpus %s must hold at least one .txt or .txt.gz file, holds none"
                            .formatted(corpus.reference().key()));
        }
        return texts;
    }
}
