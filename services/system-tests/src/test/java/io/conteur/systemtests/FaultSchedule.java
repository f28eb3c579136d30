package io.conteur.systemtests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What goes wrong and when, drawn from a seed: the same seed is the same schedule. */
record FaultSchedule(List<Fault> faults) {
    /** The shortest outage; shorter ones are what clients wait out without noticing. */
    private static final int SHORTEST_OUTAGE_SECONDS = 30;

    /** What can happen, kills twice as often as the rest. */
    private static final List<Kind> BAG = List.of(Kind.KILL, Kind.KILL, Kind.PAUSE, Kind.OUTAGE);

    enum Kind {
        /** A generator gets {@code kill -9} and is started again. */
        KILL,
        /** A generator gets SIGSTOP, and SIGCONT when the fault ends. */
        PAUSE,
        /** The broker gets {@code kill -9}, and is started again when the fault ends. */
        OUTAGE
    }

    /**
     * A fault of one process; no process has two at a time.
     *
     * @param generator whom it meets; without meaning for an outage
     * @param start after the beginning
     * @param lasts until it is mended
     */
    record Fault(Kind kind, int generator, Duration start, Duration lasts) {
        Duration end() {
            return start.plus(lasts);
        }
    }

    /**
     * What may be drawn.
     *
     * @param over faults begin in this time
     * @param every between the beginnings of two
     * @param pause how long a generator stands still
     * @param outage the longest that the broker is away
     */
    record Bounds(Duration over, Duration every, Duration pause, Duration outage) {}

    FaultSchedule {
        faults = List.copyOf(faults);
    }

    static FaultSchedule draw(Random random, Bounds bounds, int generators) {
        List<Fault> faults = new ArrayList<>();
        List<Kind> bag = new ArrayList<>();
        for (Duration start = bounds.every;
                start.compareTo(bounds.over) < 0;
                start = start.plus(bounds.every)) {
            if (bag.isEmpty()) {
                bag.addAll(BAG);
                Collections.shuffle(bag, random);
            }
            Fault next = fault(bag.remove(0), random.nextInt(generators), start, random, bounds);
            if (faults.stream().noneMatch(earlier -> collide(earlier, next))) {
                faults.add(next);
            }
        }
        return new FaultSchedule(faults);
    }

    private static Fault fault(
            Kind kind, int generator, Duration start, Random random, Bounds bounds) {
        int choices = (int) bounds.outage.toSeconds() - SHORTEST_OUTAGE_SECONDS + 1;
        Duration lasts =
                switch (kind) {
                    case KILL -> Duration.ZERO;
                    case PAUSE -> bounds.pause;
                    case OUTAGE ->
                            Duration.ofSeconds(SHORTEST_OUTAGE_SECONDS + random.nextInt(choices));
                };
        return new Fault(kind, generator, start, lasts);
    }

    private static boolean collide(Fault earlier, Fault next) {
        boolean sameProcess =
                (earlier.kind == Kind.OUTAGE) == (next.kind == Kind.OUTAGE)
                        && (next.kind == Kind.OUTAGE || earlier.generator == next.generator);
        return sameProcess && earlier.end().compareTo(next.start) >= 0;
    }
}
