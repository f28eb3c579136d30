package io.conteur.storygenerator.request;

import io.conteur.events.wire.RecordKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Prompts that wait, and those that were taken and are not acknowledged yet. Interactive prompts go
 * before bulk ones, and prompts of one key one after the other. Bounded in number and bytes: while
 * the queue is full the consumer polls nothing (backpressure). A full queue stays full until a
 * quarter of it is free, so that threads wake for many prompts at a time. Threads may share it;
 * only the generation thread takes prompts.
 */
public final class PromptQueue {
    private static final Duration MAX_WAIT = Duration.ofMillis(500);

    /** Of the record values of all waiting prompts. */
    private static final long MAX_BYTES = 32 << 20;

    private final int capacity;
    private final Deque<PendingPrompt> waiting = new ArrayDeque<>();
    private final Set<PendingPrompt> unacknowledged = new HashSet<>();
    private final Set<Integer> revoked = new HashSet<>();
    private long waitingBytes;
    private boolean full;
    private boolean changed;
    private boolean draining;
    private boolean closed;

    public PromptQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, is " + capacity);
        }
        this.capacity = capacity;
    }

    /**
     * Adds a prompt, even beyond the capacity; drops it if its partition has been revoked, or if
     * the queue drains or is closed.
     */
    public synchronized void put(PendingPrompt prompt) {
        if (!closed && !draining && !revoked.contains(prompt.partition())) {
            waiting.add(prompt);
            waitingBytes += prompt.bytes();
            full = full || waiting.size() >= capacity || waitingBytes >= MAX_BYTES;
            wake();
        }
    }

    /** Whether the consumer must hand over no further prompt now. */
    public synchronized boolean full() {
        return full;
    }

    /**
     * Waits until something has changed since the last call, at most half a second; false once the
     * queue is closed.
     */
    public synchronized boolean awaitChange() throws InterruptedException {
        long left = MAX_WAIT.toNanos();
        long end = System.nanoTime() + left;
        while (!closed && !changed && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
        changed = false;
        return !closed;
    }

    /** Ends {@link #awaitChange}: a waiting prompt may be startable now. */
    public synchronized void wake() {
        changed = true;
        notifyAll();
    }

    /**
     * The prompts that may be taken now, in the order in which to try them: interactive before
     * bulk, then as they came. A prompt whose key has an earlier one, waiting or taken, is not
     * among them.
     */
    public synchronized List<PendingPrompt> candidates() {
        if (waiting.isEmpty()) {
            return List.of(); // Asked before every decoding step.
        }
        Set<RecordKey> keys = new HashSet<>();
        unacknowledged.forEach(prompt -> keys.add(prompt.key()));
        List<PendingPrompt> candidates = new ArrayList<>();
        List<PendingPrompt> bulk = new ArrayList<>();
        for (PendingPrompt prompt : waiting) {
            if (keys.add(prompt.key())) {
                (prompt.bulk() ? bulk : candidates).add(prompt);
            }
        }
        candidates.addAll(bulk);
        return candidates;
    }

    /** Takes a waiting prompt; false when it no longer waits. */
    public synchronized boolean take(PendingPrompt prompt) {
        if (!waiting.remove(prompt)) {
            return false;
        }
        unacknowledged.add(prompt);
        prompt.onDone(() -> done(prompt));
        removed(prompt);
        return true;
    }

    /** A taken prompt waits again, before all others. */
    public synchronized void giveBack(PendingPrompt prompt) {
        if (unacknowledged.remove(prompt) && !prompt.abandoned() && !draining) {
            waiting.addFirst(prompt);
            waitingBytes += prompt.bytes();
            wake();
        }
    }

    /** A taken prompt was acknowledged or abandoned. */
    public synchronized void done(PendingPrompt prompt) {
        unacknowledged.remove(prompt);
        if (!waiting.isEmpty() || draining) {
            wake(); // The next of its key may be taken.
        }
    }

    /** Cancels every prompt under a key; those that are decoded end after their next token. */
    public synchronized void cancel(RecordKey key) {
        Stream.concat(unacknowledged.stream(), waiting.stream())
                .filter(prompt -> prompt.key().equals(key))
                .forEach(PendingPrompt::cancel);
        wake();
    }

    /**
     * Removes the waiting prompts that were cancelled or whose deadline has passed; the caller
     * publishes their outcomes.
     */
    public synchronized List<PendingPrompt> withdraw(Instant now) {
        return remove(prompt -> prompt.cancelled() || prompt.expired(now));
    }

    private List<PendingPrompt> remove(Predicate<PendingPrompt> which) {
        List<PendingPrompt> removed = waiting.stream().filter(which).toList();
        waiting.removeAll(removed);
        removed.forEach(this::removed);
        return removed;
    }

    private void removed(PendingPrompt prompt) {
        waitingBytes -= prompt.bytes();
        full =
                full
                        && (waiting.size() > Math.min(capacity - 1, capacity * 3 / 4)
                                || waitingBytes > MAX_BYTES * 3 / 4);
    }

    /** Prompts that wait. */
    public synchronized int depth() {
        return waiting.size();
    }

    /** Partitions were assigned to this instance. */
    public synchronized void assigned(Set<Integer> partitions) {
        revoked.removeAll(partitions);
    }

    /** Partitions were revoked: their prompts are abandoned here and answered elsewhere. */
    public synchronized void revoked(Set<Integer> partitions) {
        revoked.addAll(partitions);
        unacknowledged.stream()
                .filter(prompt -> partitions.contains(prompt.partition()))
                .forEach(PendingPrompt::abandon);
        remove(prompt -> partitions.contains(prompt.partition()));
        wake();
    }

    /**
     * Takes no further prompt: those that wait, and those that are still put, are left to another
     * instance.
     */
    public synchronized void drain() {
        draining = true;
        full = false;
        waiting.clear();
        waitingBytes = 0;
    }

    /** Waits until all taken prompts are acknowledged, at most so long. */
    public synchronized void awaitIdle(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        long end = System.nanoTime() + left;
        while (!unacknowledged.isEmpty() && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
    }

    /** Abandons all prompts, and those that are still put; returns those that were taken. */
    public synchronized Set<PendingPrompt> close() {
        drain();
        closed = true;
        Set<PendingPrompt> abandoned = Set.copyOf(unacknowledged);
        abandoned.forEach(PendingPrompt::abandon);
        notifyAll();
        return abandoned;
    }

    /** Prompts that were taken and are not acknowledged. */
    public synchronized int unacknowledged() {
        return unacknowledged.size();
    }

    public synchronized boolean closed() {
        return closed;
    }
}
