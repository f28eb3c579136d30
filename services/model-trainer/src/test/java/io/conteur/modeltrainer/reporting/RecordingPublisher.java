package io.conteur.modeltrainer.reporting;

import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.producer.EventPublisher;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A publisher that records its events. */
public final class RecordingPublisher<E extends Record> implements EventPublisher<E> {
    private final List<Sent<E>> sent = new CopyOnWriteArrayList<>();

    public record Sent<E>(String key, E event, String eventId) {}

    @Override
    public void publish(RecordKey key, E event, String eventId) {
        sent.add(new Sent<>(key.toString(), event, eventId));
    }

    public List<Sent<E>> sent() {
        return sent;
    }

    public List<E> events() {
        return sent.stream().map(Sent::event).toList();
    }

    public E last() {
        return sent.get(sent.size() - 1).event();
    }
}
