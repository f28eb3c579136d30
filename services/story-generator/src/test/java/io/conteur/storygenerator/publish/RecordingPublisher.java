package io.conteur.storygenerator.publish;

import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.producer.EventPublisher;
import java.util.ArrayList;
import java.util.List;

/** A broker that has every event at once, and keeps them for assertions. */
public final class RecordingPublisher<E extends Record> implements EventPublisher<E> {
    public record Published<E>(String key, E event, String eventId) {}

    private final List<Published<E>> published = new ArrayList<>();
    private boolean broken;

    @Override
    public void publish(RecordKey key, E event, String eventId) {
        if (broken) {
            throw new IllegalStateException("no broker");
        }
        published.add(new Published<>(key.toString(), event, eventId));
    }

    public void breakDown() {
        broken = true;
    }

    public List<Published<E>> published() {
        return published;
    }

    public List<E> events() {
        return published.stream().map(Published::event).toList();
    }
}
