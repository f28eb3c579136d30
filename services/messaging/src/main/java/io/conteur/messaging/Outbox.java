package io.conteur.messaging;

/** Publishes the events of one topic. */
@FunctionalInterface
public interface Outbox<E extends Record> {
    /**
     * Returns once the broker has the event on all in-sync replicas.
     *
     * @param key the record's key
     * @param eventId its CloudEvents id; a repeat of the same event bears the same
     */
    void publish(String key, E event, String eventId);
}
