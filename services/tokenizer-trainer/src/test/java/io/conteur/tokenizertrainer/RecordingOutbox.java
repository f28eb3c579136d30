package io.conteur.tokenizertrainer;

import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.producer.EventPublisher;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An outbox whose events stay here. */
final class RecordingOutbox<E extends Record> implements EventPublisher<E> {
    /** An event as it was published. */
    record Published<E>(String key, E event, String eventId) {}

    private final List<Published<E>> published = new CopyOnWriteArrayList<>();

    @Override
    public void publish(RecordKey key, E event, String eventId) {
        published.add(new Published<>(key.toString(), event, eventId));
    }

    List<Published<E>> published() {
        return published;
    }

    List<E> events() {
        return published.stream().map(Published::event).toList();
    }

    Published<E> last() {
        return published.get(published.size() - 1);
    }
}
