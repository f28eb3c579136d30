package io.conteur.tokenizertrainer;

import io.conteur.events.InvalidEventException;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.training.TokenizerTrainedBuilder;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.Request;
import io.conteur.tokenizertrainer.Shelf.Kept;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One request, from its record to its one terminal event. */
final class TokenizerJob {
    private final TokenizerRequested request;
    private final TokenizerSettings settings;
    private final Workshop workshop;
    private final Journal journal;

    private TokenizerJob(TokenizerRequested request, Workshop workshop) {
        this.request = request;
        this.settings = workshop.learner().complete(request.settings());
        this.workshop = workshop;
        this.journal = new Journal(request, workshop.progress(), workshop.nanoTime());
    }

    /**
     * Reads a record's value.
     *
     * @throws InvalidEventException when it is no tokenizer request
     */
    static TokenizerJob of(Request record, Workshop workshop) {
        TokenizerRequested request = EventCodec.decode(Topic.TOKENIZER_REQUESTS, record.value());
        String id = request.id() == null ? record.defaultId() : request.id();
        return new TokenizerJob(request.withId(id), workshop.in(record.trace()));
    }

    /**
     * Trains, or finds what the same request made earlier, and tells; returns once the terminal
     * event is published.
     *
     * @throws StoppedException when the service stops before
     */
    void run() throws IOException {
        try {
            tell(tokenizer());
            journal.completed();
        } catch (RejectedException e) {
            journal.rejected(Objects.requireNonNull(e.getMessage()));
        }
    }

    /** Ends the job, because one more attempt would fail like those before. */
    void fail(String reason) {
        journal.failed(reason);
    }

    /** Tells that the job stands still, and why. */
    void waiting(String reason) {
        journal.waiting(reason);
    }

    private Kept tokenizer() throws IOException {
        Shelf shelf = new Shelf(workshop.store());
        String key = Shelf.key(request, settings);
        Optional<Kept> earlier = shelf.find(key);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        advance("verifying the corpus", 0);
        List<Path> texts = Corpus.texts(workshop.store(), request.corpus());
        return shelf.keep(key, folder -> learn(texts, folder));
    }

    private void learn(List<Path> texts, Path folder) throws IOException {
        workshop.learner().learn(texts, settings, folder, this::advance).write(folder);
    }

    private void advance(String stage, double fraction) {
        workshop.pulse().beat();
        journal.running(stage, fraction);
    }

    private void tell(Kept kept) {
        TokenizerTrained event = event(kept);
        workshop.tokenizers().publish(request.name(), event, event.id() + "-trained");
    }

    private TokenizerTrained event(Kept kept) {
        Findings findings = kept.findings();
        return TokenizerTrainedBuilder.builder()
                .id(Objects.requireNonNull(request.id()))
                .name(request.name())
                .artifact(kept.artifact())
                .vocabularySize(findings.vocabularySize())
                .bytesPerToken(findings.bytesPerToken())
                .unknownRate(findings.unknownRate())
                .skippedLines(findings.skippedLines())
                .skippedBytes(findings.skippedBytes())
                .corpus(request.corpus())
                .settings(settings)
                .build();
    }
}
