package io.conteur.tokenizertrainer.training;

import io.conteur.events.InvalidEventException;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.Request;
import io.conteur.messaging.producer.EventPublisher;
import java.util.function.LongSupplier;

/**
 * Makes a job of a request.
 *
 * @param nanoTime a monotonic clock in nanoseconds
 */
public record TokenizerJobFactory(
        TokenizerProvider provider,
        EventPublisher<TokenizerTrained> tokenizers,
        EventPublisher<Progressed> progress,
        LongSupplier nanoTime) {
    /**
     * Decodes a record's value.
     *
     * @throws InvalidEventException when it is no tokenizer request
     */
    public TokenizerJob of(Request record) {
        TokenizerRequested decoded = EventCodec.decode(Topic.TOKENIZER_REQUESTS, record.value());
        TokenizerRequested request =
                decoded.id() == null ? decoded.withId(record.defaultId()) : decoded;
        return new TokenizerJob(
                request,
                provider,
                tokenizers.in(record.trace()),
                new TokenizerProgress(request, progress.in(record.trace()), nanoTime));
    }
}
