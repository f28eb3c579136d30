package io.conteur.systemtests;

import io.conteur.events.wire.Topic;
import io.conteur.systemtests.FaultSchedule.Fault;
import io.conteur.systemtests.FaultSchedule.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A schedule that is carried out on a broker and its generators. */
final class Faults implements AutoCloseable {
    private final BrokerProcess broker;
    private final List<ServiceProcess> generators;
    private final ScheduledExecutorService clock;
    private final List<Future<?>> steps = new ArrayList<>();
    private volatile long mended = System.nanoTime();

    /** More than there are processes. */
    private static final int THREADS = 8;

    private interface Step {
        void run() throws Exception;
    }

    Faults(BrokerProcess broker, List<ServiceProcess> generators) {
        this.broker = broker;
        this.generators = generators;
        // The broker and each generator may be met at the same time, and none waits for another.
        this.clock = Executors.newScheduledThreadPool(THREADS);
    }

    void begin(FaultSchedule schedule) {
        schedule.faults().forEach(this::plan);
    }

    /** Adds partitions to the topics of prompts and stories, as soon as the broker is there. */
    void grow(Duration start, int partitions) {
        at(
                start.toMillis(),
                () -> {
                    try (BrokerAdmin admin = new BrokerAdmin(broker.bootstrapServers())) {
                        for (Topic<?> topic : Topic.CO_PARTITIONED) {
                            admin.growTo(topic, partitions);
                        }
                    }
                });
    }

    /** Stops a server of artifacts for some time. */
    void stop(BucketServer server, Duration start, Duration lasts) {
        at(start.toMillis(), server::stop);
        at(start.plus(lasts).toMillis(), server::start);
    }

    private void plan(Fault fault) {
        at(fault.start().toMillis(), () -> begin(fault));
        if (fault.kind() != Kind.KILL) {
            at(fault.end().toMillis(), () -> mend(fault));
        }
    }

    private void at(long millis, Step step) {
        steps.add(
                clock.schedule(
                        () -> {
                            step.run();
                            mended = System.nanoTime();
                            return true;
                        },
                        millis,
                        TimeUnit.MILLISECONDS));
    }

    private void begin(Fault fault) throws Exception {
        ServiceProcess generator = generators.get(fault.generator());
        switch (fault.kind()) {
            case KILL -> {
                generator.kill();
                generator.restart();
            }
            case PAUSE -> generator.pause();
            case OUTAGE -> broker.kill();
        }
    }

    private void mend(Fault fault) throws Exception {
        if (fault.kind() == Kind.PAUSE) {
            generators.get(fault.generator()).unpause();
        } else {
            broker.restart();
        }
    }

    /** When the latest step was done, by {@link System#nanoTime}. */
    long mended() {
        return mended;
    }

    /**
     * Whether every fault is mended, the broker serving again.
     *
     * @throws ExecutionException when one could not be carried out
     */
    boolean over() throws ExecutionException, InterruptedException {
        for (Future<?> step : steps) {
            if (!step.isDone()) {
                return false;
            }
            step.get();
        }
        return true;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
