package io.conteur.cli.kafka;

import io.conteur.cli.common.Terminal;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.GroupAuthorizationException;

/**
 * Explains why a request makes no progress: the consumer group of its service has no members, the
 * broker does not answer, or this client may not describe the group. Reports each change of state
 * once; the caller keeps waiting.
 */
public final class StallDetector {
    /** A killed consumer stays in its group for ten more seconds, so the second check sees it. */
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(6);

    private enum State {
        WORKING,
        BUSY,
        NO_CONSUMER,
        HIDDEN,
        NO_BROKER
    }

    private final String service;
    private final Supplier<OptionalInt> members;
    private final Consumer<String> report;
    private final LongSupplier nanoTime;
    private State reported = State.WORKING;
    private boolean progressed;
    private long lastCheck;

    /**
     * @param service name of the service's consumer group, which begins with that of the service
     * @param members the current number of group members; empty when no broker answers; throws
     *     {@link GroupAuthorizationException} when this client may not describe the group
     * @param nanoTime as {@link System#nanoTime()}
     */
    StallDetector(
            String service,
            Supplier<OptionalInt> members,
            Consumer<String> report,
            LongSupplier nanoTime) {
        this.service = service;
        this.members = members;
        this.report = report;
        this.nanoTime = nanoTime;
        this.lastCheck = nanoTime.getAsLong();
    }

    public static StallDetector of(String service, BrokerAccess broker) {
        return new StallDetector(
                service,
                () -> KafkaClients.groupMembers(broker, service),
                Terminal::complain,
                System::nanoTime);
    }

    /** Records that the service has published an event about the request. */
    public void progress() {
        progressed = true;
        reported = State.WORKING;
        lastCheck = nanoTime.getAsLong();
    }

    /** After some seconds without progress, determines the state and reports a change. */
    public void check() {
        if (nanoTime.getAsLong() - lastCheck < CHECK_INTERVAL.toNanos()) {
            return;
        }
        State state = currentState();
        lastCheck = nanoTime.getAsLong();
        if (state != reported && !(state == State.WORKING && reported == State.BUSY)) {
            reported = state;
            report.accept(describe(state));
        }
    }

    /** Describes the current state. */
    public String diagnosis() {
        return describe(currentState());
    }

    private State currentState() {
        OptionalInt count;
        try {
            count = members.get();
        } catch (GroupAuthorizationException e) {
            return State.HIDDEN;
        }
        if (count.isEmpty()) {
            return State.NO_BROKER;
        }
        if (count.getAsInt() == 0) {
            return State.NO_CONSUMER;
        }
        return progressed ? State.WORKING : State.BUSY;
    }

    private String describe(State state) {
        return switch (state) {
            case NO_CONSUMER ->
                    "no %s is running: the consumer group %s has no members; the request stays in its"
                                    .formatted(service, service)
                            + " topic until one takes it";
            case HIDDEN ->
                    "whether a %s is running cannot be seen: this client lacks the right Describe on the group %s"
                            .formatted(service, service);
            case NO_BROKER -> "the broker does not answer; the request stays in its topic";
            case BUSY ->
                    "a %s is running but has not begun this request; others may come first"
                            .formatted(service);
            case WORKING -> "a %s is running".formatted(service);
        };
    }
}
