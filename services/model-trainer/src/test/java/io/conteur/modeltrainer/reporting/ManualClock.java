package io.conteur.modeltrainer.reporting;

import java.util.function.LongSupplier;

/** A clock in nanoseconds that tests advance. */
public final class ManualClock implements LongSupplier {
    private long nanos = 5_000_000_000L;

    @Override
    public long getAsLong() {
        return nanos;
    }

    public void pass(double seconds) {
        nanos += (long) (seconds * 1e9);
    }
}
