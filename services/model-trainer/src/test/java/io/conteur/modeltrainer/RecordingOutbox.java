package io.conteur.modeltrainer;

import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.producer.EventPublisher;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is published. */
final class RecordingOutbox<E extends Record> implements EventPublisher<E> {
    private final List<Sent<E>> sent = new CopyOnWriteArrayList<>();

    record Sent<E>(String key, E event, String eventId) {}

    @Override
    public void publish(RecordKey key, E event, String eventId) {
        sent.add(new Sent<>(key.toString(), event, eventId));
    }

    List<Sent<E>> sent() {
        return sent;
    }

    List<E> events() {
        return sent.stream().map(Sent::event).toList();
    }

    E last() {
        return sent.get(sent.size() - 1).event();
    }
}
