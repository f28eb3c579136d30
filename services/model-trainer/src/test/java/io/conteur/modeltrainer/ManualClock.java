package io.conteur.modeltrainer;

import java.util.function.LongSupplier;

/** Nanoseconds that pass when told. */
final class ManualClock implements LongSupplier {
    private long nanos = 5_000_000_000L;

    @Override
    public long getAsLong() {
        return nanos;
    }

    void pass(double seconds) {
        nanos += (long) (seconds * 1e9);
    }
}
