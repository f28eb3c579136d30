package io.conteur.storygenerator;

import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.producer.EventPublisher;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is published. */
final class FakeOutbox<E extends Record> implements EventPublisher<E> {
    record Published<E>(String key, E event, String eventId) {}

    private final List<Published<E>> published = new ArrayList<>();
    private boolean broken;

    @Override
    public void publish(RecordKey key, E event, String eventId) {
        if (broken) {
            throw new IllegalStateException("no broker");
        }
        published.add(new Published<>(key.toString(), event, eventId));
    }

    void breakDown() {
        broken = true;
    }

    List<Published<E>> published() {
        return published;
    }

    List<E> events() {
        return published.stream().map(Published::event).toList();
    }
}
