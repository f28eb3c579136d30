package io.conteur.storygenerator.request;

import io.conteur.events.wire.RecordKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Prompts taken ahead, and those in hand. Interactive ones go first, and of one key one after the
 * other. Bounded in number and bytes: while the queue is full nothing is polled, and the heap never
 * grows. A full one stays so until a quarter of it is free, so that threads wake for many prompts
 * at a time.
 */
public final class PromptQueue {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    /** Of the values of the prompts that wait. */
    private static final long MAX_BYTES = 32 << 20;

    private final int capacity;
    private final Deque<PendingPrompt> waiting = new ArrayDeque<>();
    private final Set<PendingPrompt> inHand = new HashSet<>();
    private final Set<Integer> disowned = new HashSet<>();
    private boolean full;
    private boolean awaited;
    private boolean closed;

    public PromptQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, is " + capacity);
        }
        this.capacity = capacity;
    }

    /** Adds a prompt, even beyond the capacity; one of a partition that has gone is dropped. */
    public synchronized void put(PendingPrompt prompt) {
        if (!closed && !disowned.contains(prompt.partition())) {
            waiting.add(prompt);
            full = full || waiting.size() >= capacity || bytes() >= MAX_BYTES;
            notifyAll();
        }
    }

    /** No prompt can be put now. */
    public synchronized boolean full() {
        return full;
    }

    /** A prompt waits or is in hand no longer; wakes only those who may now go on. */
    private void gone() {
        full =
                full
                        && (waiting.size() > Math.min(capacity - 1, capacity * 3 / 4)
                                || bytes() > MAX_BYTES * 3 / 4);
        if (awaited) {
            notifyAll();
        }
    }

    private long bytes() {
        return waiting.stream().mapToLong(PendingPrompt::bytes).sum();
    }

    /**
     * Waits until a prompt can be taken, but not for long; false when the queue is closed.
     *
     * @param ready see {@link #take}; who finds that its answer has changed must {@link #wake}
     */
    public synchronized boolean await(Predicate<PendingPrompt> ready) throws InterruptedException {
        awaited = true;
        await(() -> next(ready).isPresent(), LONGEST_WAIT);
        awaited = false;
        return !closed;
    }

    private synchronized void await(BooleanSupplier reached, Duration longest)
            throws InterruptedException {
        long left = longest.toNanos();
        long end = System.nanoTime() + left;
        while (!closed && !reached.getAsBoolean() && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
    }

    /** Whoever waits for a prompt that can be taken looks again. */
    public synchronized void wake() {
        notifyAll();
    }

    /**
     * The prompt whose turn it is, which is then in hand; empty when none may be begun now.
     *
     * @param ready whether one whose turn it would be can be begun; others go before it if not
     */
    public synchronized Optional<PendingPrompt> take(Predicate<PendingPrompt> ready) {
        Optional<PendingPrompt> next = closed ? Optional.empty() : next(ready);
        next.ifPresent(
                prompt -> {
                    waiting.remove(prompt);
                    inHand.add(prompt);
                    prompt.inHand(() -> done(prompt));
                    gone();
                });
        return next;
    }

    /** A prompt in hand waits again, before all others. */
    public synchronized void giveBack(PendingPrompt prompt) {
        if (inHand.remove(prompt) && !prompt.abandoned()) {
            waiting.addFirst(prompt);
        }
    }

    /** The first interactive one, else the first, of those with none of their key before. */
    private Optional<PendingPrompt> next(Predicate<PendingPrompt> ready) {
        if (waiting.isEmpty()) {
            return Optional.empty(); // Asked before every step.
        }
        Set<RecordKey> before = new HashSet<>();
        inHand.forEach(prompt -> before.add(prompt.key()));
        Optional<PendingPrompt> bulk = Optional.empty();
        for (PendingPrompt prompt : waiting) {
            boolean wanted = !prompt.bulk() || bulk.isEmpty();
            boolean free = wanted && !before.contains(prompt.key());
            if (free && ready.test(prompt)) {
                if (!prompt.bulk()) {
                    return Optional.of(prompt);
                }
                bulk = Optional.of(prompt);
            }
            before.add(prompt.key());
        }
        return bulk;
    }

    /** The prompt has its outcome, safe at the broker, or was abandoned. */
    public synchronized void done(PendingPrompt prompt) {
        inHand.remove(prompt);
        gone();
    }

    /** Cancels every prompt under a key; those in hand stop at their next token. */
    public synchronized void cancel(RecordKey key) {
        Stream.concat(inHand.stream(), waiting.stream())
                .filter(prompt -> prompt.key().equals(key))
                .forEach(PendingPrompt::cancel);
        notifyAll();
    }

    /** Removes those that were cancelled or wait past their deadline; each is owed its outcome. */
    public synchronized List<PendingPrompt> withdraw(Instant now) {
        return remove(prompt -> prompt.cancelled() || prompt.expired(now));
    }

    private List<PendingPrompt> remove(Predicate<PendingPrompt> which) {
        List<PendingPrompt> removed = waiting.stream().filter(which).toList();
        if (!removed.isEmpty()) {
            waiting.removeAll(removed);
            gone();
        }
        return removed;
    }

    /** Prompts that wait. */
    public synchronized int depth() {
        return waiting.size();
    }

    /** Prompts of these partitions are answered here from now on. */
    public synchronized void own(Set<Integer> partitions) {
        disowned.removeAll(partitions);
    }

    /** Prompts of these partitions are answered elsewhere: here they are abandoned. */
    public synchronized void disown(Set<Integer> partitions) {
        disowned.addAll(partitions);
        inHand.stream()
                .filter(prompt -> partitions.contains(prompt.partition()))
                .forEach(PendingPrompt::abandon);
        remove(prompt -> partitions.contains(prompt.partition()));
    }

    /** Abandons what waits and what is in hand, and whatever still comes. */
    public synchronized void close() {
        closed = true;
        full = false;
        inHand.forEach(PendingPrompt::abandon);
        waiting.clear();
        notifyAll();
    }

    public synchronized boolean closed() {
        return closed;
    }
}
