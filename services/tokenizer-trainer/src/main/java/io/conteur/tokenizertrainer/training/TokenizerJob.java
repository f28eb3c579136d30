package io.conteur.tokenizertrainer.training;

import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.training.TokenizerTrainedBuilder;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.tokenizertrainer.training.TokenizerStore.StoredTokenizer;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.util.Objects;

/** One request, which ends with one terminal event. */
public final class TokenizerJob {
    private final TokenizerRequested request;
    private final TokenizerSettings settings;
    private final TokenizerProvider provider;
    private final EventPublisher<TokenizerTrained> tokenizers;
    private final TokenizerProgress progress;

    TokenizerJob(
            TokenizerRequested request,
            TokenizerProvider provider,
            EventPublisher<TokenizerTrained> tokenizers,
            TokenizerProgress progress) {
        this.request = request;
        this.settings = provider.algorithm().complete(request.settings());
        this.provider = provider;
        this.tokenizers = tokenizers;
        this.progress = progress;
    }

    /**
     * Publishes a tokenizer and that the job ended. A repeated job publishes the same events.
     *
     * @throws HandOverException when the service stops before
     */
    public void run() throws IOException {
        try {
            TokenizerTrained event = event(provider.provide(request, settings, progress));
            tokenizers.publish(request.name(), event, event.id() + "-trained");
            progress.completed();
        } catch (JobEndedException e) {
            end(e);
        }
    }

    /** Publishes that the job ended without a tokenizer. */
    public void end(JobEndedException reason) {
        progress.ended(reason.state(), reason.reason());
    }

    /** Publishes why the job waits. */
    public void waiting(String reason) {
        progress.waiting(reason);
    }

    private TokenizerTrained event(StoredTokenizer stored) {
        TrainingReport report = stored.report();
        return TokenizerTrainedBuilder.builder()
                .id(Objects.requireNonNull(request.id()))
                .name(request.name())
                .artifact(stored.artifact())
                .vocabularySize(report.vocabularySize())
                .bytesPerToken(report.bytesPerToken())
                .unknownRate(report.unknownRate())
                .skippedLines(report.skippedLines())
                .skippedBytes(report.skippedBytes())
                .corpus(request.corpus())
                .settings(settings)
                .build();
    }
}
