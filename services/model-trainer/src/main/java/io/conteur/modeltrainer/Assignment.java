package io.conteur.modeltrainer;

/** The job in hand, where its events go, and what it shares with all jobs of this process. */
record Assignment(Job job, Outboxes outboxes, Journal journal, Studio studio) {
    Pulse pulse() {
        return studio.pulse();
    }

    long nanoTime() {
        return studio.nanoTime().getAsLong();
    }
}
