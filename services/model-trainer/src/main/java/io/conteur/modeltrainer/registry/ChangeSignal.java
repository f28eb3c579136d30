package io.conteur.modeltrainer.registry;

import io.conteur.workersupport.HandOverException;

/** Wakes the threads that wait for the next event of a job. Thread-safe. */
public final class ChangeSignal {
    /** Wakes them. */
    public synchronized void changed() {
        notifyAll();
    }

    /**
     * Returns after the next change, or after this time, or earlier; callers look again at what
     * they wait for.
     *
     * @throws HandOverException when the thread is interrupted
     */
    @SuppressWarnings("WaitNotInLoop")
    public synchronized void await(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HandOverException();
        }
    }
}
