package io.conteur.console.feed;

import io.conteur.console.change.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The current state, and the subscribers to its changes. Subscribing and publishing share one lock,
 * so that no subscriber misses a change or receives one twice.
 */
public final class LiveView {
    private ChangeHistory history = new ChangeHistory();
    private Positions positions = Positions.NONE;
    private boolean complete;
    private final Set<Subscriber> subscribers = new HashSet<>();
    private final Set<Subscriber> waiting = new LinkedHashSet<>();

    /**
     * Joins: the subscriber is given a snapshot, at once or as soon as the topics have been read,
     * and from then on all changes.
     */
    public synchronized void join(Subscriber subscriber) {
        if (complete) {
            subscribers.add(subscriber);
            subscriber.snapshot(history.all(), positions);
        } else {
            waiting.add(subscriber);
        }
    }

    /**
     * Joins without a snapshot, for a client that knows the past.
     *
     * @return the positions of the snapshot; all later changes are sent
     */
    public synchronized Positions joinNow(Subscriber subscriber) {
        subscribers.add(subscriber);
        return positions;
    }

    public synchronized void leave(Subscriber subscriber) {
        subscribers.remove(subscriber);
        waiting.remove(subscriber);
    }

    /** Whether the topics have been read to their ends, or cannot be read. */
    public synchronized boolean complete() {
        return complete;
    }

    /** How far the topics have been read. */
    public synchronized Positions positions() {
        return positions;
    }

    /** Adds changes of records, and publishes them. */
    synchronized void add(List<Change> changes, Positions reached) {
        positions = reached;
        publish(changes);
    }

    /** Adds measurements, which are at no position of a topic. */
    public synchronized void measured(List<Change> changes) {
        publish(changes);
    }

    private void publish(List<Change> changes) {
        changes.forEach(history::add);
        if (!changes.isEmpty()) {
            subscribers.forEach(subscriber -> subscriber.changed(changes, positions));
        }
    }

    /** Forgets prompts, before those who wait are given what is known. */
    synchronized void forgetPrompts(BiPredicate<Integer, Long> condition) {
        history.forgetPrompts(condition);
    }

    /** Gives those who wait what is known. */
    synchronized void completed() {
        complete = true;
        List<Subscriber> joining = new ArrayList<>(waiting);
        waiting.clear();
        joining.forEach(this::join);
    }

    /** The topics are about to be read again after a pause, from where the reading ended. */
    synchronized void continues() {
        complete = false;
    }

    /** Forgets everything: the topics are about to be read anew. */
    synchronized void restart(Positions start) {
        history = new ChangeHistory();
        positions = start;
        complete = false;
        subscribers.forEach(Subscriber::outdated);
        subscribers.clear();
    }
}
