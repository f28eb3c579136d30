package io.conteur.storygenerator.publish;

import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.producer.EventPublisher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A broker that has every event at once, and keeps them for assertions. */
public final class RecordingPublisher<E extends Record> implements EventPublisher<E> {
    /**
     * @param partition null when the key decides
     */
    public record Published<E>(@Nullable Integer partition, String key, E event, String eventId) {}

    private final List<Published<E>> published = new ArrayList<>();
    private boolean broken;

    @Override
    public void publish(RecordKey key, E event, String eventId) {
        publish(null, key, event, eventId);
    }

    private void publish(@Nullable Integer partition, RecordKey key, E event, String eventId) {
        if (broken) {
            throw new IllegalStateException("no broker");
        }
        published.add(new Published<>(partition, key.toString(), event, eventId));
    }

    @Override
    public EventPublisher<E> toPartition(int partition) {
        return (key, event, eventId) -> publish(partition, key, event, eventId);
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
