package io.conteur.httpapi.asking;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.TraceContext;
import io.conteur.httpapi.answers.Answer;
import io.conteur.messaging.producer.EventProducer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes prompts and tombstones to a pool's topic. A prompt and its tombstone have the same key,
 * so they arrive in the order in which they were sent, also after an outage.
 */
public final class PromptSender {
    private final EventProducer producer;
    private final PromptPool pool;
    private final AtomicInteger overdue = new AtomicInteger();

    public PromptSender(EventProducer producer, PromptPool pool) {
        this.producer = producer;
        this.pool = pool;
    }

    /** Completes once all in-sync replicas have the prompt. */
    CompletionStage<Void> send(Answer answer, TraceContext trace) {
        PromptSubmitted prompt = answer.prompt();
        return producer.publisher(pool.topic()).in(trace).send(answer.key(), prompt, answer.id());
    }

    /** Cancels the prompt, also one whose record is still to be sent. */
    void cancel(Answer answer) {
        var unused =
                producer.send(
                        new ProducerRecord<>(pool.topic().name(), answer.key().bytes(), null));
    }

    /** The broker does not acknowledge a prompt in time; counts until it does. */
    void overdue(CompletionStage<Void> sent) {
        overdue.incrementAndGet();
        var unused = sent.whenComplete((acknowledged, failure) -> overdue.decrementAndGet());
    }

    /**
     * Whether a prompt is overdue at the broker: it is away, and further ones would only pile up.
     */
    boolean brokerAway() {
        return overdue.get() > 0;
    }
}
