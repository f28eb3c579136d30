package io.conteur.tokenizertrainer.training;

import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.producer.EventPublisher;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A publisher that records its events. */
public final class RecordingPublisher<E extends Record> implements EventPublisher<E> {
    /** An event as it was published. */
    public record Published<E>(String key, E event, String eventId) {}

    private final List<Published<E>> published = new CopyOnWriteArrayList<>();

    @Override
    public void publish(RecordKey key, E event, String eventId) {
        published.add(new Published<>(key.toString(), event, eventId));
    }

    public List<Published<E>> published() {
        return published;
    }

    public List<E> events() {
        return published.stream().map(Published::event).toList();
    }

    public Published<E> last() {
        return published.get(published.size() - 1);
    }
}
