package io.conteur.cli;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Says why nothing is heard of a request: its worker's consumer group may have no members, or its
 * broker may be gone. Says each state once, and changes nothing else: the wait goes on.
 */
final class SilenceWatch {
    /** A killed worker is a member for ten seconds more. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(6);

    private enum State {
        WORKING,
        BUSY,
        NOBODY,
        NO_BROKER
    }

    private final String worker;
    private final Supplier<OptionalInt> members;
    private final Consumer<String> report;
    private final LongSupplier nanoTime;
    private State said = State.WORKING;
    private boolean everHeard;
    private long looked;

    /**
     * @param worker both a service and its consumer group
     * @param members of the group now; empty when no broker answers
     * @param nanoTime as {@link System#nanoTime()}
     */
    SilenceWatch(
            String worker,
            Supplier<OptionalInt> members,
            Consumer<String> report,
            LongSupplier nanoTime) {
        this.worker = worker;
        this.members = members;
        this.report = report;
        this.nanoTime = nanoTime;
        this.looked = nanoTime.getAsLong();
    }

    static SilenceWatch of(String worker, String bootstrap) {
        return new SilenceWatch(
                worker,
                () -> KafkaClients.groupMembers(bootstrap, worker),
                Terminal::complain,
                System::nanoTime);
    }

    /** The worker has published something about the request. */
    void heard() {
        everHeard = true;
        said = State.WORKING;
        looked = nanoTime.getAsLong();
    }

    /** Looks, when nothing was heard for some seconds, and says what has changed. */
    void check() {
        if (nanoTime.getAsLong() - looked < BETWEEN_LOOKS.toNanos()) {
            return;
        }
        State state = look();
        looked = nanoTime.getAsLong();
        if (state != said && !(state == State.WORKING && said == State.BUSY)) {
            said = state;
            report.accept(words(state));
        }
    }

    /** What can be said of the worker now. */
    String diagnosis() {
        return words(look());
    }

    private State look() {
        OptionalInt count = members.get();
        if (count.isEmpty()) {
            return State.NO_BROKER;
        }
        if (count.getAsInt() == 0) {
            return State.NOBODY;
        }
        return everHeard ? State.WORKING : State.BUSY;
    }

    private String words(State state) {
        return switch (state) {
            case NOBODY ->
                    "no %s is running: the consumer group %s has no members; the request stays in its"
                                    .formatted(worker, worker)
                            + " topic until one takes it";
            case NO_BROKER -> "the broker does not answer; the request stays in its topic";
            case BUSY ->
                    "a %s is running but has not begun this request; others may come first"
                            .formatted(worker);
            case WORKING -> "a %s is running".formatted(worker);
        };
    }
}
